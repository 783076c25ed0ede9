#include "base/decimal_text.hpp"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace dpl::ui {

namespace {

constexpr int mostDecimals = 4;

struct DecimalText {
    Q_DECLARE_TR_FUNCTIONS(DecimalText)
};

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
    QLocale locale = QLocale::c();
    locale.setNumberOptions(QLocale::RejectGroupSeparator);
    QString plain = text.trimmed();
    plain.replace(u'\u2212', u'-');
    bool isNumber = false;
    const double value = locale.toDouble(plain, &isNumber);
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> readWholeNumber(const QString& text)
{
    bool isNumber = false;
    const qulonglong value = text.trimmed().toULongLong(&isNumber);
    return isNumber ? std::optional(std::uint64_t(value)) : std::nullopt;
}

QString decimalProblem(const QString& text)
{
    QString pointed = text.trimmed();
    if (pointed.count(u',') == 1 && readDecimal(pointed.replace(u',', u'.')))
        return DecimalText::tr("Write %1 with a point, not with a comma.").arg(pointed);
    return DecimalText::tr("\u201c%1\u201d is not a number.").arg(text.trimmed());
}

} // namespace dpl::ui
