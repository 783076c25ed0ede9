#include "charts/curves_view.hpp"

#include "base/quantity_text.hpp"
#include "base/theme.hpp"
#include "charts/curves_overlay.hpp"
#include "charts/figure_view.hpp"
#include "charts/panel_view.hpp"
#include "report/number_text.hpp"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

constexpr double zoomStep = 1.25;
constexpr double leastFrame = 6.0; // pixels; less is a click
constexpr double flatFrame = 24.0; // pixels of height under which a frame zooms along x alone
constexpr int exportColumns = 2000;

} // namespace

CurvesView::CurvesView(QWidget* parent)
    : QWidget(parent), m_view(new FigureView(this)), m_overlay(new CurvesOverlay(*m_view, this))
{
    m_view->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_view->setFocusPolicy(Qt::NoFocus);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(200, 140);
    setCursor(Qt::CrossCursor);
    setToolTip({});
}

void CurvesView::setCurves(Curves curves, const QString& metric, const runs::CurveOptions& options)
{
    if (metric != m_metric || options.axis != m_options.axis) {
        const bool keepsX = options.axis == m_options.axis;
        m_window.y.reset();
        if (!keepsX) {
            m_window.x.reset();
            m_crosshair.reset();
        }
    }
    m_curves = std::move(curves);
    m_metric = metric;
    m_options = options;
    redraw();
    Q_EMIT zoomChanged(isZoomed());
}

void CurvesView::setLogarithmic(bool logarithmic)
{
    if (logarithmic != m_window.logarithmic) {
        m_window.logarithmic = logarithmic;
        m_window.y.reset();
        redraw();
        Q_EMIT zoomChanged(isZoomed());
    }
}

report::Figure CurvesView::figure() const
{
    runs::CurveWindow window = m_window;
    window.columns = exportColumns;
    window.legend = true;
    return runs::curvesFigure(
        m_curves ? *m_curves : std::vector<runs::DrawnCurve>(), m_metric.toStdString(), m_options, window);
}

void CurvesView::redraw()
{
    if (!m_curves) {
        return;
    }
    m_window.columns = std::max(64, int(width() * devicePixelRatioF()));
    m_window.legend = false;
    m_view->setVisible(!m_curves->empty()); // axes without curves say nothing
    m_view->setFigure(runs::curvesFigure(*m_curves, m_metric.toStdString(), m_options, m_window));
    m_overlay->setCrosshair(m_crosshair, readings());
}

QRectF CurvesView::plotArea() const
{
    const auto& panels = m_view->figureScene().panels();
    return panels.empty() ? QRectF() : panels.front()->plotArea();
}

QString CurvesView::crosshairText() const
{
    if (!m_crosshair) {
        return {};
    }
    switch (m_options.axis) {
    case runs::CurveAxis::epoch: return tr("epoch %1").arg(QString::fromStdString(report::fixedText(*m_crosshair, 3)));
    case runs::CurveAxis::seconds: return durationText(*m_crosshair);
    case runs::CurveAxis::step: break;
    }
    return tr("step %1").arg(groupedText(std::llround(*m_crosshair)));
}

std::vector<runs::Reading> CurvesView::readings() const
{
    return m_curves && m_crosshair ? runs::readingsAt(*m_curves, *m_crosshair) : std::vector<runs::Reading>();
}

std::pair<double, double> CurvesView::xRange() const
{
    const auto& panels = m_view->figureScene().panels();
    if (panels.empty()) {
        return {0.0, 1.0};
    }
    const AxisMapping& x = panels.front()->frame().x;
    return {x.low, x.high};
}

std::optional<double> CurvesView::xAt(double position) const
{
    const auto& panels = m_view->figureScene().panels();
    const QRectF area = plotArea();
    if (panels.empty() || position < area.left() || position > area.right()) {
        return std::nullopt;
    }
    return panels.front()->frame().x.valueAt(position - area.left());
}

void CurvesView::setXWindow(double low, double high)
{
    const auto extent = m_curves ? runs::xExtent(*m_curves) : std::nullopt;
    if (!extent || !(high > low)) {
        return;
    }
    const double whole = std::max(extent->second - std::min(extent->first, 0.0), 1e-9);
    const double least = whole * 1e-6;
    if (high - low < least) {
        return;
    }
    const double start = std::min(extent->first, 0.0);
    if (high - low >= whole) {
        m_window.x.reset();
    } else {
        const double width = high - low;
        low = std::clamp(low, start, std::max(start, extent->second - width));
        m_window.x = std::pair(low, low + width);
    }
    redraw();
    Q_EMIT zoomChanged(isZoomed());
}

void CurvesView::zoom(double factor, double about)
{
    const auto [low, high] = xRange();
    setXWindow(about - (about - low) / factor, about + (high - about) / factor);
}

void CurvesView::pan(double share)
{
    if (m_window.x) {
        const double by = (m_window.x->second - m_window.x->first) * share;
        setXWindow(m_window.x->first + by, m_window.x->second + by);
    }
}

