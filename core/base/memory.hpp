#pragma once

#include <cstdint>

namespace dpl {

/// Bytes of memory that this process has in use now; 0 where the system does not say.
std::int64_t residentBytes();

/// The most it has had.
std::int64_t peakResidentBytes();

} // namespace dpl
