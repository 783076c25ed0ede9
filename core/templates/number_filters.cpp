#include "templates/characters.hpp"
#include "templates/filters.hpp"
#include "templates/iteration.hpp"
#include "templates/number_format.hpp"
#include "templates/numbers_in_text.hpp"
#include "templates/operators.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace dpl::templates {

namespace {

Value absolute(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("abs", arguments, {});
    requireDefined(value);
    if (const double* real = value.get<double>()) {
        return std::abs(*real);
    }
    const auto whole = wholeNumber(value);
    if (!whole) {
        throw Failure("abs needs a number, not a " + kindOf(value));
    }
    return *whole < 0 ? negated(*whole) : Value(*whole);
}

std::optional<std::int64_t> truncated(double number)
{
    return std::abs(number) < 9.2e18 ? std::optional(static_cast<std::int64_t>(number)) : std::nullopt;
}

Value toInteger(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("int", arguments, {"default", "base"});
    const Value fallback = given.has(0) ? given[0] : Value(0);
    requireDefined(value);
    if (const auto whole = wholeNumber(value)) {
        return *whole;
    }
    std::optional<double> real;
    if (const std::string* text = value.text()) {
        if (const auto whole = wholeNumberIn(*text, static_cast<int>(given.integer(1, 10)))) {
            return *whole;
        }
        real = realNumberIn(*text);
    } else if (const double* number = value.get<double>()) {
        real = *number;
    }
    if (!real || !std::isfinite(*real)) {
        return fallback;
    }
    const auto whole = truncated(*real);
    if (!whole) {
        throw Failure("a whole number is larger than 64 bits");
    }
    return *whole;
}

Value toReal(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("float", arguments, {"default"});
    requireDefined(value);
    if (value.is<double>()) {
        return value;
    }
    if (const auto whole = wholeNumber(value)) {
        return static_cast<double>(*whole);
    }
    const auto real = value.text() ? realNumberIn(*value.text()) : std::nullopt;
    return real ? Value(*real) : given.has(0) ? given[0] : Value(0.0);
}

/// Of a double to a decimal place, ties to even as its exact value has them.
double roundedReal(double value, std::int64_t precision)
{
    if (!std::isfinite(value) || precision > 300) {
        return value;
    }
    if (precision < 0) {
        const double scale = std::pow(10.0, static_cast<double>(std::min<std::int64_t>(-precision, 400)));
        return std::isinf(scale) ? std::copysign(0.0, value) : std::nearbyint(value / scale) * scale;
    }
    const std::string digits = realDigits(std::abs(value), 'f', static_cast<int>(precision));
    double rounded = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
    return std::copysign(rounded, value);
}

/// Of a whole number to tens, hundreds, ...; ties to even.
std::int64_t roundedWhole(std::int64_t value, std::int64_t precision)
{
    if (precision >= 0) {
        return value;
    }
    if (precision < -18) {
        return 0;
    }
    std::int64_t scale = 1;
    for (std::int64_t i = 0; i < -precision; ++i) {
        scale *= 10;
    }
    const std::int64_t rest = ((value % scale) + scale) % scale;
    const std::int64_t low = (value - rest) / scale;
    const bool goesUp = rest * 2 > scale || (rest * 2 == scale && low % 2 != 0);
    return (low + goesUp) * scale;
}

Value roundNumber(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("round", arguments, {"precision", "method"});
    requireDefined(value);
    const std::int64_t precision = given.integer(0, 0);
    const std::string method = given.has(1) && given[1].text() ? *given[1].text() : given.has(1) ? "" : "common";
    if (method != "common" && method != "ceil" && method != "floor") {
        throw Failure("round has the methods common, ceil and floor");
    }
    const auto whole = wholeNumber(value);
    const double* real = value.get<double>();
    if (!whole && !real) {
        throw Failure("round needs a number, not a " + kindOf(value));
    }
    if (method == "common") {
        return whole ? Value(roundedWhole(*whole, precision)) : Value(roundedReal(*real, precision));
    }
    const Value scale = compute(runtime, Arithmetic::power, 10, precision);
    const Value scaled = compute(runtime, Arithmetic::multiply, value, scale);
    if (const double* number = scaled.get<double>()) {
        const auto cut = truncated(method == "ceil" ? std::ceil(*number) : std::floor(*number));
        if (!cut) {
            throw Failure("a whole number is larger than 64 bits");
        }
        return compute(runtime, Arithmetic::divide, *cut, scale);
    }
    return compute(runtime, Arithmetic::divide, scaled, scale);
}

Value fileSize(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("filesizeformat", arguments, {"binary"});
    requireDefined(value);
    const auto whole = wholeNumber(value);
    const auto inText = value.text() ? realNumberIn(*value.text()) : std::nullopt;
    if (!whole && !value.is<double>() && !inText) {
        throw Failure("filesizeformat needs a number, not a " + kindOf(value));
    }
    const double bytes = whole ? static_cast<double>(*whole) : inText ? *inText : value.as<double>();
    const bool isBinary = given.truth(0, false);
    const double base = isBinary ? 1024 : 1000;
    if (bytes == 1) {
        return "1 Byte";
    }
    if (bytes < base) {
        return std::to_string(static_cast<std::int64_t>(bytes)) + " Bytes";
    }
    static constexpr std::array<std::array<const char*, 8>, 2> units{
        {{"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"}, {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"}}};
    double unit = base * base;
    std::size_t i = 0;
    while (bytes >= unit && i < 7) {
        unit *= base;
        ++i;
    }
    return realDigits(base * bytes / unit, 'f', 1) + " " + units[isBinary ? 1 : 0][i];
}

Value sumFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("sum", arguments, {"attribute", "start"});
    const bool hasAttribute = given.has(0) && !given[0].is<None>();
    Value total = given.has(1) ? given[1] : Value(0);
    if (total.is<Text>()) {
        throw Failure("sum adds numbers; join joins strings");
    }
    const Next next =
        valuesOf(runtime, hasAttribute ? applyFilter(runtime, "map", value, {{}, {{"attribute", given[0]}}}) : value);
    for (Value element; next(element);) {
        total = compute(runtime, Arithmetic::add, total, element);
    }
    return total;
}

struct NamedNumberFilter {
    std::string_view name;
    Filter filter;
};

constexpr std::array numberFilters{
    NamedNumberFilter{"abs", absolute},
    NamedNumberFilter{"filesizeformat", fileSize},
    NamedNumberFilter{"float", toReal},
    NamedNumberFilter{"int", toInteger},
    NamedNumberFilter{"round", roundNumber},
    NamedNumberFilter{"sum", sumFilter},
};

} // namespace

Filter numberFilter(std::string_view name)
{
    const auto* found = std::find_if(numberFilters.begin(), numberFilters.end(),
        [name](const NamedNumberFilter& entry) { return entry.name == name; });
    return found == numberFilters.end() ? nullptr : found->filter;
}

} // namespace dpl::templates
