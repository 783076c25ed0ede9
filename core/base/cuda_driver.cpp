#include "base/cuda_driver.hpp"

#include <cstddef>

#include <dlfcn.h>

// The driver is loaded by name, as a program that was linked to it would not start where there is none. Its interface
// is declared here as NVIDIA documents it (CUDA Driver API): cuda.h comes with the CUDA toolkit alone.

namespace dpl {

namespace {

using Result = int; ///< CUresult; 0: it succeeded
using Ordinal = int; ///< CUdevice
using Context = void*; ///< CUcontext

constexpr Result noDevice = 100; ///< CUDA_ERROR_NO_DEVICE
constexpr int computeCapabilityMajor = 75; ///< CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR

class Driver {
public:
    /// It stays loaded: a driver may have threads of its own once it has been used.
    explicit Driver(const std::string& library)
        : m_library(::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE))
    {
    }

    bool isThere() const { return m_library != nullptr; }

    /// Calls a function of the driver's by its name.
    template <typename Signature, typename... Arguments> Result call(const char* name, Arguments... arguments) const
    {
        void* symbol = ::dlsym(m_library, name);
        if (symbol == nullptr) {
            return missingFunction;
        }
        return reinterpret_cast<Signature*>(symbol)(arguments...);
    }

    /// "unknown error (CUDA_ERROR_UNKNOWN, 999)"
    std::string reason(Result result) const
    {
        if (result == missingFunction) {
            return "the driver is too old";
        }
        const auto told = [&](const char* function) {
            const char* text = nullptr;
            call<Result(Result, const char**)>(function, result, &text);
            return std::string(text == nullptr ? "" : text);
        };
        const std::string text = told("cuGetErrorString");
        const std::string name = told("cuGetErrorName");
        return (text.empty() ? "error" : text) + " (" + (name.empty() ? "" : name + ", ") + std::to_string(result)
            + ")";
    }

private:
    static constexpr Result missingFunction = -1;

    void* m_library;
};

/// Opens a device for a moment: only within a context does it tell how much of its memory is free.
Result readFreeMemory(const Driver& driver, Ordinal device, CudaDevice& described)
{
    Context context = nullptr;
    if (const Result failed = driver.call<Result(Context*, Ordinal)>("cuDevicePrimaryCtxRetain", &context, device)) {
        return failed;
    }
    Result result = driver.call<Result(Context)>("cuCtxPushCurrent_v2", context);
    if (result == 0) {
        std::size_t free = 0;
        std::size_t total = 0;
        result = driver.call<Result(std::size_t*, std::size_t*)>("cuMemGetInfo_v2", &free, &total);
        if (result == 0) {
            described.freeBytes = static_cast<std::int64_t>(free);
        }
        driver.call<Result(Context*)>("cuCtxPopCurrent_v2", &context);
    }
    driver.call<Result(Ordinal)>("cuDevicePrimaryCtxRelease_v2", device);
    return result;
}

CudaDevice describe(const Driver& driver, int index, AskedOfDriver asked)
{
    CudaDevice described;
    Ordinal device = 0;
    Result result = driver.call<Result(Ordinal*, int)>("cuDeviceGet", &device, index);
    char name[256] = {};
    if (result == 0) {
        result = driver.call<Result(char*, int, Ordinal)>("cuDeviceGetName", name, int{sizeof name - 1}, device);
    }
    described.model = name;
    std::size_t bytes = 0;
    if (result == 0) {
        result = driver.call<Result(std::size_t*, Ordinal)>("cuDeviceTotalMem_v2", &bytes, device);
    }
    described.totalBytes = static_cast<std::int64_t>(bytes);
    int major = 0;
    if (result == 0) {
        result =
            driver.call<Result(int*, int, Ordinal)>("cuDeviceGetAttribute", &major, computeCapabilityMajor, device);
    }
    described.computesBfloat16 = major >= 8;
    if (result == 0 && asked == AskedOfDriver::memory) {
        result = readFreeMemory(driver, device, described);
    }
    if (result != 0) {
        described.problem = driver.reason(result);
    }
    return described;
}

} // namespace

CudaDriver readCudaDriver(AskedOfDriver asked, const std::string& library, const std::set<int>& opened)
{
    CudaDriver read;
    const Driver driver(library);
    if (!driver.isThere()) {
        read.problem = "there is no NVIDIA driver";
        return read;
    }
    if (const Result failed = driver.call<Result(unsigned)>("cuInit", 0U)) {
        read.isThere = failed != noDevice;
        read.problem = failed == noDevice ? "the NVIDIA driver finds no device"
                                          : "the NVIDIA driver fails: " + driver.reason(failed);
        return read;
    }
    int count = 0;
    if (const Result failed = driver.call<Result(int*)>("cuDeviceGetCount", &count)) {
        read.isThere = true;
        read.problem = "the NVIDIA driver fails: " + driver.reason(failed);
    } else if (count == 0) {
        read.problem = "the NVIDIA driver finds no device";
    }
    for (int i = 0; i < count; ++i) {
        const bool isOpened = opened.empty() || opened.contains(i);
        read.devices.push_back(describe(driver, i, isOpened ? asked : AskedOfDriver::names));
        read.isThere = true;
    }
    return read;
}

} // namespace dpl
