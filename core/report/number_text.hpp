#pragma once

#include <string>

/// Numbers as text, the same in every locale.
namespace dpl::report {

/// The shortest text that reads back as the same double: "0.1", "1e+30", "nan", "-inf".
std::string shortestText(double value);

/// At most `digits` significant digits, no trailing zeros: "0.333333", "12", "1.5e-07".
std::string significantText(double value, int digits = 6);

/// A fixed number of decimals, never "-0.00".
std::string fixedText(double value, int decimals);

/// A p-value: two digits where it is small, "< 10⁻⁴" where it is smaller than that.
std::string pValueText(double p);

} // namespace dpl::report
