#include "base/peak_memory.hpp"

#include "base/memory.hpp"

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/Device.h>

#include <algorithm>

namespace dpl {

namespace {

/// What counts memory on a device; null on the CPU, and where nothing was asked for yet.
c10::DeviceAllocator* counting(const c10::Device& device)
{
    if (device.is_cpu()) {
        return nullptr;
    }
    auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(device.type()));
    return allocator != nullptr && allocator->initialized() ? allocator : nullptr;
}

c10::DeviceIndex numberOf(const c10::Device& device)
{
    return device.has_index() ? device.index() : c10::DeviceIndex(0);
}

} // namespace

PeakMemory::PeakMemory(const std::string& device) : m_device(device)
{
    const c10::Device where(device);
    if (where.is_cpu()) {
        returnFreedMemory();
        restartPeak();
        m_before = residentBytes();
    } else if (c10::DeviceAllocator* allocator = counting(where)) {
        allocator->emptyCache(); // what is kept for later would count as taken
        allocator->resetPeakStats(numberOf(where));
    }
}

std::int64_t PeakMemory::bytes() const
{
    const c10::Device where(m_device);
    if (where.is_cpu()) {
        return std::max<std::int64_t>(0, peakResidentBytes() - m_before);
    }
    c10::DeviceAllocator* allocator = counting(where);
    return allocator == nullptr ? 0 : allocator->getDeviceStats(numberOf(where)).reserved_bytes.front().peak;
}

} // namespace dpl
