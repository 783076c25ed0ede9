#pragma once

#include <QString>

#include <optional>

namespace dpl::ui {

/// The shortest decimal that reads back as the same number: "0.8".
QString decimalText(double value);

/// With a given number of decimals and a true minus sign: "−0.80".
QString decimalText(double value, int decimals);

/// How many decimals show the number, at most four: 1 for 0.8, 0 for 2.
int decimalsOf(double value);

/// Reads what people type: a point or a comma before the decimals, any minus sign. None if it is no finite number.
std::optional<double> readDecimal(const QString& text);

} // namespace dpl::ui
