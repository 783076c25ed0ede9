#include "models/backbone_model.hpp"

#include "models/backbone_text.hpp"

#include <QCollator>
#include <QLocale>
#include <QSet>

#include <algorithm>

namespace dpl::ui {

namespace {

QString backboneName(const backbone::BackboneCard& card)
{
    return QString::fromStdString(card.name);
}

QString backbonePath(const backbone::BackboneCard& card)
{
    return QString::fromStdString(card.path.string());
}

class Order {
public:
    Order()
        : m_names(QLocale(QLocale::English)) // names are no text of the user's language; the C locale knows no numbers
    {
        m_names.setNumericMode(true);
        m_names.setCaseSensitivity(Qt::CaseInsensitive);
    }

    bool operator()(const SharedCard& a, const SharedCard& b) const
    {
        const int names = m_names.compare(backboneName(*a), backboneName(*b));
        return names != 0 ? names < 0 : a->path < b->path;
    }

private:
    QCollator m_names;
};

} // namespace

void BackboneModel::put(const SharedCard& card)
{
    const auto same = std::find_if(
        m_cards.cbegin(), m_cards.cend(), [&card](const SharedCard& other) { return other->path == card->path; });
    if (same != m_cards.cend() && (*same)->name == card->name) {
        const int row = int(same - m_cards.cbegin());
        m_cards[row] = card;
        Q_EMIT dataChanged(index(row), index(row));
        return;
    }
    if (same != m_cards.cend()) {
        const int row = int(same - m_cards.cbegin());
        beginRemoveRows({}, row, row);
        m_cards.removeAt(row);
        endRemoveRows();
    }
    const int row = int(std::lower_bound(m_cards.cbegin(), m_cards.cend(), card, Order()) - m_cards.cbegin());
    beginInsertRows({}, row, row);
    m_cards.insert(row, card);
    endInsertRows();
}

void BackboneModel::keepOnly(const QStringList& paths)
{
    const QSet<QString> kept(paths.cbegin(), paths.cend());
    for (int row = int(m_cards.size()) - 1; row >= 0; --row) {
        if (!kept.contains(backbonePath(*m_cards.at(row)))) {
            beginRemoveRows({}, row, row);
            m_cards.removeAt(row);
            endRemoveRows();
        }
    }
}

SharedCard BackboneModel::card(const QModelIndex& index) const
{
    return index.isValid() && checkIndex(index, CheckIndexOption::ParentIsInvalid) ? m_cards.at(index.row()) : nullptr;
}

QModelIndex BackboneModel::find(const QString& path) const
{
    for (int row = 0; row < int(m_cards.size()); ++row) {
        if (backbonePath(*m_cards.at(row)) == path) {
            return index(row);
        }
    }
    return {};
}

std::set<std::filesystem::path> BackboneModel::paths() const
{
    std::set<std::filesystem::path> paths;
    for (const SharedCard& card : m_cards) {
        paths.insert(card->path);
    }
    return paths;
}

int BackboneModel::brokenCount() const
{
    return int(
        std::count_if(m_cards.cbegin(), m_cards.cend(), [](const SharedCard& card) { return !card->isUsable(); }));
}

int BackboneModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_cards.size());
}

QVariant BackboneModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const backbone::BackboneCard& card = *m_cards.at(index.row());
    switch (role) {
    case NameRole: return backboneName(card);
    case PathRole: return backbonePath(card);
    case Qt::ToolTipRole: return shownPath(backbonePath(card));
    case Qt::AccessibleTextRole: return QStringLiteral("%1, %2").arg(backboneName(card), summary(card));
    case SummaryRole: return summary(card);
    case UsableRole: return card.isUsable();
    case SearchRole:
        return QStringList{backboneName(card), backbonePath(card), summary(card), QString::fromStdString(card.format)}
            .join(QLatin1Char('\n'));
    default: return {};
    }
}

QHash<int, QByteArray> BackboneModel::roleNames() const
{
    return {{NameRole, "name"}, {PathRole, "path"}, {SummaryRole, "summary"}, {UsableRole, "usable"},
        {SearchRole, "search"}};
}

} // namespace dpl::ui
