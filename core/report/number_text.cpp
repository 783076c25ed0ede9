#include "report/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace dpl::report {

std::string shortestText(double value)
{
    std::array<char, 32> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), result.ptr};
}

std::string significantText(double value, int digits)
{
    std::array<char, 32> buffer{};
    const auto result = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, std::clamp(digits, 1, 17));
    const std::string text(buffer.data(), result.ptr);
    return text == "-0" ? "0" : text;
}

std::string pValueText(double p)
{
    return p < 1e-4 ? "< 10\u207b\u2074" : p < 0.0995 ? significantText(p, 2) : fixedText(p, 2);
}

std::string fixedText(double value, int decimals)
{
    // The largest double has 309 digits before the point.
    std::array<char, 384> buffer{};
    const auto result = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, std::clamp(decimals, 0, 60));
    std::string text(buffer.data(), result.ptr);
    if (std::isfinite(value) && text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) {
        text.erase(0, 1);
    }
    return text;
}

} // namespace dpl::report
