#pragma once

#include "base/cuda_driver.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dpl {

/// What work can be done on, or cannot.
struct Device {
    std::string name; ///< as --device takes it: "cpu", "cuda:0", "mps"
    std::string model; ///< "NVIDIA H200"; empty where nobody says
    std::int64_t totalBytes = 0; ///< 0: nobody says
    std::optional<std::int64_t> freeBytes;
    std::vector<std::string> types; ///< that it computes, such as "float32"
    std::string problem; ///< why it cannot be used; empty: it can
    bool isThere = true; ///< false: stands for a kind of which there is none

    /// Of its memory, by all programs; nothing where that is not said.
    std::optional<std::int64_t> usedBytes() const;

    Json toJson() const;
};

/// What LibTorch can make use of.
struct LibTorchDevices {
    bool knowsCuda = false; ///< it was built for it
    int cuda = 0; ///< CUDA devices that it finds
    bool mps = false;
};

LibTorchDevices libTorchDevices();

/// The CPU first. Kinds that cannot be used have one entry that says why; a driver that this LibTorch makes no use of,
/// too. Free memory is that of the moment. Where names are given, those of them that there are, and no other is opened.
std::vector<Device> findDevices(const std::vector<std::string>& names = {});

/// The same, of what a driver and LibTorch say: on a machine of any kind.
std::vector<Device> devicesOf(const CudaDriver& driver, const LibTorchDevices& torch);

/// "NVIDIA H200, 138 GiB of 140 GiB free; computes float32, bfloat16", or "cannot be used: ...".
std::string deviceText(const Device& device);

/// A device by the name that it is listed under: "cuda" is the first of its kind, "cuda:0".
std::string listedDeviceName(const std::string& name);

/// Why work cannot be done on a device of this name; empty: it can.
std::string deviceProblem(const std::string& name, const std::vector<Device>& devices);

} // namespace dpl
