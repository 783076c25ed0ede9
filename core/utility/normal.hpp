#pragma once

namespace dpl::utility {

/// Phi(z), the standard normal distribution function.
double normalCdf(double z);

/// log Phi(z), accurate in both tails (asymptotic series below z = -30).
double logNormalCdf(double z);

/// phi(z) / Phi(z), the derivative of log Phi; about -z in the lower tail.
double inverseMillsRatio(double z);

/// Phi^-1(p) for 0 < p < 1 (Wichura 1988, AS 241, and one Newton step): 1e-15 relative.
double normalQuantile(double p);

/// Density of the standard normal distribution.
double normalDensity(double z);

} // namespace dpl::utility
