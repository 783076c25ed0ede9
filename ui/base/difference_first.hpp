#pragma once

#include <QFontMetrics>
#include <QString>
#include <QStringList>
#include <QStringView>

namespace dpl::ui {

/// Between the parts of a name: "helpful · seed 3".
inline constexpr QStringView partsBetween = u" · ";

/// As much of a name as `width` has room for. Where that is not all of it, the parts that it begins with as its
/// neighbours do go first, so that what tells them apart is seen: "… seed 3".
QString differenceFirst(const QString& name, const QStringList& neighbours, const QFontMetrics& metrics, int width);

/// The same on two lines, which end between the parts of a name where they can; one line where it has room.
QStringList differenceFirstLines(
    const QString& name, const QStringList& neighbours, const QFontMetrics& metrics, int width);

} // namespace dpl::ui
