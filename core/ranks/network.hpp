#pragma once

#include <string>

namespace dpl::ranks {

/// Tells apart what processes see as "this machine": they reach each other by the loopback if theirs are equal. Host,
/// start of the kernel and network namespace.
std::string networkIdentity();

/// The address that this machine has on the way to a host, so that the host can answer there. Throws Error if the name
/// is not known, or if there is no way.
std::string addressTowards(const std::string& host);

/// Whether the name of a host, or an address, leads to one.
bool isKnownHost(const std::string& host);

} // namespace dpl::ranks
