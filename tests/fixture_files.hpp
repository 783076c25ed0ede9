#pragma once

#include "base/json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace dpl::test {

inline Json fixture(const std::string& file)
{
    return readJsonFile(std::string(DPL_FIXTURES) + "/" + file);
}

/// A nested array of numbers, flattened row by row; null becomes NaN.
inline void flattenInto(const Json& value, std::vector<double>& out)
{
    if (value.is_array()) {
        for (const Json& entry : value) {
            flattenInto(entry, out);
        }
    } else {
        out.push_back(value.is_null() ? std::nan("")
                : value.is_boolean()  ? (value.get<bool>() ? 1.0 : 0.0)
                                      : value.get<double>());
    }
}

inline std::vector<double> flattened(const Json& value)
{
    std::vector<double> out;
    flattenInto(value, out);
    return out;
}

/// |actual - expected| <= relative |expected| + absolute, entry by entry.
inline void expectClose(const std::vector<double>& actual, const std::vector<double>& expected, double relative,
    double absolute, const std::string& what)
{
    ASSERT_EQ(actual.size(), expected.size()) << what;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_LE(std::abs(actual[i] - expected[i]), relative * std::abs(expected[i]) + absolute)
            << what << " at " << i << ": " << actual[i] << " instead of " << expected[i];
    }
}

/// As above, relative to the largest expected entry.
inline void expectCloseToLargest(
    const std::vector<double>& actual, const std::vector<double>& expected, double relative, const std::string& what)
{
    double largest = 0.0;
    for (const double value : expected) {
        largest = std::max(largest, std::abs(value));
    }
    expectClose(actual, expected, 0.0, relative * largest + 1e-300, what);
}

} // namespace dpl::test
