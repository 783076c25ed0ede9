#include "widgets/combo_delegate.hpp"

#include "base/theme.hpp"

#include <QPainter>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int comboRowHeight = 26;
constexpr int besideText = 6;
constexpr int separatorHeight = 9;

/// As QComboBox::insertSeparator marks it.
bool isSeparator(const QModelIndex& index)
{
    return index.data(Qt::AccessibleDescriptionRole).toString() == QStringLiteral("separator");
}

} // namespace

void ComboDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme theme = Theme::of(option.palette);
    if (isSeparator(index)) {
        painter->fillRect(QRect(option.rect.left(), option.rect.center().y(), option.rect.width(), 1), theme.border);
        return;
    }
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
        painter->fillRect(option.rect, theme.selection);
    QStyleOptionViewItem inset(option);
    inset.rect.adjust(besideText, 0, -besideText, 0);
    inset.state &= ~(QStyle::State_Selected | QStyle::State_MouseOver | QStyle::State_HasFocus);
    QStyledItemDelegate::paint(painter, inset, index);
}

QSize ComboDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (isSeparator(index))
        return {0, separatorHeight};
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width() + 2 * besideText, std::max(comboRowHeight, option.fontMetrics.height() + 9)};
}

} // namespace dpl::ui
