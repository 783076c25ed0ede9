#pragma once

class QPainter;
class QRect;
class QStyleOptionViewItem;

namespace dpl::ui {

/// For delegates: the rounded ground of a selected or hovered row, and a ring where the keyboard is.
void paintRowGround(QPainter& painter, const QRect& body, const QStyleOptionViewItem& option);

} // namespace dpl::ui
