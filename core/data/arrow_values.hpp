#pragma once

#include "base/json.hpp"
#include "data/arrow_type.hpp"

#include <cstdint>
#include <string_view>

namespace dpl::data {

/// Values of a column that came from outside: nothing in it is believed. The buffers must be as long as Arrow's own
/// Validate() makes sure of: for `offset + length` values, and for what the first and last offset span; what is between
/// is checked value by value.

/// Throws Error if the array is not made as its type says: buffers, children and their lengths.
void requireShape(const ArrowType& type, const ArrowArray& array);

/// Of value `row` in [0, length).
bool isNull(const ArrowType& type, const ArrowArray& array, std::int64_t row);

/// A string of a column of kind text or textView, or of a dictionary of those, that is not null; its bytes lie in the
/// array. Throws Error if it is not within the data; whether it is UTF-8 is not looked at.
std::string_view textAt(const ArrowType& type, const ArrowArray& array, std::int64_t row);

/// A value as JSON: numbers that are not finite become null, dates and times text by ISO 8601, decimals text, maps
/// lists of pairs. Throws Error, in words that follow "the column x: ", for what is not within the data, not UTF-8, a
/// date beyond the year 9999, or a value with more than `mostValues` within it.
Json jsonAt(const ArrowType& type, const ArrowArray& array, std::int64_t row);

inline constexpr std::int64_t mostValues = std::int64_t{1} << 22;

} // namespace dpl::data
