#pragma once

#include <QDateTime>
#include <QString>

#include <cstdint>

namespace dpl::ui {

/// A count with separators: "83,418".
QString groupedText(std::int64_t count);

/// "1 min 02 s", "48 min", "8 h 30 min", "2 d 4 h"
QString durationText(double seconds);

/// When something ends, for a clock: "17:40", "tomorrow 03:10", "Tue 17:40", "12 Dec 17:40".
QString clockText(const QDateTime& when, const QDateTime& now);

} // namespace dpl::ui
