#pragma once

#include <string>

namespace dpl::places {

/// Whether rsync ended because there is none on the host.
bool lacksRsync(int status, const std::string& errors);

/// Whether it gave up because nothing moved any more.
bool hasStalled(int status);

/// Throws Unreachable, NeedsUser or Error for an rsync that did not do all, by its exit status; returns if it did, or
/// if files went away while it was at work, as they do in a run that goes on. `what`: "the folder /scratch/run".
void checkRsync(const std::string& host, const std::string& what, int status, const std::string& errors);

} // namespace dpl::places
