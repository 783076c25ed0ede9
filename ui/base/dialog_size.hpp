#pragma once

#include <QWidget>

namespace dpl::ui {

/// Gives a dialogue its size, no larger than the window that it belongs to.
inline void resizeWithinParent(QWidget& dialog, const QSize& wanted)
{
    const QWidget* parent = dialog.parentWidget();
    dialog.resize(parent ? wanted.boundedTo(parent->window()->size()) : wanted);
}

} // namespace dpl::ui
