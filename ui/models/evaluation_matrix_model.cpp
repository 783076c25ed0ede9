#include "models/evaluation_matrix_model.hpp"

#include "base/interface_locale.hpp"
#include "base/quantity_text.hpp"
#include "models/model_role.hpp"
#include "models/report_table_model.hpp"

#include <QDateTime>
#include <QDir>

#include <tuple>

namespace dpl::ui {

using evaluation::ChoiceCell;
using evaluation::DatasetKind;
using evaluation::MatrixCell;

namespace {

QString fromCore(const std::string& text)
{
    return QString::fromStdString(text);
}

bool hasSameOptions(const evaluation::EvaluationChoice& a, const evaluation::EvaluationChoice& b)
{
    const auto options = [](const evaluation::EvaluationChoice& choice) {
        return std::tuple(
            choice.subset, choice.evalDatasetSize, choice.maxLength, choice.longTexts, choice.bf16, choice.keepStored);
    };
    return options(a) == options(b);
}

QString whenText(const MatrixCell& cell)
{
    return interfaceLocale().toString(QDateTime::fromSecsSinceEpoch(cell.when), QStringLiteral("d MMM HH:mm"));
}

} // namespace

void EvaluationMatrixModel::setMatrix(evaluation::EvaluationMatrix matrix)
{
    beginResetModel();
    m_matrix = std::move(matrix);
    m_activities.clear();
    endResetModel();
    Q_EMIT wantedChanged();
}

void EvaluationMatrixModel::setActivity(const std::vector<ChoiceCell>& cells, const QString& text)
{
    bool changesWanted = false;
    for (const ChoiceCell& cell : cells) {
        const bool wasBusy = m_activities.contains(cell);
        if (text.isEmpty()) {
            m_activities.erase(cell);
        } else {
            m_activities[cell] = text;
        }
        changesWanted = changesWanted || wasBusy == text.isEmpty();
        const QModelIndex changed = index(int(cell.first), int(cell.second) + 1);
        Q_EMIT dataChanged(changed, changed);
    }
    if (changesWanted) {
        Q_EMIT wantedChanged();
    }
}

EvaluationMatrixModel::Key EvaluationMatrixModel::keyOf(
    const evaluation::EvaluationChoice& choice, const ChoiceCell& cell)
{
    return {choice.checkpoints.at(cell.first).folder.string(), choice.datasets.at(cell.second).path.string()};
}

ChoiceCell EvaluationMatrixModel::cellAt(const QModelIndex& index)
{
    return {std::size_t(index.row()), std::size_t(index.column() - 1)};
}

const MatrixCell& EvaluationMatrixModel::at(const ChoiceCell& cell) const
{
    return m_matrix.cells.at(cell.first).at(cell.second);
}

bool EvaluationMatrixModel::isWanted(const ChoiceCell& cell) const
{
    if (m_activities.contains(cell)) {
        return false; // it is on its way
    }
    const auto asked = m_asked.find(keyOf(m_matrix.choice, cell));
    return asked == m_asked.end() ? at(cell).isOpen() : asked->second;
}

std::set<ChoiceCell> EvaluationMatrixModel::leftOut(const evaluation::EvaluationChoice& choice) const
{
    if (!hasSameOptions(choice, m_matrix.choice)) {
        return {};
    }
    std::set<Key> unwanted;
    for (std::size_t model = 0; model < m_matrix.cells.size(); ++model) {
        for (std::size_t dataset = 0; dataset < m_matrix.cells[model].size(); ++dataset) {
            if (!isWanted({model, dataset})) {
                unwanted.insert(keyOf(m_matrix.choice, {model, dataset}));
            }
        }
    }
    std::set<ChoiceCell> cells;
    for (std::size_t model = 0; model < choice.checkpoints.size(); ++model) {
        for (std::size_t dataset = 0; dataset < choice.datasets.size(); ++dataset) {
            if (unwanted.contains(keyOf(choice, {model, dataset}))) {
                cells.emplace(model, dataset);
            }
        }
    }
    return cells;
}

QString EvaluationMatrixModel::fileOf(const QModelIndex& index) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() == 0) {
        return {};
    }
    const MatrixCell& cell = at(cellAt(index));
    const bool isWhole = cell.state == MatrixCell::State::done || cell.state == MatrixCell::State::outdated;
    return isWhole ? fromCore(cell.file.string()) : QString();
}

int EvaluationMatrixModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_matrix.choice.datasets.empty() ? 0 : int(m_matrix.cells.size());
}

int EvaluationMatrixModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_matrix.choice.datasets.size()) + 1;
}

QString EvaluationMatrixModel::textOf(const ChoiceCell& place) const
{
    const MatrixCell& cell = at(place);
    const auto busy = m_activities.find(place);
    QString first;
    QString second;
    switch (cell.state) {
    case MatrixCell::State::missing:
        first = tr("not evaluated");
        second = cell.others.empty() ? QString() : tr("%n otherwise", nullptr, int(cell.others.size()));
        break;
    case MatrixCell::State::partial:
        first = tr("begun");
        second = tr("%1 rows so far").arg(groupedText(cell.rows));
        break;
    case MatrixCell::State::done:
    case MatrixCell::State::outdated:
        first = cell.accuracy ? fromCore(evaluation::rateText(cell)) : tr("scored");
        second = cell.state == MatrixCell::State::outdated
            ? tr("changed since %1").arg(whenText(cell))
            : tr("%1 · %2").arg(fromCore(evaluation::rowsText(cell)), whenText(cell));
        break;
    }
    if (busy != m_activities.end()) {
        first = busy->second;
    }
    return second.isEmpty() ? first : first + u'\n' + second;
}

QString EvaluationMatrixModel::toolTipOf(const ChoiceCell& place) const
{
    const MatrixCell& cell = at(place);
    QStringList lines;
    switch (cell.state) {
    case MatrixCell::State::missing: lines << tr("Not evaluated with these options"); break;
    case MatrixCell::State::partial: lines << tr("Begun; it resumes after the rows that are done"); break;
    case MatrixCell::State::done: lines << tr("Evaluated: %1").arg(whenText(cell)); break;
    case MatrixCell::State::outdated:
        lines << tr("Evaluated: %1. The model or the dataset has changed since.").arg(whenText(cell));
        break;
    }
    if (cell.accuracy) {
        lines << tr("Accuracy by the mean, with its 95 % interval: %1").arg(fromCore(evaluation::rateText(cell)));
    }
    if (!cell.leftOut.empty()) {
        lines << tr("%1; left out: %2")
                     .arg(fromCore(evaluation::rowsText(cell)), fromCore(evaluation::leftOutText(cell)));
    }
    for (const std::string& other : cell.others) {
        lines << tr("Also evaluated: %1").arg(fromCore(other));
    }
    if (!cell.file.empty()) {
        lines << QDir::toNativeSeparators(fromCore(cell.file.string()));
    }
    return lines.join(u'\n');
}

QVariant EvaluationMatrixModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (index.column() == 0) {
        const auto& found = m_matrix.choice.checkpoints.at(std::size_t(index.row()));
        return role == Qt::DisplayRole || role == Qt::AccessibleTextRole ? QVariant(fromCore(found.title()))
            : role == Qt::ToolTipRole ? QVariant(QDir::toNativeSeparators(fromCore(found.folder.string())))
            : role == ReportTableModel::SeriesRoleRole && found.outputs > 0 ? QVariant(int(roleOf(found)))
                                                                            : QVariant();
    }
    const ChoiceCell cell = cellAt(index);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return textOf(cell);
    case Qt::ToolTipRole: return toolTipOf(cell);
    case Qt::CheckStateRole: return isWanted(cell) ? Qt::Checked : Qt::Unchecked;
    default: return {};
    }
}

bool EvaluationMatrixModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole || index.column() == 0) {
        return false;
    }
    m_asked[keyOf(m_matrix.choice, cellAt(index))] = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index);
    Q_EMIT wantedChanged();
    return true;
}

Qt::ItemFlags EvaluationMatrixModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    const bool isFree = index.column() > 0 && !m_activities.contains(cellAt(index));
    return isFree ? usual | Qt::ItemIsUserCheckable : usual;
}

QVariant EvaluationMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (section == 0) {
        return role == Qt::DisplayRole ? QVariant(tr("Reward model")) : QVariant();
    }
    const evaluation::FoundDataset& dataset = m_matrix.choice.datasets.at(std::size_t(section - 1));
    const QString path = fromCore(dataset.path.string());
    return role == Qt::DisplayRole ? QVariant(path.section(u'/', -2, -1))
        : role == Qt::ToolTipRole  ? QVariant(QDir::toNativeSeparators(path))
                                   : QVariant();
}

} // namespace dpl::ui
