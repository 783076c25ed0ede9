#pragma once

#include <cstdint>
#include <string>

namespace dpl {

/// The most memory that work took at once, from when this was made on. On the CPU that is the process's, less what it
/// held before; on another device what LibTorch took of the device's.
class PeakMemory {
public:
    explicit PeakMemory(const std::string& device); ///< that work can be done on (checkDevice)

    /// 0: nobody counts it on this device.
    std::int64_t bytes() const;

private:
    std::string m_device;
    std::int64_t m_before = 0;
};

} // namespace dpl
