#include "base/quantity_text.hpp"

#include "base/interface_locale.hpp"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

struct QuantityText {
    Q_DECLARE_TR_FUNCTIONS(QuantityText)
};

} // namespace

QString groupedText(std::int64_t count)
{
    static const QLocale locale(QLocale::English, QLocale::UnitedKingdom);
    return locale.toString(qlonglong(count));
}

QString durationText(double seconds)
{
    const auto whole = qint64(std::ceil(std::max(0.0, seconds)));
    const auto padded = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0')); };
    if (whole < 60)
        return QuantityText::tr("%1 s").arg(whole);
    if (whole < 600)
        return QuantityText::tr("%1 min %2 s").arg(whole / 60).arg(padded(whole % 60));
    const qint64 minutes = (whole + 30) / 60;
    if (minutes < 60)
        return QuantityText::tr("%1 min").arg(minutes);
    if (minutes < 24 * 60)
        return QuantityText::tr("%1 h %2 min").arg(minutes / 60).arg(padded(minutes % 60));
    return QuantityText::tr("%1 d %2 h").arg(minutes / (24 * 60)).arg(minutes / 60 % 24);
}

QString clockText(const QDateTime& when, const QDateTime& now)
{
    const QString time = when.time().toString(QStringLiteral("HH:mm"));
    const qint64 days = now.date().daysTo(when.date());
    if (days == 0)
        return time;
    if (days == 1)
        return QuantityText::tr("tomorrow %1").arg(time);
    return interfaceLocale().toString(when.date(), days < 7 ? QStringLiteral("ddd") : QStringLiteral("d MMM")) + u' '
        + time;
}

} // namespace dpl::ui
