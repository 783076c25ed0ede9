#include "models/backbone_filter.hpp"

#include "models/backbone_model.hpp"

#include <algorithm>

namespace dpl::ui {

void BackboneFilter::setSearch(const QString& text)
{
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool BackboneFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QString searched = sourceModel()->index(row, 0, parent).data(BackboneModel::SearchRole).toString();
    return std::all_of(m_words.cbegin(), m_words.cend(),
        [&searched](const QString& word) { return searched.contains(word, Qt::CaseInsensitive); });
}

} // namespace dpl::ui
