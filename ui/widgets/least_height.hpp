#pragma once

#include <QLayout>
#include <QWidget>

#include <algorithm>

namespace dpl::ui {

/// What a widget needs of height at a width, and at least `otherwise`: its rows fold and its texts wrap, which those
/// who ask for its least size do not hear of.
inline int leastHeight(const QWidget& widget, int width, int otherwise)
{
    const QLayout* layout = widget.layout();
    return layout && layout->hasHeightForWidth() ? std::max(otherwise, layout->totalMinimumHeightForWidth(width))
                                                 : otherwise;
}

} // namespace dpl::ui
