#include "models/inspection_model.hpp"

#include "base/decimal_text.hpp"
#include "inspection/dialogue.hpp"
#include "inspection/inspection_tables.hpp"

#include "base/error.hpp"

#include <cmath>
#include <iterator>

namespace dpl::ui {

using inspection::Measure;

namespace {

constexpr int measureCount = int(std::size(inspection::allMeasures));
constexpr int longestPrompt = 200; // characters that a cell can show at most

Measure measureOf(int column)
{
    return inspection::allMeasures[column - InspectionModel::FirstMeasure];
}

} // namespace

void InspectionModel::setColumns(std::shared_ptr<inspection::InspectionColumns> columns, std::size_t place)
{
    beginResetModel();
    if (!columns || !m_columns || &columns->inspection() != &m_columns->inspection()) {
        m_items.clear();
        m_stars.clear();
    }
    m_columns = std::move(columns);
    m_place = place;
    endResetModel();
}

void InspectionModel::setItems(std::vector<std::uint32_t> items)
{
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

void InspectionModel::setStars(std::vector<bool> stars)
{
    m_stars = std::move(stars);
    if (!m_items.empty()) {
        Q_EMIT dataChanged(index(0, StarColumn), index(rowCount() - 1, StarColumn), {Qt::DisplayRole});
    }
}

void InspectionModel::followAlpha(std::shared_ptr<inspection::InspectionColumns> columns)
{
    m_columns = std::move(columns);
    if (m_items.empty()) {
        return;
    }
    for (int i = 0; i < measureCount; ++i) {
        if (dependsOnAlpha(inspection::allMeasures[i])) {
            Q_EMIT dataChanged(index(0, FirstMeasure + i), index(rowCount() - 1, FirstMeasure + i), {Qt::DisplayRole});
        }
    }
}

QModelIndex InspectionModel::find(std::size_t item) const
{
    const auto at = std::find(m_items.begin(), m_items.end(), item);
    return at == m_items.end() ? QModelIndex() : index(int(at - m_items.begin()), 0);
}

std::optional<inspection::ItemOrder> InspectionModel::order(int column, bool descending) const
{
    using By = inspection::ItemOrder::By;
    if (column == SubsetColumn) {
        return inspection::ItemOrder{By::subset, Measure::deltaMean, m_place, descending};
    }
    if (column < FirstMeasure || column >= columnCount()) {
        return std::nullopt;
    }
    return inspection::ItemOrder{By::measure, measureOf(column), m_place, descending};
}

int InspectionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_columns ? 0 : int(m_items.size());
}

int InspectionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstMeasure + measureCount;
}

QString InspectionModel::promptText(std::size_t item) const
{
    try {
        const std::vector<inspection::Turn> turns = m_columns->inspection().texts(item).turns;
        for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn) {
            if (turn->speaker == inspection::Speaker::human) {
                const QString text = QString::fromStdString(turn->text).left(longestPrompt).simplified();
                return text.isEmpty() ? tr("(empty)") : text;
            }
        }
        return tr("(empty)");
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

QVariant InspectionModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const std::size_t item = m_items[std::size_t(index.row())];
    const int column = index.column();
    if (role == ItemRole) {
        return QVariant::fromValue(quint64(item));
    }
    if (role == Qt::TextAlignmentRole) {
        return int((column >= FirstMeasure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (column == StarColumn) {
        const bool starred = item < m_stars.size() && m_stars[item];
        switch (role) {
        case Qt::DisplayRole: return starred ? QStringLiteral("\u2605") : QStringLiteral("\u2606");
        case Qt::AccessibleTextRole: return starred ? tr("starred") : QString();
        case Qt::ToolTipRole: return starred ? tr("Remove the star (Ctrl+D)") : tr("Star this row (Ctrl+D)");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole && !(role == Qt::ToolTipRole && column == PromptColumn)) {
        return {};
    }
    if (column == SubsetColumn) {
        const auto& inspection = m_columns->inspection();
        return QString::fromStdString(inspection.subsets()[inspection.item(item).subset]);
    }
    if (column == PromptColumn) {
        return promptText(item);
    }
    const double value =
        m_columns->models().empty() ? std::nan("") : m_columns->values(measureOf(column), m_place)[item];
    return std::isnan(value) ? QStringLiteral("–") : decimalText(value, inspection::decimalsOf(measureOf(column)));
}

QVariant InspectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section >= FirstMeasure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (section < FirstMeasure) {
        if (section == StarColumn) {
            return role == Qt::ToolTipRole ? QVariant(tr("Rows that you starred")) : QVariant();
        }
        return role == Qt::DisplayRole ? QVariant(section == SubsetColumn ? tr("Subset") : tr("Prompt")) : QVariant();
    }
    const report::Column column = inspection::columnOf(measureOf(section));
    switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(column.title);
    case Qt::ToolTipRole: return QString::fromStdString(column.meaning);
    default: return {};
    }
}

} // namespace dpl::ui
