#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace dpl::ui {

/// The shortest decimal that reads back as the same number: "0.8".
QString decimalText(double value);

/// With a given number of decimals and a true minus sign: "−0.80".
QString decimalText(double value, int decimals);

/// How many decimals show the number, at most four: 1 for 0.8, 0 for 2.
int decimalsOf(double value);

/// Reads what people type, the same in every locale: a point before the decimals, any minus sign. None if it is no
/// finite number, and none with a comma, which some read as a point and others as nothing.
std::optional<double> readDecimal(const QString& text);

/// Digits alone, from 0 to 2^64 - 1.
std::optional<std::uint64_t> readWholeNumber(const QString& text);

/// What is wrong with a text that is no number: "Write 0.001 with a point, not with a comma.", or that it is none.
QString decimalProblem(const QString& text);

} // namespace dpl::ui
