#include "pages/synthetic/environment_plot.hpp"

#include "base/decimal_text.hpp"
#include "base/error.hpp"
#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "report/figure.hpp"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

using synthetic::PiecewiseLinear;

namespace {

constexpr double handleRadius = 5.0;
constexpr double reach = 12.0; ///< how near a handle the mouse takes hold of it
constexpr double step = 0.01;

double snapped(double value)
{
    // Divided, not multiplied by 0.01: 0.29 and not 0.29000000000000004.
    return std::round(value * 100.0) / 100.0;
}

std::size_t at(int point)
{
    return static_cast<std::size_t>(point);
}

} // namespace

Qt::PenStyle penStyle(report::Dash dash)
{
    switch (dash) {
    case report::Dash::dashed: return Qt::DashLine;
    case report::Dash::dotted: return Qt::DotLine;
    case report::Dash::dashDotted: return Qt::DashDotLine;
    case report::Dash::solid: break;
    }
    return Qt::SolidLine;
}

EnvironmentPlot::EnvironmentPlot(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setToolTip(tr("Drag a point, or move it with the arrow keys (Shift: ten steps). Double-click or Insert adds one, "
                  "Delete removes it, Page Up and Page Down go to the next. Esc cancels a drag."));
}

void EnvironmentPlot::setCurves(const Curve& edited, std::vector<Curve> others)
{
    if (m_dragged && edited != m_edited)
        m_dragged = false;
    m_edited = edited;
    m_others = std::move(others);
    m_hovered = m_hovered < pointCount() ? m_hovered : -1;
    if (m_current >= pointCount())
        setCurrentPoint(pointCount() - 1);
    describe();
    update();
}

void EnvironmentPlot::setValueAxis(
    const QString& title, std::pair<double, double> range, std::pair<double, double> limits)
{
    m_title = title;
    m_limits = limits;
    // The ground does not move under a dragged point.
    if (!m_dragged)
        m_range = range;
    describe();
    update();
}

void EnvironmentPlot::setCurrentPoint(int point)
{
    point = std::clamp(point, 0, pointCount() - 1);
    if (point == m_current)
        return;
    m_current = point;
    describe();
    update();
    Q_EMIT currentPointChanged(point);
}

QRectF EnvironmentPlot::area() const
{
    const QFontMetricsF metrics(scaledFont(font(), 0.9));
    double widest = 0.0;
    const auto ticks = report::axisTicks({}, m_range, 4);
    for (const double tick : ticks)
        widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(report::tickLabel(tick, ticks))));
    const double left = std::ceil(widest) + 16.0;
    return QRectF(rect()).adjusted(left, metrics.height() + 10.0, -10.0, -(metrics.height() + 10.0));
}

QPointF EnvironmentPlot::toWidget(double a, double value) const
{
    const QRectF plot = area();
    return {plot.left() + a * plot.width(),
        plot.bottom() - (value - m_range.first) / (m_range.second - m_range.first) * plot.height()};
}

PiecewiseLinear::Point EnvironmentPlot::toPoint(QPointF position) const
{
    const QRectF plot = area();
    const double a = (position.x() - plot.left()) / plot.width();
    const double share = (plot.bottom() - position.y()) / plot.height();
    const double value = std::clamp(std::lerp(m_range.first, m_range.second, share), m_range.first, m_range.second);
    return {snapped(std::clamp(a, 0.0, 1.0)), snapped(value)};
}

QPointF EnvironmentPlot::positionOf(int point) const
{
    const auto& [a, value] = m_edited.function.points()[at(point)];
    return toWidget(a, value);
}

int EnvironmentPlot::pointAt(QPointF position) const
{
    int nearest = -1;
    double least = reach;
    const auto consider = [&](int point) {
        const QPointF away = positionOf(point) - position;
        if (const double distance = std::hypot(away.x(), away.y()); distance < least) {
            least = distance;
            nearest = point;
        }
    };
    // Of points on the same place the current one is taken.
    consider(m_current);
    for (int point = 0; point < pointCount(); ++point)
        consider(point);
    return nearest;
}

/// The function with a point elsewhere: between its neighbours, so that points keep their order, and within the limits.
PiecewiseLinear EnvironmentPlot::moved(int point, double a, double value) const
{
    std::vector<PiecewiseLinear::Point> points = m_edited.function.points();
    const double low = point == 0 ? 0.0 : points[at(point - 1)].first;
    const double high = point + 1 == pointCount() ? 1.0 : points[at(point + 1)].first;
    // A constant has no place.
    const double place = pointCount() == 1 ? points.front().first : std::clamp(a, low, high);
    points[at(point)] = {place, std::clamp(value, m_limits.first, m_limits.second)};
    try {
        return PiecewiseLinear(std::move(points));
    } catch (const Error&) {
        // A third point on a jump: the value follows, the place stays.
        points = m_edited.function.points();
        points[at(point)].second = std::clamp(value, m_limits.first, m_limits.second);
        return PiecewiseLinear(std::move(points));
    }
}

