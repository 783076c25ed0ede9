#pragma once

#include "report/figure.hpp"

#include <QString>

#include <functional>

class QObject;

namespace dpl::ui {

/// Draws the figure as it is on paper, in the background, and puts the picture on the clipboard; then calls `done`, or
/// `failed` with what was wrong. Nothing of that happens once `context` is gone.
void copyFigure(QObject* context, const report::Figure& figure, double dpi, std::function<void()> done,
    std::function<void(const QString&)> failed);

} // namespace dpl::ui
