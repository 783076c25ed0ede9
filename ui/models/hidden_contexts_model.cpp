#include "models/hidden_contexts_model.hpp"

#include "base/decimal_text.hpp"
#include "synthetic/figures.hpp"

#include <algorithm>

namespace dpl::ui {

using synthetic::HiddenContext;
using synthetic::PiecewiseLinear;

namespace {

bool isConstant(const HiddenContext& context)
{
    return context.probability.points().size() == 1;
}

double constantOf(const HiddenContext& context)
{
    return context.probability.points().front().second;
}

} // namespace

HiddenContextsModel::HiddenContextsModel(QObject* parent) : QAbstractTableModel(parent) { }

void HiddenContextsModel::setContexts(const std::vector<HiddenContext>& contexts)
{
    if (contexts == m_contexts)
        return;
    const int before = rowCount();
    const int after = int(contexts.size());
    // Rows are changed first, then added or removed at the end.
    std::copy(contexts.begin(), contexts.begin() + std::min(before, after), m_contexts.begin());
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_contexts = contexts;
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_contexts = contexts;
        endRemoveRows();
    }
    tellAllChanged();
}

void HiddenContextsModel::tellAllChanged()
{
    m_decimals = 0;
    for (const HiddenContext& context : m_contexts)
        m_decimals = std::max(m_decimals, isConstant(context) ? decimalsOf(constantOf(context)) : 0);
    if (!m_contexts.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int HiddenContextsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_contexts.size());
}

int HiddenContextsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HiddenContextsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HiddenContext& context = m_contexts[static_cast<std::size_t>(index.row())];
    const bool isName = index.column() == NameColumn;
    switch (role) {
    case Qt::DisplayRole:
        return isName             ? QString::fromStdString(context.name)
            : isConstant(context) ? decimalText(constantOf(context), m_decimals)
                                  : tr("depends on a");
    case Qt::EditRole:
        return isName             ? QString::fromStdString(context.name)
            : isConstant(context) ? decimalText(constantOf(context))
                                  : QString();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((isName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    case Qt::ToolTipRole:
        return isName ? tr("A kind of annotator. Double-click or F2 renames it.")
            : isConstant(context)
            ? tr("How often these annotators judge, from 0 to 1. Double-click or F2 changes it.")
            : tr("How often these annotators judge differs between alternatives; change it under Probability below.");
    case SeriesRole:
        return isName ? QVariant(int(synthetic::contextRole(static_cast<std::size_t>(index.row())))) : QVariant();
    default: return {};
    }
}

QVariant HiddenContextsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    switch (role) {
    case Qt::DisplayRole: return section == NameColumn ? tr("Context") : tr("Probability");
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((section == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    default: return {};
    }
}

Qt::ItemFlags HiddenContextsModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    flags |= Qt::ItemNeverHasChildren;
    if (index.column() == NameColumn || isConstant(m_contexts[static_cast<std::size_t>(index.row())]))
        flags |= Qt::ItemIsEditable;
    return flags;
}

bool HiddenContextsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid)
        || !(flags(index) & Qt::ItemIsEditable))
        return false;
    HiddenContext changed = m_contexts[static_cast<std::size_t>(index.row())];
    const bool isName = index.column() == NameColumn;
    if (!(isName ? setName(changed, value.toString().trimmed()) : setProbability(changed, value.toString())))
        return false;
    if (changed == m_contexts[static_cast<std::size_t>(index.row())])
        return true;
    m_contexts[static_cast<std::size_t>(index.row())] = std::move(changed);
    tellAllChanged();
    Q_EMIT edited(isName ? tr("Rename context") : tr("Change probability"));
    return true;
}

bool HiddenContextsModel::setName(HiddenContext& context, const QString& name)
{
    if (name.isEmpty()) {
        Q_EMIT rejected(tr("A context needs a name."));
        return false;
    }
    context.name = name.toStdString();
    return true;
}

bool HiddenContextsModel::setProbability(HiddenContext& context, const QString& text)
{
    const auto number = readDecimal(text);
    if (!number) {
        Q_EMIT rejected(decimalProblem(text));
        return false;
    }
    if (*number != constantOf(context))
        context.probability = PiecewiseLinear({{0.0, *number}});
    return true;
}

} // namespace dpl::ui