void EnvironmentPlot::mousePressEvent(QMouseEvent* event)
{
    const int point = pointAt(event->position());
    if (event->button() != Qt::LeftButton || point < 0)
        return;
    setCurrentPoint(point);
    m_grip = positionOf(point) - event->position();
    m_dragged = true;
    update();
}

void EnvironmentPlot::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragged) {
        const int hovered = pointAt(event->position());
        setCursor(hovered < 0 ? Qt::ArrowCursor : Qt::SizeAllCursor);
        if (std::exchange(m_hovered, hovered) != hovered)
            update();
        return;
    }
    const auto [a, value] = toPoint(event->position() + m_grip);
    const PiecewiseLinear function = moved(m_current, a, value);
    if (function == m_edited.function)
        return;
    m_edited.function = function;
    describe();
    update();
    Q_EMIT dragged(function);
}

void EnvironmentPlot::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && std::exchange(m_dragged, false)) {
        update();
        Q_EMIT dropped();
    }
}

void EnvironmentPlot::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || pointAt(event->position()) >= 0) {
        mousePressEvent(event);
        return;
    }
    if (!area().adjusted(-reach, -reach, reach, reach).contains(event->position()))
        return;
    const auto place = toPoint(event->position());
    std::vector<PiecewiseLinear::Point> points = m_edited.function.points();
    const auto before =
        std::find_if(points.begin(), points.end(), [&](const auto& p) { return p.first > place.first; });
    const int point = int(before - points.begin());
    points.insert(before, {place.first, std::clamp(place.second, m_limits.first, m_limits.second)});
    try {
        Q_EMIT pointAdded(PiecewiseLinear(std::move(points)), point);
    } catch (const Error&) {
        // On a jump there is no room for a third point.
    }
}

void EnvironmentPlot::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_dragged) {
        cancelDrag();
        return;
    }
    if (m_dragged)
        return;
    const double size = event->modifiers() & Qt::ShiftModifier ? 10 * step : step;
    const auto move = [&](double da, double dv) {
        const auto [a, value] = m_edited.function.points()[at(m_current)];
        const PiecewiseLinear function =
            moved(m_current, da == 0.0 ? a : snapped(a + da), dv == 0.0 ? value : snapped(value + dv));
        if (function != m_edited.function)
            Q_EMIT stepped(function);
    };
    switch (event->key()) {
    case Qt::Key_Left: move(-size, 0.0); return;
    case Qt::Key_Right: move(size, 0.0); return;
    case Qt::Key_Up: move(0.0, size); return;
    case Qt::Key_Down: move(0.0, -size); return;
    case Qt::Key_PageUp: setCurrentPoint(m_current - 1); return;
    case Qt::Key_PageDown: setCurrentPoint(m_current + 1); return;
    case Qt::Key_Home: setCurrentPoint(0); return;
    case Qt::Key_End: setCurrentPoint(pointCount() - 1); return;
    case Qt::Key_Insert: Q_EMIT addRequested(); return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace: Q_EMIT removeRequested(); return;
    default: QWidget::keyPressEvent(event);
    }
}

void EnvironmentPlot::cancelDrag()
{
    m_dragged = false;
    update();
    Q_EMIT dragCancelled();
}

void EnvironmentPlot::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

void EnvironmentPlot::focusInEvent(QFocusEvent*)
{
    update();
}

void EnvironmentPlot::focusOutEvent(QFocusEvent*)
{
    if (m_dragged)
        cancelDrag();
    update();
}

void EnvironmentPlot::describe()
{
    const auto& [a, value] = m_edited.function.points()[at(std::min(m_current, pointCount() - 1))];
    setAccessibleDescription(tr("Point %1 of %2: a %3, %4 %5")
                                 .arg(m_current + 1)
                                 .arg(pointCount())
                                 .arg(decimalText(a), m_title, decimalText(value)));
}

void EnvironmentPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    painter.save();
    painter.setClipRect(area().adjusted(-1, -2, 1, 2));
    for (const Curve& curve : m_others)
        paintCurve(painter, curve, false);
    paintCurve(painter, m_edited, true);
    painter.restore();
    paintHandles(painter);
}

