#include "shell/palette_model.hpp"

#include "shell/fuzzy_match.hpp"

#include <algorithm>
#include <utility>

namespace dpl::ui {

void PaletteModel::setEntries(QList<PaletteEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    search();
    endResetModel();
}

void PaletteModel::setSearch(const QString& text)
{
    if (text == m_search)
        return;
    beginResetModel();
    m_search = text;
    search();
    endResetModel();
}

PaletteEntry PaletteModel::entry(const QModelIndex& index) const
{
    return index.isValid() && checkIndex(index) ? m_entries.at(m_found.at(index.row()).entry) : PaletteEntry();
}

int PaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_found.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Found& found = m_found.at(index.row());
    const PaletteEntry& entry = m_entries.at(found.entry);
    switch (role) {
    case TitleRole: return entry.title;
    case DetailRole: return entry.detail;
    case IconNameRole: return entry.iconName;
    case ShortcutRole: return entry.shortcut;
    case PositionsRole: return QVariant::fromValue(found.positions);
    case Qt::AccessibleTextRole: {
        QStringList parts{entry.title, entry.detail, entry.shortcut};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    default: return {};
    }
}

void PaletteModel::search()
{
    m_found.clear();
    for (int i = 0; i < int(m_entries.size()); ++i) {
        const PaletteEntry& entry = m_entries.at(i);
        if (const auto match = fuzzyMatch(m_search, entry.title)) {
            m_found.append({i, match->score, match->positions});
        } else if (const auto wider = fuzzyMatch(m_search, entry.title + QLatin1Char(' ') + entry.detail)) {
            // Found only with its kind, as in "run both": below what the title alone gives.
            QList<int> positions = wider->positions;
            positions.removeIf([&entry](int position) { return position >= entry.title.size(); });
            m_found.append({i, wider->score / 2, positions});
        }
    }
    std::stable_sort(m_found.begin(), m_found.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
}

} // namespace dpl::ui
