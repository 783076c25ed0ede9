#pragma once

#include "report/series_style.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <QPointF>
#include <QWidget>

#include <utility>

namespace dpl::ui {

/// A dash as the raster painter draws it on screen.
Qt::PenStyle penStyle(report::Dash dash);

/// A piecewise-linear function with its points as handles: drag one, double-click to add one, Delete removes the
/// current one, arrows move it, Page Up and Page Down go from one to the next. Points snap to hundredths. It changes
/// nothing by itself: it asks for a change by its signals and shows what it is then given.
class EnvironmentPlot : public QWidget {
    Q_OBJECT

public:
    /// A function and how it is drawn.
    struct Curve {
        synthetic::PiecewiseLinear function;
        report::SeriesRole role = report::SeriesRole::ink;

        friend bool operator==(const Curve&, const Curve&) = default;
    };

    explicit EnvironmentPlot(QWidget* parent = nullptr);

    /// The edited function, and others to compare it with, drawn faintly. Ends a drag unless it is what was dragged to.
    void setCurves(const Curve& edited, std::vector<Curve> others);
    const synthetic::PiecewiseLinear& function() const { return m_edited.function; }

    /// What is seen of the values, and where points can be dragged. `limits` hold for every way to move them.
    void setValueAxis(const QString& title, std::pair<double, double> range, std::pair<double, double> limits);

    int currentPoint() const { return m_current; }
    void setCurrentPoint(int point);

    bool isDragging() const { return m_dragged; }
    QPointF positionOf(int point) const; ///< of its handle in the widget

    QSize sizeHint() const override { return {280, 220}; }
    QSize minimumSizeHint() const override { return {160, 168}; }

Q_SIGNALS:
    void currentPointChanged(int point);
    void dragged(const dpl::synthetic::PiecewiseLinear& function);
    void dropped();
    void dragCancelled();
    void stepped(const dpl::synthetic::PiecewiseLinear& function); ///< by the arrow keys
    void pointAdded(const dpl::synthetic::PiecewiseLinear& function, int point);
    void addRequested(); ///< by the keyboard, which names no place
    void removeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    QRectF area() const;
    QPointF toWidget(double a, double value) const;
    synthetic::PiecewiseLinear::Point toPoint(QPointF position) const;
    int pointAt(QPointF position) const;
    int pointCount() const { return int(m_edited.function.points().size()); }
    synthetic::PiecewiseLinear moved(int point, double a, double value) const;
    void cancelDrag();
    void describe();

    void paintAxes(QPainter& painter) const;
    void paintCurve(QPainter& painter, const Curve& curve, bool edited) const;
    void paintHandles(QPainter& painter) const;

    Curve m_edited;
    std::vector<Curve> m_others;
    QString m_title;
    std::pair<double, double> m_range{0.0, 1.0};
    std::pair<double, double> m_limits{0.0, 1.0};
    int m_current = 0;
    int m_hovered = -1;
    bool m_dragged = false;
    QPointF m_grip; ///< from the pressed place to the handle
};

} // namespace dpl::ui