void EnvironmentPlot::paintAxes(QPainter& painter) const
{
    const Theme theme = Theme::of(*this);
    const QRectF plot = area();
    const QFont small = scaledFont(font(), 0.9);
    const double line = QFontMetricsF(small).height();
    painter.setFont(small);
    const auto crisp = [](double position) { return std::floor(position) + 0.5; };

    const auto values = report::axisTicks({}, m_range, 4);
    for (const double tick : values) {
        const double y = crisp(toWidget(0.0, tick).y());
        painter.setPen(QPen(theme.line, 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(theme.secondaryText);
        painter.drawText(QRectF(0, y - line / 2, plot.left() - 10, line), Qt::AlignRight | Qt::AlignVCenter,
            QString::fromStdString(report::tickLabel(tick, values)));
    }
    for (const double tick : {0.0, 0.5, 1.0}) {
        const double x = crisp(toWidget(tick, 0.0).x());
        painter.setPen(QPen(theme.line, 1));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        painter.setPen(theme.secondaryText);
        painter.drawText(
            QRectF(x - 30, plot.bottom() + 6, 60, line), Qt::AlignHCenter | Qt::AlignTop, decimalText(tick));
    }
    painter.setPen(theme.secondaryText);
    painter.drawText(QRectF(plot.left() + plot.width() / 2, plot.bottom() + 6, plot.width() / 2, line),
        Qt::AlignHCenter | Qt::AlignTop, tr("alternative a"));

    // The current point's numbers stand where the eye is while it moves.
    const auto& [a, value] = m_edited.function.points()[at(m_current)];
    painter.setPen(theme.text);
    painter.drawText(QRectF(plot.left(), 0, plot.width(), line), Qt::AlignRight | Qt::AlignVCenter,
        pointCount() == 1 ? tr("%1 = %2").arg(m_title, decimalText(value, std::max(2, decimalsOf(value))))
                          : tr("a = %1, %2 = %3")
                                .arg(decimalText(a, std::max(2, decimalsOf(a))), m_title,
                                    decimalText(value, std::max(2, decimalsOf(value)))));

    painter.setPen(QPen(theme.fieldBorder, 1));
    painter.drawLine(QPointF(crisp(plot.left()), plot.top()), QPointF(crisp(plot.left()), crisp(plot.bottom())));
    painter.drawLine(QPointF(plot.left(), crisp(plot.bottom())), QPointF(plot.right(), crisp(plot.bottom())));
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4);
    }
}

void EnvironmentPlot::paintCurve(QPainter& painter, const Curve& curve, bool edited) const
{
    const report::SeriesStyle style = report::seriesStyle(curve.role, Theme::of(*this).figureGround);
    QColor colour = toColour(style.colour);
    colour.setAlphaF(edited ? 1.0f : 0.45f);
    const PiecewiseLinear& function = curve.function;
    QPainterPath path(toWidget(0.0, function.points().front().second));
    QPainterPath jumps;
    double last = 0.0;
    for (const auto& [a, value] : function.points()) {
        const QPointF position = toWidget(a, value);
        if (a == last && path.currentPosition() != position) {
            jumps.moveTo(path.currentPosition());
            jumps.lineTo(position);
            path.moveTo(position);
        } else {
            path.lineTo(position);
        }
        last = a;
    }
    path.lineTo(toWidget(1.0, function.points().back().second));
    painter.setBrush(Qt::NoBrush);
    if (edited) {
        QColor faint = colour;
        faint.setAlphaF(0.5f);
        painter.setPen(QPen(faint, 1, Qt::DotLine));
        painter.drawPath(jumps);
    }
    painter.setPen(QPen(colour, edited ? 2.0 : 1.25, penStyle(style.dash), Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(path);
}

void EnvironmentPlot::paintHandles(QPainter& painter) const
{
    const Theme theme = Theme::of(*this);
    const QColor colour = toColour(report::seriesStyle(m_edited.role, theme.figureGround).colour);
    const auto paint = [&](int point) {
        const bool current = point == m_current;
        const QPointF position = positionOf(point);
        if (!area().adjusted(-1, -1, 1, 1).contains(position))
            return;
        if (current && (hasFocus() || m_dragged)) {
            QColor halo = theme.accent;
            halo.setAlphaF(0.28f);
            painter.setPen(Qt::NoPen);
            painter.setBrush(halo);
            painter.drawEllipse(position, handleRadius + 5, handleRadius + 5);
        }
        painter.setPen(QPen(colour, 2));
        painter.setBrush(current ? colour : theme.card);
        const double radius = point == m_hovered ? handleRadius + 1 : handleRadius;
        painter.drawEllipse(position, radius, radius);
    };
    for (int point = 0; point < pointCount(); ++point) {
        if (point != m_current)
            paint(point);
    }
    paint(m_current);
}

} // namespace dpl::ui
