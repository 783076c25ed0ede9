#include "base/difference_first.hpp"

#include <algorithm>

namespace dpl::ui {

QString differenceFirst(const QString& name, const QStringList& neighbours, const QFontMetrics& metrics, int width)
{
    if (metrics.horizontalAdvance(name) <= width)
        return name;
    const QString between = partsBetween.toString();
    const QStringList parts = name.split(between);
    qsizetype common = 0;
    for (const QString& neighbour : neighbours) {
        const QStringList others = neighbour.split(between);
        const auto differs = std::mismatch(parts.begin(), parts.end(), others.begin(), others.end()).first;
        common = std::max<qsizetype>(common, differs - parts.begin());
    }
    common = std::min(common, parts.size() - 1);
    if (common == 0)
        return metrics.elidedText(name, Qt::ElideRight, width);
    return metrics.elidedText(QStringLiteral("… ") + parts.sliced(common).join(partsBetween), Qt::ElideRight, width);
}

} // namespace dpl::ui
