#include "templates/number_format.hpp"

#include "base/format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace dpl::templates {

std::string realDigits(double number, char type, int precision)
{
    const bool isUpper = type >= 'A' && type <= 'Z';
    if (!std::isfinite(number)) {
        return std::isnan(number) ? (isUpper ? "NAN" : "nan") : isUpper ? "INF" : "inf";
    }
    if (type == 'r') {
        return formatLikePython(number);
    }
    const char kind = static_cast<char>(isUpper ? type + 32 : type);
    const auto style = kind == 'f' ? std::chars_format::fixed
        : kind == 'e'              ? std::chars_format::scientific
                                   : std::chars_format::general;
    std::string text(static_cast<std::size_t>(precision) + 400, '\0');
    const auto written = std::to_chars(text.data(), text.data() + text.size(), number, style, precision);
    text.resize(static_cast<std::size_t>(written.ptr - text.data()));
    if (isUpper) {
        std::replace(text.begin(), text.end(), 'e', 'E');
    }
    return text;
}

std::string wholeDigits(std::uint64_t number, char type)
{
    std::array<char, 72> digits;
    const int base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
    std::string text(digits.data(), end.ptr);
    if (type == 'X') {
        std::transform(text.begin(), text.end(), text.begin(),
            [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    }
    return text;
}

std::string withSeparators(const std::string& digits, char separator, std::size_t group)
{
    const auto isDigit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    std::size_t whole = 0;
    while (whole < digits.size() && isDigit(digits[whole]) && !(group == 3 && (digits[whole] | 32) == 'e')) {
        ++whole;
    }
    std::string result = digits;
    for (std::size_t at = whole; at > group;) {
        at -= group;
        result.insert(at, 1, separator);
    }
    return result;
}

} // namespace dpl::templates
