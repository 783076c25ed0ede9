#pragma once

#include "runs/curves_figure.hpp"

#include <QPointF>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace dpl::ui {

class CurvesOverlay;
class FigureView;

/// Curves of runs with a crosshair, whose values a list beside the chart shows. The wheel, + and - zoom along the
/// horizontal axis, a frame drawn with the mouse zooms into itself, Shift or the middle button drags, Left and Right
/// move the crosshair and, with Shift, the picture; a double click, Home and 0 show everything again. What is painted
/// depends on the width in pixels, not on the number of points.
class CurvesView : public QWidget {
    Q_OBJECT

public:
    using Curves = std::shared_ptr<const std::vector<runs::DrawnCurve>>;

    explicit CurvesView(QWidget* parent = nullptr);

    void setCurves(Curves curves, const QString& metric, const runs::CurveOptions& options);
    const Curves& curves() const { return m_curves; }
    void setLogarithmic(bool logarithmic);

    /// What is seen, more finely: for the export.
    report::Figure figure() const;

    bool isZoomed() const { return m_window.x || m_window.y; }
    std::optional<std::pair<double, double>> xWindow() const { return m_window.x; }
    void zoom(double factor, double about); ///< along x, about a value that stays where it is
    void pan(double share); ///< of the width, to the right
    void showAll();

    std::optional<double> crosshair() const { return m_crosshair; }
    void setCrosshair(std::optional<double> x);
    QString crosshairText() const; ///< "step 1,234"; empty without one
    std::vector<runs::Reading> readings() const;
    FigureView* figureView() const { return m_view; }

Q_SIGNALS:
    void zoomChanged(bool zoomed);
    void crosshairMoved(std::optional<double> x); ///< by the user

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { none, frame, move };

    void redraw();
    std::pair<double, double> xRange() const; ///< as drawn
    std::optional<double> xAt(double position) const;
    QRectF plotArea() const;
    void setXWindow(double low, double high);
    void zoomInto(const QRectF& frame);
    void stepCrosshair(int steps);
    void moveCrosshair(std::optional<double> x);

    FigureView* m_view;
    CurvesOverlay* m_overlay;
    Curves m_curves;
    QString m_metric;
    runs::CurveOptions m_options;
    runs::CurveWindow m_window;
    std::optional<double> m_crosshair;
    Drag m_drag = Drag::none;
    QPointF m_pressed;
    std::pair<double, double> m_pressedRange;
};

} // namespace dpl::ui
