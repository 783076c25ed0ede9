#pragma once

#include <QWidget>

#include <algorithm>

namespace dpl::ui {

/// Pixels that something takes at the usual font, for the font of `widget`: larger with a larger one, never smaller.
inline int forFont(const QWidget& widget, int pixels)
{
    constexpr int usualHeight = 17; // of a line
    return std::max(pixels, pixels * widget.fontMetrics().height() / usualHeight);
}

/// Of a field of one line, and of a button beside it.
inline int fieldHeight(const QWidget& widget)
{
    return std::max(28, widget.fontMetrics().height() + 10);
}

} // namespace dpl::ui
