#pragma once

#include "charts/figure_view.hpp"

namespace dpl::ui {

/// A figure that tells where it is clicked.
class ClickableFigure : public FigureView {
    Q_OBJECT

public:
    using FigureView::FigureView;

    /// Where a value of the first panel is drawn, in the viewport's coordinates.
    QPointF position(double x, double y);

Q_SIGNALS:
    void clicked(int panel, double x, double y); ///< in the values of the panel's left axes

protected:
    void mousePressEvent(QMouseEvent* event) override;
};

} // namespace dpl::ui
