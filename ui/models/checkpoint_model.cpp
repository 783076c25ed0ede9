#include "models/checkpoint_model.hpp"

#include "models/model_role.hpp"
#include "models/report_table_model.hpp"

#include <QDir>

namespace dpl::ui {

using records::FoundCheckpoint;

namespace {

QString folderOf(const FoundCheckpoint& found)
{
    return QString::fromStdString(found.folder.string());
}

bool isOwn(const FoundCheckpoint& found, const std::filesystem::path& evaluation)
{
    return evaluation.parent_path() == found.folder;
}

/// "both, helpful, 2 further": the subsets of those in the checkpoint's folder, and how many there are below it.
QString evaluations(const FoundCheckpoint& found)
{
    QStringList texts;
    int further = 0;
    for (const auto& file : found.evaluations) {
        if (isOwn(found, file)) {
            const QString name = QString::fromStdString(file.filename().string());
            texts << name.mid(int(qstrlen("eval_results_"))).section(u'.', 0, 0);
        } else {
            ++further;
        }
    }
    if (further > 0) {
        texts << CheckpointModel::tr("%1 further").arg(further);
    }
    return texts.join(QStringLiteral(", "));
}

/// The folders of further evaluations, whose names say what they are, a line each.
QString furtherEvaluations(const FoundCheckpoint& found)
{
    QString lines;
    for (const auto& file : found.evaluations) {
        if (!isOwn(found, file)) {
            lines += u'\n' + QString::fromStdString(file.parent_path().filename().string());
        }
    }
    return lines;
}

} // namespace

void CheckpointModel::setCheckpoints(runs::Entries<FoundCheckpoint> checkpoints, const QString& root)
{
    beginResetModel();
    m_checkpoints = std::move(checkpoints);
    m_root = root;
    endResetModel();
    Q_EMIT checkedChanged();
}

std::vector<FoundCheckpoint> CheckpointModel::checked() const
{
    std::vector<FoundCheckpoint> all;
    if (m_checked.isEmpty()) {
        return all;
    }
    for (const auto& found : m_checkpoints) {
        if (found->error.empty() && m_checked.contains(folderOf(*found))) {
            all.push_back(*found);
            if (!found->labels.empty()) {
                all.back().rewardLabel = m_labels.value(folderOf(*found)).toStdString();
            }
        }
    }
    return all;
}

void CheckpointModel::setLabel(const QString& folder, const QString& label)
{
    m_labels[folder] = label;
    Q_EMIT checkedChanged();
}

void CheckpointModel::setChecked(const QString& folder, bool checked)
{
    if (checked) {
        m_checked.insert(folder);
    } else {
        m_checked.remove(folder);
    }
    tellChecked();
}

void CheckpointModel::checkOnly(const QStringList& folders)
{
    m_checked = QSet<QString>(folders.begin(), folders.end());
    tellChecked();
}

void CheckpointModel::setAllChecked(bool checked)
{
    m_checked.clear();
    for (const auto& found : m_checkpoints) {
        if (checked && found->error.empty()) {
            m_checked.insert(folderOf(*found));
        }
    }
    tellChecked();
}

void CheckpointModel::tellChecked()
{
    if (!m_checkpoints.empty()) {
        Q_EMIT dataChanged(index(0, model), index(rowCount() - 1, model), {Qt::CheckStateRole});
    }
    Q_EMIT checkedChanged();
}

int CheckpointModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_checkpoints.size());
}

int CheckpointModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant CheckpointModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const FoundCheckpoint& found = *m_checkpoints[std::size_t(index.row())];
    if (role == Qt::ToolTipRole) {
        const QString folder = QDir::toNativeSeparators(folderOf(found));
        if (!found.error.empty()) {
            return tr("%1\nIt cannot be used: %2").arg(folder, QString::fromStdString(found.error));
        }
        if (index.column() == evaluated && !found.evaluations.empty()) {
            return tr("Evaluated: %1%2").arg(evaluations(found), furtherEvaluations(found));
        }
        const QString outputs = found.outputs == 1 ? tr("1 output per response")
            : found.labels.empty()                 ? tr("%1 outputs per response").arg(found.outputs)
                                                   : tr("%1 labels, of which one is the reward").arg(found.outputs);
        return tr("%1\n%2; backbone %3").arg(folder, outputs, QString::fromStdString(found.backbone));
    }
    if (role == Qt::CheckStateRole && index.column() == model && found.error.empty()) {
        return m_checked.contains(folderOf(found)) ? Qt::Checked : Qt::Unchecked;
    }
    if (role == ReportTableModel::SeriesRoleRole && index.column() == model && found.outputs > 0) {
        return int(roleOf(found));
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole) {
        return {};
    }
    switch (index.column()) {
    case model: return QString::fromStdString(found.title());
    case origin: {
        const QString folder = QString::fromStdString((found.run.empty() ? found.folder : found.run).string());
        const QString within = QDir(m_root).relativeFilePath(folder);
        return within.startsWith(QStringLiteral("..")) ? QDir::toNativeSeparators(folder) : within.section(u'/', 0, -3);
    }
    case evaluated:
        return !found.error.empty()     ? tr("unusable")
            : found.evaluations.empty() ? QStringLiteral("–")
                                        : evaluations(found);
    default: return {};
    }
}

bool CheckpointModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole || index.column() != model) {
        return false;
    }
    const FoundCheckpoint& found = *m_checkpoints[std::size_t(index.row())];
    if (!found.error.empty()) {
        return false;
    }
    setChecked(folderOf(found), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags CheckpointModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    if (!m_checkpoints[std::size_t(index.row())]->error.empty()) {
        return Qt::ItemIsSelectable;
    }
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return index.column() == model ? usual | Qt::ItemIsUserCheckable : usual;
}

QVariant CheckpointModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case model: return tr("Reward model");
    case origin: return tr("From");
    case evaluated: return tr("Evaluated");
    default: return {};
    }
}

} // namespace dpl::ui
