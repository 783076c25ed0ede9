#include "base/difference_first.hpp"

#include <algorithm>

namespace dpl::ui {

namespace {

/// The parts from which on a name differs from its neighbours.
QStringList ownParts(const QString& name, const QStringList& neighbours)
{
    const QString between = partsBetween.toString();
    const QStringList parts = name.split(between);
    qsizetype common = 0;
    for (const QString& neighbour : neighbours) {
        const QStringList others = neighbour.split(between);
        const auto differs = std::mismatch(parts.begin(), parts.end(), others.begin(), others.end()).first;
        common = std::max<qsizetype>(common, differs - parts.begin());
    }
    return parts.sliced(std::min(common, parts.size() - 1));
}

/// As many parts as fit, and those that are left; nothing fits: the first part.
QStringList broken(const QString& name, const QFontMetrics& metrics, int width)
{
    const QString between = partsBetween.toString();
    const QStringList parts = name.split(between);
    qsizetype count = parts.size();
    while (count > 1 && metrics.horizontalAdvance(parts.first(count).join(between)) > width) {
        --count;
    }
    QStringList lines{parts.first(count).join(between)};
    if (count < parts.size()) {
        lines << parts.sliced(count).join(between);
    }
    return lines;
}

bool fit(const QStringList& lines, const QFontMetrics& metrics, int width)
{
    return std::all_of(
        lines.begin(), lines.end(), [&](const QString& line) { return metrics.horizontalAdvance(line) <= width; });
}

} // namespace

QStringList differenceFirstLines(
    const QString& name, const QStringList& neighbours, const QFontMetrics& metrics, int width)
{
    QStringList lines = broken(name, metrics, width);
    if (!fit(lines, metrics, width)) {
        const QString own = ownParts(name, neighbours).join(partsBetween);
        lines = broken(own.size() < name.size() ? QStringLiteral("… ") + own : own, metrics, width);
    }
    for (QString& line : lines) {
        if (metrics.horizontalAdvance(line) > width) {
            line = metrics.elidedText(line, Qt::ElideRight, width);
        }
    }
    return lines;
}

QString differenceFirst(const QString& name, const QStringList& neighbours, const QFontMetrics& metrics, int width)
{
    if (metrics.horizontalAdvance(name) <= width)
        return name;
    const QString own = ownParts(name, neighbours).join(partsBetween);
    return metrics.elidedText(own.size() < name.size() ? QStringLiteral("… ") + own : name, Qt::ElideRight, width);
}

} // namespace dpl::ui
