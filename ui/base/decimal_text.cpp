#include "base/decimal_text.hpp"

#include <QLocale>

#include <cmath>

namespace dpl::ui {

namespace {

constexpr int mostDecimals = 4;

} // namespace

QString decimalText(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString decimalText(double value, int decimals)
{
    QString text = QString::number(value, 'f', decimals);
    if (text.startsWith(u'-'))
        text.replace(0, 1, QChar(u'\u2212'));
    return text;
}

int decimalsOf(double value)
{
    const QString text = QString::number(value, 'f', mostDecimals);
    int decimals = mostDecimals;
    while (decimals > 0 && text.at(text.size() - 1 - (mostDecimals - decimals)) == u'0')
        --decimals;
    return decimals;
}

std::optional<double> readDecimal(const QString& text)
{
    QString plain = text.trimmed();
    plain.replace(u'\u2212', u'-').replace(u',', u'.');
    bool isNumber = false;
    const double value = plain.toDouble(&isNumber);
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace dpl::ui
