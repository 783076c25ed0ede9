#include "templates/numbers_in_text.hpp"

#include "templates/characters.hpp"
#include "templates/failure.hpp"

#include <charconv>
#include <limits>

namespace dpl::templates {

namespace {

/// Without the _ between digits; nothing where one is anywhere else.
std::optional<std::string> withoutUnderscores(std::string_view text)
{
    std::string result;
    const auto isDigitAt = [&](std::size_t i) {
        return i < text.size()
            && ((text[i] >= '0' && text[i] <= '9') || ((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z'));
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            result += text[i];
        } else if (i == 0 || !isDigitAt(i - 1) || !isDigitAt(i + 1)) {
            return std::nullopt;
        }
    }
    return result;
}

} // namespace

std::optional<std::int64_t> wholeNumberIn(const std::string& text, int base)
{
    std::string_view rest = strippedRight(strippedLeft(text));
    const bool isNegative = rest.starts_with('-');
    if (isNegative || rest.starts_with('+')) {
        rest.remove_prefix(1);
    }
    if ((base != 0 && base < 2) || base > 36) {
        return std::nullopt;
    }
    const auto takePrefix = [&](char letter, int meant) {
        if (rest.size() > 2 && rest[0] == '0' && (rest[1] | 32) == letter && (base == meant || base == 0)) {
            rest.remove_prefix(2);
            base = meant;
            if (rest.starts_with('_')) {
                rest.remove_prefix(1);
            }
        }
    };
    takePrefix('x', 16);
    takePrefix('o', 8);
    takePrefix('b', 2);
    if (base == 0) {
        base = 10;
        if (rest.size() > 1 && rest[0] == '0' && rest.find_first_not_of("0_") != std::string_view::npos) {
            return std::nullopt;
        }
    }
    const auto digits = withoutUnderscores(rest);
    if (!digits || digits->empty() || *digits->begin() == '-') {
        return std::nullopt;
    }
    const std::string whole = (isNegative ? "-" : "") + *digits;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), number, base);
    if (end != whole.data() + whole.size()) {
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range) {
        throw Failure("a whole number is larger than 64 bits");
    }
    return error == std::errc() ? std::optional(number) : std::nullopt;
}

std::optional<double> realNumberIn(const std::string& text)
{
    const auto plain = withoutUnderscores(strippedRight(strippedLeft(text)));
    if (!plain) {
        return std::nullopt;
    }
    std::string_view rest = *plain;
    const bool isNegative = rest.starts_with('-');
    if (isNegative || rest.starts_with('+')) {
        rest.remove_prefix(1);
    }
    const std::string lower = toLower(rest);
    const bool isWord = lower == "inf" || lower == "infinity" || lower == "nan";
    if (!isWord && (rest.empty() || (rest[0] != '.' && (rest[0] < '0' || rest[0] > '9')))) {
        return std::nullopt;
    }
    double number = 0;
    const auto [end, error] = std::from_chars(lower.data(), lower.data() + lower.size(), number);
    if (end != lower.data() + lower.size()) {
        return std::nullopt;
    }
    if (error == std::errc::result_out_of_range) {
        const std::size_t exponent = lower.find('e');
        const bool isTiny = exponent != std::string::npos && lower[exponent + 1] == '-';
        number = isTiny ? 0 : std::numeric_limits<double>::infinity();
    } else if (error != std::errc()) {
        return std::nullopt;
    }
    return isNegative ? -number : number;
}

} // namespace dpl::templates
