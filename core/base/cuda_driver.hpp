#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dpl {

/// A device as NVIDIA's driver describes it.
struct CudaDevice {
    std::string model; ///< "NVIDIA H200"
    std::int64_t totalBytes = 0;
    std::optional<std::int64_t> freeBytes;
    bool computesBfloat16 = false; ///< in hardware: from compute capability 8.0 on
    std::string problem; ///< why it cannot be used; empty: it can
};

/// What NVIDIA's driver says, whether or not this LibTorch can make use of it.
struct CudaDriver {
    bool isThere = false; ///< with a device, or failing: it may then have some
    std::string problem; ///< why there are no devices; empty: there are
    std::vector<CudaDevice> devices; ///< those that CUDA_VISIBLE_DEVICES leaves, in its order
};

/// What is asked of the driver.
enum class AskedOfDriver {
    names, ///< what devices there are
    memory, ///< and how much of their memory is free; each is opened for that, which takes a moment and shows whether
            ///< it works
};

inline constexpr const char* cudaDriverLibrary = "libcuda.so.1";

/// Asks the driver, whose library is loaded for it. Memory is asked of the devices with the numbers `opened` alone;
/// none: of all.
CudaDriver readCudaDriver(
    AskedOfDriver asked, const std::string& library = cudaDriverLibrary, const std::set<int>& opened = {});

} // namespace dpl
