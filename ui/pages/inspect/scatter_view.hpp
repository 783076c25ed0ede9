#pragma once

#include "charts/figure_view.hpp"

namespace dpl::ui {

/// A figure of one panel that tells where it is clicked.
class ScatterView : public FigureView {
    Q_OBJECT

public:
    using FigureView::FigureView;

    /// Where a value is drawn, in the viewport's coordinates.
    QPointF position(double x, double y);

Q_SIGNALS:
    void clicked(double x, double y); ///< in the axes' values

protected:
    void mousePressEvent(QMouseEvent* event) override;
};

} // namespace dpl::ui
