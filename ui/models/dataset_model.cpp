#include "models/dataset_model.hpp"

#include <QDir>

namespace dpl::ui {

using evaluation::DatasetKind;
using evaluation::FoundDataset;

namespace {

QString pathOf(const FoundDataset& dataset)
{
    return QString::fromStdString(dataset.path.string());
}

} // namespace

void DatasetModel::setDatasets(std::vector<FoundDataset> datasets)
{
    beginResetModel();
    m_datasets = std::move(datasets);
    endResetModel();
    Q_EMIT checkedChanged();
}

std::vector<FoundDataset> DatasetModel::checked() const
{
    std::vector<FoundDataset> all;
    for (const FoundDataset& dataset : m_datasets) {
        if (m_checked.contains(pathOf(dataset))) {
            all.push_back(dataset);
        }
    }
    return all;
}

void DatasetModel::checkOnly(const QStringList& paths)
{
    m_checked = QSet<QString>(paths.begin(), paths.end());
    tellChecked();
}

void DatasetModel::setChecked(const QString& path, bool checked)
{
    if (checked) {
        m_checked.insert(path);
    } else {
        m_checked.remove(path);
    }
    tellChecked();
}

void DatasetModel::tellChecked()
{
    if (!m_datasets.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
    }
    Q_EMIT checkedChanged();
}

int DatasetModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_datasets.size());
}

QVariant DatasetModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const FoundDataset& dataset = m_datasets[std::size_t(index.row())];
    const QString path = pathOf(dataset);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: {
        const QString place = path.section(u'/', -2, -1);
        return dataset.kind == DatasetKind::comparisons ? tr("%1 · comparisons").arg(place)
                                                        : tr("%1 · responses").arg(place);
    }
    case Qt::ToolTipRole:
        return dataset.kind == DatasetKind::comparisons
            ? tr("%1\nTest rows are evaluated, as by dpl evaluate (--data_path)").arg(QDir::toNativeSeparators(path))
            : tr("%1\nAll models score all responses, as by dpl score (--input)").arg(QDir::toNativeSeparators(path));
    case Qt::CheckStateRole: return m_checked.contains(path) ? Qt::Checked : Qt::Unchecked;
    default: return {};
    }
}

bool DatasetModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole) {
        return false;
    }
    setChecked(pathOf(m_datasets[std::size_t(index.row())]), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags DatasetModel::flags(const QModelIndex& index) const
{
    return index.isValid()
        ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren
        : Qt::NoItemFlags;
}

} // namespace dpl::ui
