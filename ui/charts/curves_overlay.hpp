#pragma once

#include "runs/curves_figure.hpp"

#include <QRectF>
#include <QWidget>

#include <optional>

namespace dpl::ui {

class FigureView;
class PanelView;

/// What moves over a chart with the mouse and is no part of the figure: the crosshair with the points that are read,
/// and the frame that is being drawn to zoom into.
class CurvesOverlay : public QWidget {
    Q_OBJECT

public:
    /// Lies over `view`, whose figure it reads when it is painted: after the view, which is up to date by then.
    CurvesOverlay(FigureView& view, QWidget* parent);

    void setCrosshair(std::optional<double> x, std::vector<runs::Reading> readings);
    void setFrame(const QRectF& frame); ///< empty: none

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintCrosshair(QPainter& painter, const PanelView& panel);

    FigureView& m_view;
    std::optional<double> m_crosshair;
    std::vector<runs::Reading> m_readings;
    QRectF m_frame;
};

} // namespace dpl::ui
