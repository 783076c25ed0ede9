#include "templates/brace_format.hpp"
#include "templates/characters.hpp"
#include "templates/number_format.hpp"
#include "templates/operators.hpp"
#include "templates/text_changes.hpp"
#include "templates/written.hpp"

#include <cmath>

namespace dpl::templates {

namespace {

/// [[fill]align][sign][#][0][width][, or _][.precision][type]
struct Specification {
    std::string fill = " ";
    char align = '\0';
    char sign = '-';
    bool isAlternate = false;
    std::int64_t width = 0;
    char separator = '\0';
    std::optional<std::int64_t> precision;
    char type = '\0';
};

bool isAlignment(char32_t c)
{
    return c == U'<' || c == U'>' || c == U'^' || c == U'=';
}

Specification parseSpecification(const std::string& text)
{
    Specification result;
    const std::u32string all = decoded(text);
    std::size_t at = 0;
    const auto take = [&](char32_t c) { return at < all.size() && all[at] == c && (++at, true); };
    if (all.size() > 1 && isAlignment(all[1])) {
        result.fill = encoded(std::u32string_view(all).substr(0, 1));
        result.align = static_cast<char>(all[1]);
        at = 2;
    } else if (!all.empty() && isAlignment(all[0])) {
        result.align = static_cast<char>(all[0]);
        at = 1;
    }
    for (const char sign : {'+', '-', ' '}) {
        if (take(static_cast<char32_t>(sign))) {
            result.sign = sign;
            break;
        }
    }
    result.isAlternate = take(U'#');
    if (take(U'0') && result.align == '\0') {
        result.fill = "0";
        result.align = '=';
    }
    const auto number = [&](std::int64_t most) {
        std::optional<std::int64_t> value;
        while (at < all.size() && all[at] >= U'0' && all[at] <= U'9') {
            value = value.value_or(0) * 10 + static_cast<std::int64_t>(all[at++] - U'0');
            if (*value > most) {
                throw Failure("a width or precision in a format is too large");
            }
        }
        return value;
    };
    result.width = number(1'000'000).value_or(0);
    for (const char separator : {',', '_'}) {
        if (take(static_cast<char32_t>(separator))) {
            result.separator = separator;
        }
    }
    if (take(U'.')) {
        result.precision = number(100'000);
        if (!result.precision) {
            throw Failure("a format has a . without a precision");
        }
    }
    if (at < all.size() && all[at] < 0x80) {
        result.type = static_cast<char>(all[at++]);
    }
    if (at != all.size()) {
        throw Failure("a format has the specification \"" + text + "\", which is none");
    }
    return result;
}

std::string alignedText(
    Runtime& runtime, const Specification& how, const std::string& sign, const std::string& digits, char fallback)
{
    const char align = how.align == '\0' ? fallback : how.align;
    switch (align) {
    case '<': return padded(runtime, sign + digits, how.width, how.fill, false);
    case '=': return sign + padded(runtime, digits, how.width - static_cast<std::int64_t>(sign.size()), how.fill, true);
    case '^': {
        // Python centres differently here: what is over goes to the right.
        const std::string text = sign + digits;
        const std::int64_t missing =
            std::max<std::int64_t>(0, how.width - static_cast<std::int64_t>(characterCount(text)));
        const std::string left =
            padded(runtime, text, static_cast<std::int64_t>(characterCount(text)) + missing / 2, how.fill, true);
        return padded(runtime, left, how.width, how.fill, false);
    }
    default: return padded(runtime, sign + digits, how.width, how.fill, true);
    }
}

std::string signFor(const Specification& how, bool isNegative)
{
    return isNegative ? "-" : how.sign == '-' ? "" : std::string(1, how.sign);
}

std::string formattedReal(Runtime& runtime, const Specification& how, double value)
{
    const bool isNegative = std::signbit(value) && !std::isnan(value);
    double size = std::abs(value);
    std::string digits;
    if (how.type == '%') {
        digits = realDigits(size * 100, 'f', static_cast<int>(how.precision.value_or(6))) + "%";
    } else if (how.type == '\0') {
        digits = how.precision ? realDigits(size, 'g', static_cast<int>(std::max<std::int64_t>(*how.precision, 1)))
                               : realDigits(size, 'r', 0);
        if (how.precision && std::isfinite(size) && digits.find_first_of(".e") == std::string::npos) {
            // A float shows that it is one, where there is room for it.
            digits = static_cast<std::int64_t>(digits.size()) < *how.precision
                ? digits + ".0"
                : realDigits(size, 'e', static_cast<int>(*how.precision) - 1);
        }
    } else if (std::string_view("eEfFgGn").find(how.type) != std::string_view::npos) {
        digits = realDigits(size, how.type == 'n' ? 'g' : how.type, static_cast<int>(how.precision.value_or(6)));
    } else {
        throw Failure(std::string("a float has no format of type ") + how.type);
    }
    if (how.separator != '\0') {
        digits = withSeparators(digits, how.separator, 3);
    }
    return alignedText(runtime, how, signFor(how, isNegative), digits, '>');
}

std::string formattedWhole(Runtime& runtime, const Specification& how, std::int64_t value)
{
    if (std::string_view("eEfFgG%").find(how.type) != std::string_view::npos && how.type != '\0') {
        return formattedReal(runtime, how, static_cast<double>(value));
    }
    if (how.precision) {
        throw Failure("a whole number has no precision in a format");
    }
    const char type = how.type == '\0' || how.type == 'n' ? 'd' : how.type;
    if (std::string_view("dbxXo").find(type) == std::string_view::npos) {
        throw Failure(std::string("a whole number has no format of type ") + type);
    }
    const std::uint64_t size =
        value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    std::string digits = wholeDigits(size, type);
    if (how.separator != '\0') {
        digits = withSeparators(digits, how.separator, type == 'd' ? 3 : 4);
    }
    const std::string prefix = how.isAlternate && type != 'd' ? std::string("0") + type : std::string();
    return alignedText(runtime, how, signFor(how, value < 0) + prefix, digits, '>');
}

} // namespace

std::string formatted(Runtime& runtime, const Value& value, const std::string& specification)
{
    if (specification.empty()) {
        return written(runtime, value);
    }
    const Specification how = parseSpecification(specification);
    if (const std::string* text = value.text()) {
        if (how.type != '\0' && how.type != 's') {
            throw Failure(std::string("a string has no format of type ") + how.type);
        }
        if (how.align == '=' && how.fill != "0") {
            throw Failure("a string has no = in its format");
        }
        Specification ofText = how;
        ofText.align = how.align == '=' ? '<' : how.align;
        const std::string cut =
            how.precision ? encoded(decoded(*text).substr(0, static_cast<std::size_t>(*how.precision))) : *text;
        return alignedText(runtime, ofText, "", cut, '<');
    }
    if (const auto whole = wholeNumber(value)) {
        return formattedWhole(runtime, how, *whole);
    }
    if (const double* real = value.get<double>()) {
        return formattedReal(runtime, how, *real);
    }
    throw Failure("a " + kindOf(value) + " has no format \"" + specification + "\"");
}

} // namespace dpl::templates
