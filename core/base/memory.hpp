#pragma once

#include <cstdint>

namespace dpl {

/// Bytes of memory that this process has in use now; 0 where the system does not say.
std::int64_t residentBytes();

/// Of these, those that no file backs: what the process allocated, without its libraries and the weight files it
/// mapped.
std::int64_t ownResidentBytes();

/// The most it has had, since it began or since restartPeak().
std::int64_t peakResidentBytes();

/// Counts the peak anew from what is in use now, where the system can do that (Linux); elsewhere nothing happens.
void restartPeak();

/// Gives back to the system what was freed. The C library keeps freed memory for each thread that allocated, and it is
/// the next thread, not the same one, that would use it: a job on a thread of its own leaves gigabytes behind.
void returnFreedMemory();

} // namespace dpl
