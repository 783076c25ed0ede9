#pragma once

#include "models/device_model.hpp"

#include <vector>

namespace dpl::test {

inline Device pretendedDevice(const char* name, const char* model, std::int64_t total, std::int64_t free)
{
    return {name, model, total << 30, free << 30, {"float32", "bfloat16"}, {}};
}

/// A machine without a GPU, whatever this one has.
inline std::vector<Device> cpuAlone()
{
    Device none;
    none.name = "cuda";
    none.problem = "there is no NVIDIA driver";
    none.isThere = false;
    return {pretendedDevice("cpu", "AMD EPYC 9554 64-Core Processor, 16 threads", 128, 97), none};
}

/// A CPU, a device, and one that fails.
inline std::vector<Device> severalDevices()
{
    std::vector<Device> devices{pretendedDevice("cpu", "AMD EPYC 9554 64-Core Processor, 16 threads", 128, 97),
        pretendedDevice("cuda:0", "NVIDIA H200", 140, 138), pretendedDevice("cuda:1", "NVIDIA H200", 140, 138)};
    devices.back().freeBytes.reset();
    devices.back().problem = "out of memory (CUDA_ERROR_OUT_OF_MEMORY, 2)";
    return devices;
}

/// What DeviceModel asks.
inline ui::DeviceModel::Find finds(std::vector<Device> (*devices)())
{
    return [devices](const std::vector<std::string>& names) {
        std::vector<Device> found = devices();
        std::erase_if(found, [&names](const Device& device) {
            return !names.empty() && std::find(names.begin(), names.end(), device.name) == names.end();
        });
        return found;
    };
}

} // namespace dpl::test
