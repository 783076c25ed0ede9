#include "base/devices.hpp"

#include "base/compute.hpp"
#include "base/format.hpp"

#include <ATen/Context.h>
#include <c10/core/Device.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string_view>

namespace dpl {

namespace {

constexpr std::string_view cudaPrefix = "cuda:";

/// What follows "{key} :" or "{key}:" on the first such line of one of Linux's files; empty where there is none.
std::string lineOf(const char* file, const std::string& key)
{
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(':');
        if (line.starts_with(key) && colon != std::string::npos) {
            const std::size_t from = line.find_first_not_of(" \t", colon + 1);
            return from == std::string::npos ? std::string() : line.substr(from);
        }
    }
    return {};
}

std::optional<std::int64_t> memoryLine(const std::string& key)
{
    const std::string line = lineOf("/proc/meminfo", key); // "24676896 kB"
    return line.empty() ? std::nullopt : std::optional<std::int64_t>(std::stoll(line) * 1024);
}

Device cpuDevice()
{
    Device device{"cpu", lineOf("/proc/cpuinfo", "model name"), 0, std::nullopt, {"float32", "bfloat16"}, {}};
    const int threads = availableThreads();
    device.model +=
        (device.model.empty() ? "" : ", ") + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
    device.totalBytes = memoryLine("MemTotal").value_or(0);
    device.freeBytes = memoryLine("MemAvailable");
    return device;
}

Device problemOfKind(const std::string& kind, const std::string& problem, bool isThere)
{
    Device device;
    device.name = kind;
    device.problem = problem;
    device.isThere = isThere;
    return device;
}

void addCuda(std::vector<Device>& devices, const CudaDriver& driver, const LibTorchDevices& torch)
{
    if (!driver.problem.empty()) {
        devices.push_back(problemOfKind("cuda", driver.problem, driver.isThere));
        return;
    }
    for (std::size_t i = 0; i < driver.devices.size(); ++i) {
        const CudaDevice& found = driver.devices[i];
        Device device{std::string(cudaPrefix) + std::to_string(i), found.model, found.totalBytes, found.freeBytes,
            {"float32"}, found.problem};
        if (found.computesBfloat16) {
            device.types.emplace_back("bfloat16");
        }
        if (!torch.knowsCuda) {
            device.problem = "this LibTorch was built for the CPU alone; build with that of `packaging/setup --cuda`";
        } else if (device.problem.empty() && static_cast<int>(i) >= torch.cuda) {
            device.problem =
                "LibTorch does not find it; the NVIDIA driver may be older than what LibTorch was built for";
        }
        devices.push_back(std::move(device));
    }
}

} // namespace

std::optional<std::int64_t> Device::usedBytes() const
{
    return freeBytes && totalBytes > 0 ? std::optional(totalBytes - *freeBytes) : std::nullopt;
}

Json Device::toJson() const
{
    Json object{{"name", name}, {"model", model}, {"total_bytes", totalBytes}, {"free_bytes", nullptr},
        {"types", types}, {"usable", problem.empty()}};
    if (freeBytes) {
        object["free_bytes"] = *freeBytes;
    }
    if (!problem.empty()) {
        object["problem"] = problem;
    }
    return object;
}

LibTorchDevices libTorchDevices()
{
    LibTorchDevices torch;
    // What was loaded for CUDA has registered itself, whether or not there is a driver.
    torch.knowsCuda = c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA);
    torch.cuda = torch.knowsCuda ? c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->deviceCount() : 0;
    torch.mps = at::hasMPS();
    return torch;
}

std::vector<Device> findDevices(const std::vector<std::string>& names)
{
    if (names.empty()) {
        return devicesOf(readCudaDriver(AskedOfDriver::memory), libTorchDevices());
    }
    std::set<int> opened;
    for (const std::string& name : names) {
        if (name.starts_with(cudaPrefix)) {
            opened.insert(std::atoi(name.c_str() + cudaPrefix.size()));
        }
    }
    const CudaDriver driver =
        opened.empty() ? CudaDriver() : readCudaDriver(AskedOfDriver::memory, cudaDriverLibrary, opened);
    std::vector<Device> devices = devicesOf(driver, libTorchDevices());
    std::erase_if(devices,
        [&names](const Device& device) { return std::find(names.begin(), names.end(), device.name) == names.end(); });
    return devices;
}

std::vector<Device> devicesOf(const CudaDriver& driver, const LibTorchDevices& torch)
{
    std::vector<Device> devices{cpuDevice()};
    addCuda(devices, driver, torch);
    if (torch.mps) {
        devices.push_back({"mps", "", 0, std::nullopt, {"float32"}, {}});
    }
    return devices;
}

std::string deviceText(const Device& device)
{
    std::string text = device.model;
    const auto add = [&text](const std::string& between, const std::string& more) {
        text += (text.empty() ? "" : between) + more;
    };
    if (device.totalBytes > 0) {
        add(", ",
            device.freeBytes ? formatBytes(*device.freeBytes) + " of " + formatBytes(device.totalBytes) + " free"
                             : formatBytes(device.totalBytes));
    }
    if (!device.problem.empty()) {
        add("; ", "cannot be used: " + device.problem);
        return text;
    }
    std::string types;
    for (const std::string& type : device.types) {
        types += (types.empty() ? "" : ", ") + type;
    }
    add("; ", "computes " + types);
    return text;
}

std::string listedDeviceName(const std::string& name)
{
    return name == "cuda" ? "cuda:0" : name == "cpu:0" ? "cpu" : name;
}

std::string deviceProblem(const std::string& name, const std::vector<Device>& devices)
{
    std::string kind;
    bool hasIndex = false;
    try {
        const c10::Device parsed(name);
        hasIndex = parsed.has_index() && !parsed.is_cpu();
        kind = c10::DeviceTypeName(parsed.type(), true);
    } catch (const c10::Error&) {
        return "unknown device \"" + name + "\"; use cpu, cuda, cuda:1 or mps";
    }
    const std::string wanted = listedDeviceName(hasIndex ? name : kind);
    const auto called = [&](const std::string& other) {
        return std::find_if(devices.begin(), devices.end(), [&](const Device& device) { return device.name == other; });
    };
    if (const auto device = called(wanted); device != devices.end()) {
        return device->problem.empty() ? std::string() : "device " + name + " cannot be used: " + device->problem;
    }
    if (const auto whole = called(kind); whole != devices.end() && !whole->problem.empty()) {
        return "device " + name + " cannot be used: " + whole->problem;
    }
    const auto count = std::count_if(
        devices.begin(), devices.end(), [&](const Device& device) { return device.name.starts_with(kind + ":"); });
    if (count == 0) {
        return "device " + name + " does not exist; use cpu";
    }
    return "device " + name + " does not exist: there "
        + (count == 1 ? "is 1 device of its kind" : "are " + std::to_string(count) + " devices of its kind")
        + ", numbered from 0";
}

} // namespace dpl
