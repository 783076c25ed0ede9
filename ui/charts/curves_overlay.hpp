#pragma once

#include "figures/plot_frame.hpp"
#include "runs/curves_figure.hpp"

#include <QRectF>
#include <QWidget>

#include <optional>

namespace dpl::ui {

/// What moves over a chart with the mouse and is no part of the figure: the crosshair with the points that are read,
/// and the frame that is being drawn to zoom into.
class CurvesOverlay : public QWidget {
    Q_OBJECT

public:
    explicit CurvesOverlay(QWidget* parent);

    void setPlot(const QRectF& area, const AxisMapping& x, const AxisMapping& y);
    void setCrosshair(std::optional<double> x, std::vector<runs::Reading> readings);
    void setFrame(const QRectF& frame); ///< empty: none

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintCrosshair(QPainter& painter, double crosshair);

    QRectF m_area;
    AxisMapping m_x;
    AxisMapping m_y;
    std::optional<double> m_crosshair;
    std::vector<runs::Reading> m_readings;
    QRectF m_frame;
};

} // namespace dpl::ui
