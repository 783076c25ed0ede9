// Stands in for libcuda.so.1 in tests: it does what DPL_STAND_IN_DRIVER says, a list such as "count=2 memory=999",
// where a number for init, count or memory is what that call returns or, of count, how many devices there are.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

int told(const char* key, int otherwise)
{
    const char* settings = std::getenv("DPL_STAND_IN_DRIVER");
    const std::string all = std::string(" ") + (settings == nullptr ? "" : settings);
    const std::size_t at = all.find(std::string(" ") + key + "=");
    return at == std::string::npos ? otherwise : std::atoi(all.c_str() + at + std::strlen(key) + 2);
}

} // namespace

extern "C" {

int cuInit(unsigned)
{
    return told("init", 0);
}

int cuGetErrorString(int result, const char** text)
{
    *text = result == 2 ? "out of memory" : "unknown error";
    return 0;
}

int cuGetErrorName(int result, const char** text)
{
    *text = result == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_UNKNOWN";
    return 0;
}

int cuDeviceGetCount(int* count)
{
    *count = told("count", 0);
    return 0;
}

int cuDeviceGet(int* device, int index)
{
    *device = index;
    return 0;
}

int cuDeviceGetName(char* name, int size, int device)
{
    std::snprintf(name, static_cast<std::size_t>(size), "Stand-in %d", device);
    return 0;
}

int cuDeviceTotalMem_v2(std::size_t* bytes, int)
{
    *bytes = std::size_t{8} << 30;
    return 0;
}

int cuDeviceGetAttribute(int* value, int, int device)
{
    *value = device == 0 ? 9 : 7;
    return 0;
}

int cuDevicePrimaryCtxRetain(void** context, int)
{
    *context = nullptr;
    return told("memory", 0);
}

int cuDevicePrimaryCtxRelease_v2(int)
{
    return 0;
}

int cuCtxPushCurrent_v2(void*)
{
    return 0;
}

int cuCtxPopCurrent_v2(void**)
{
    return 0;
}

int cuMemGetInfo_v2(std::size_t* free, std::size_t* total)
{
    *free = std::size_t{6} << 30;
    *total = std::size_t{8} << 30;
    return 0;
}
}