void CurvesView::showAll()
{
    m_window.x.reset();
    m_window.y.reset();
    redraw();
    Q_EMIT zoomChanged(false);
}

void CurvesView::zoomInto(const QRectF& frame)
{
    const auto& panels = m_view->figureScene().panels();
    if (panels.empty()) {
        return;
    }
    const QRectF area = plotArea();
    const AxisMapping& x = panels.front()->frame().x;
    const AxisMapping& y = panels.front()->frame().left;
    const double low = x.valueAt(frame.left() - area.left());
    const double high = x.valueAt(frame.right() - area.left());
    if (frame.height() >= flatFrame) {
        m_window.y = std::pair(y.valueAt(frame.bottom() - area.top()), y.valueAt(frame.top() - area.top()));
    }
    setXWindow(low, high);
}

void CurvesView::setCrosshair(std::optional<double> x)
{
    m_crosshair = x;
    m_overlay->setCrosshair(m_crosshair, readings());
}

void CurvesView::moveCrosshair(std::optional<double> x)
{
    setCrosshair(x);
    Q_EMIT crosshairMoved(x);
}

void CurvesView::stepCrosshair(int steps)
{
    const auto [low, high] = xRange();
    const double start = m_crosshair && *m_crosshair >= low && *m_crosshair <= high ? *m_crosshair : (low + high) / 2.0;
    moveCrosshair(std::clamp(start + (high - low) * steps / 100.0, low, high));
}

bool CurvesView::event(QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    return QWidget::event(event);
}

void CurvesView::resizeEvent(QResizeEvent*)
{
    m_view->setGeometry(rect().adjusted(2, 2, -2, -2));
    m_overlay->setGeometry(m_view->geometry());
    m_overlay->raise();
    redraw();
}

void CurvesView::paintEvent(QPaintEvent*)
{
    if (hasFocus()) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::of(*this).accent, 1.5));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4);
    }
}

void CurvesView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->position() - m_view->pos();
    m_pressedRange = xRange();
    const bool moves = event->button() == Qt::MiddleButton || (event->modifiers() & Qt::ShiftModifier);
    if (event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton) {
        m_drag = moves ? Drag::move : Drag::frame;
        setCursor(moves ? Qt::ClosedHandCursor : Qt::CrossCursor);
    }
}

void CurvesView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF position = event->position() - m_view->pos();
    const QRectF area = plotArea();
    if (m_drag == Drag::move && area.width() > 0) {
        const double by =
            (m_pressed.x() - position.x()) / area.width() * (m_pressedRange.second - m_pressedRange.first);
        setXWindow(m_pressedRange.first + by, m_pressedRange.second + by);
    } else if (m_drag == Drag::frame) {
        const QRectF frame = QRectF(m_pressed, position).normalized();
        // A flat frame stands for the whole height, as it will be zoomed.
        m_overlay->setFrame(frame.width() < leastFrame ? QRectF()
                : frame.height() < flatFrame ? QRectF(frame.left(), area.top(), frame.width(), area.height()) & area
                                             : frame & area);
    } else {
        moveCrosshair(xAt(position.x()));
    }
}

void CurvesView::mouseReleaseEvent(QMouseEvent* event)
{
    const QRectF frame = QRectF(m_pressed, event->position() - m_view->pos()).normalized() & plotArea();
    const Drag drag = m_drag;
    m_drag = Drag::none;
    setCursor(Qt::CrossCursor);
    m_overlay->setFrame({});
    if (drag == Drag::frame && frame.width() >= leastFrame) {
        zoomInto(frame);
    }
}

void CurvesView::mouseDoubleClickEvent(QMouseEvent*)
{
    showAll();
}

void CurvesView::leaveEvent(QEvent*)
{
    moveCrosshair(std::nullopt);
}

void CurvesView::wheelEvent(QWheelEvent* event)
{
    const auto about = xAt(event->position().x() - m_view->x());
    if (about && event->angleDelta().y() != 0) {
        zoom(std::pow(zoomStep, event->angleDelta().y() / 120.0), *about);
        event->accept();
    } else {
        event->ignore();
    }
}

void CurvesView::keyPressEvent(QKeyEvent* event)
{
    const auto [low, high] = xRange();
    const double about = m_crosshair.value_or((low + high) / 2.0);
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(zoomStep, about); return;
    case Qt::Key_Minus: zoom(1.0 / zoomStep, about); return;
    case Qt::Key_0:
    case Qt::Key_Home: showAll(); return;
    case Qt::Key_Left: shift ? pan(-0.1) : stepCrosshair(-1); return;
    case Qt::Key_Right: shift ? pan(0.1) : stepCrosshair(1); return;
    case Qt::Key_Escape:
        if (m_drag != Drag::none) {
            m_drag = Drag::none;
            m_overlay->setFrame({});
        } else if (m_crosshair) {
            moveCrosshair(std::nullopt);
        } else {
            break;
        }
        return;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace dpl::ui
