#pragma once

#include <string>

namespace dpl::ranks {

/// Tells apart what processes see as "this machine": they reach each other by the loopback if theirs are equal. Host,
/// start of the kernel and network namespace.
std::string networkIdentity();

/// The address that this machine has on the way to a host, so that the host can answer there. Throws Error if the name
/// is not known, or if there is no way.
std::string addressTowards(const std::string& host);

/// Throws Error if the name of a host is not known here.
void checkHost(const std::string& host);

} // namespace dpl::ranks
