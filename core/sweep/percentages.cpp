#include "sweep/percentages.hpp"

#include "base/error.hpp"
#include "data/holdout.hpp"
#include "sweep/value_list.hpp"

#include <charconv>

namespace dpl::sweep {

namespace {

/// The decimal with its point moved by so many places to the right.
double shifted(double value, int places)
{
    char text[512]; // the longest double without an exponent has some 330 characters
    char* const end = text + sizeof text;
    char* written = std::to_chars(text, end, value, std::chars_format::fixed).ptr;
    *written++ = 'e';
    written = std::to_chars(written, end, places).ptr;
    double result = value;
    std::from_chars(text, written, result);
    return result;
}

std::vector<Json> allShifted(const std::vector<Json>& values, int places)
{
    std::vector<Json> results;
    for (const Json& value : values) {
        results.push_back(shifted(value.get<double>(), places));
    }
    return results;
}

constexpr double mostPercent = 100.0 * data::Holdout::mostShare;

} // namespace

bool isPercentage(const std::string& parameter)
{
    return parameter == "holdout_share";
}

std::vector<Json> readPercentages(const std::string& text)
{
    const std::vector<Json> percentages = readValues(text, NumberKind::decimal);
    for (const Json& percentage : percentages) {
        if (percentage.get<double>() < 0.0 || percentage.get<double>() > mostPercent) {
            throw Error("Write a percentage between 0 and " + textOf({Json(mostPercent)}) + ".");
        }
    }
    return allShifted(percentages, -2);
}

std::vector<Json> percentagesOf(const std::vector<Json>& shares)
{
    return allShifted(shares, 2);
}

} // namespace dpl::sweep
