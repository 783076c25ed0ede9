#include "fetching/fetched_files_model.hpp"

#include "base/format.hpp"

#include <algorithm>

namespace dpl::ui {

namespace {

/// A name as a pattern that it alone matches.
std::string patternOf(const std::string& name)
{
    std::string pattern;
    for (const char c : name) {
        if (c == '*' || c == '?' || c == '[' || c == ']') {
            pattern += '\\';
        }
        pattern += c;
    }
    return pattern;
}

} // namespace

void FetchedFilesModel::setPlan(hub::FetchPlan plan)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_checked.clear();
    for (const hub::FetchPlan::File& file : m_plan.files) {
        m_checked.push_back(file.isUsed);
    }
    endResetModel();
    Q_EMIT checkedChanged();
}

hub::FileChoice FetchedFilesModel::choice() const
{
    hub::FileChoice choice;
    bool isUsual = true;
    for (std::size_t i = 0; i < m_checked.size(); ++i) {
        isUsual = isUsual && m_checked[i] == m_plan.files[i].isUsed;
        if (m_checked[i]) {
            choice.include.push_back(patternOf(m_plan.files[i].file.name));
        }
    }
    return isUsual ? hub::FileChoice() : choice;
}

int FetchedFilesModel::checkedCount() const
{
    return int(std::count(m_checked.begin(), m_checked.end(), true));
}

qint64 FetchedFilesModel::checkedBytes() const
{
    qint64 bytes = 0;
    for (std::size_t i = 0; i < m_checked.size(); ++i) {
        bytes += m_checked[i] ? std::max<qint64>(m_plan.files[i].file.size, 0) : 0;
    }
    return bytes;
}

qint64 FetchedFilesModel::bytesThere() const
{
    qint64 bytes = 0;
    for (std::size_t i = 0; i < m_checked.size(); ++i) {
        bytes += m_checked[i] ? m_plan.files[i].bytesThere : 0;
    }
    return bytes;
}

int FetchedFilesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_checked.size());
}

int FetchedFilesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(columns);
}

QVariant FetchedFilesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const hub::FetchPlan::File& file = m_plan.files[std::size_t(index.row())];
    const bool isSize = index.column() == size;
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == name ? QString::fromStdString(file.file.name)
            : isSize ? (file.file.size < 0 ? tr("unknown") : QString::fromStdString(formatBytes(file.file.size)))
                     : QString::fromStdString(file.use);
    case Qt::ToolTipRole: return index.column() == name ? QVariant(QString::fromStdString(file.file.name)) : QVariant();
    case Qt::TextAlignmentRole: return isSize ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::CheckStateRole:
        return index.column() == name ? QVariant(int(m_checked[std::size_t(index.row())] ? Qt::Checked : Qt::Unchecked))
                                      : QVariant();
    default: return {};
    }
}

QVariant FetchedFilesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == name ? tr("File") : section == size ? tr("Size") : tr("What it is used for");
}

Qt::ItemFlags FetchedFilesModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == name ? flags | Qt::ItemIsUserCheckable : flags;
}

bool FetchedFilesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || index.column() != name || role != Qt::CheckStateRole) {
        return false;
    }
    m_checked[std::size_t(index.row())] = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index, {role});
    Q_EMIT checkedChanged();
    return true;
}

} // namespace dpl::ui
