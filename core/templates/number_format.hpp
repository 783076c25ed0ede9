#pragma once

#include <cstdint>
#include <string>

namespace dpl::templates {

/// Digits of a number that is not negative, without a sign.
/// `type`: f F e E g G, or r for the shortest that reads back as the same number.
std::string realDigits(double number, char type, int precision);

/// `type`: d b o x X
std::string wholeDigits(std::uint64_t number, char type);

/// 1234567.5 -> 1,234,567.5
std::string withSeparators(const std::string& digits, char separator, std::size_t group);

} // namespace dpl::templates
