#include "figures/panel_axes.hpp"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

// In sizes of the font.
constexpr double labelGap = 0.4;
constexpr double titleGap = 0.5;
constexpr double panelTitleGap = 0.6;
constexpr double descent = 0.25; ///< of letters like g
constexpr double ascent = 0.06; ///< of letters like l, above capitals
constexpr double smallest = 0.8; ///< of a text that is too long

struct FittedText {
    QString text;
    QFont font;
    double width;
};

/// By how much a text has to be smaller to fit, as far as it may.
double fittingScale(const QString& text, const QFont& font, double room)
{
    const double width = QFontMetricsF(font).horizontalAdvance(text);
    return width > room ? std::max(smallest, 0.98 * room / width) : 1.0;
}

FittedText shortened(const QString& text, const QFont& font, double room)
{
    const QFontMetricsF metrics(font);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, std::ceil(room));
    return {shown, font, metrics.horizontalAdvance(shown)};
}

/// The text a little smaller if it is too long, and shortened if that is not enough.
FittedText fitted(const QString& text, const QFont& font, double room)
{
    return shortened(text, scaledFont(font, fittingScale(text, font, room)), room);
}

} // namespace

void PanelAxes::setPanel(const report::Panel& panel, const FigureStyle& style)
{
    m_style = style;
    m_title = QString::fromStdString(panel.title);
    m_x.axis = panel.x;
    m_x.present = panel.x.visible;
    m_left.axis = panel.left;
    m_left.present = panel.left.visible;
    m_right.present = panel.right && panel.right->visible;
    m_right.axis = panel.right.value_or(report::Axis{});
    m_smallFont = style.smallFont();
    m_titleFont = style.titleFont();
    m_em = emOf(style.font);
    m_smallCap = QFontMetricsF(m_smallFont).capHeight();
    m_cap = QFontMetricsF(style.font).capHeight();
}

double PanelAxes::topMargin() const
{
    const double title =
        m_title.isEmpty() ? 0.0 : QFontMetricsF(m_titleFont).capHeight() + (ascent + panelTitleGap) * m_em;
    return std::max(title, m_left.present || m_right.present ? m_smallCap / 2.0 + ascent * m_em : 0.0);
}

double PanelAxes::raisedBy(const Side& side) const
{
    const bool has =
        std::any_of(side.ticks.begin(), side.ticks.end(), [](const Tick& tick) { return !tick.exponent.isEmpty(); });
    return has ? 0.3 * m_smallCap : 0.0;
}

double PanelAxes::bottomMargin() const
{
    if (!m_x.present) {
        return m_left.present || m_right.present ? m_smallCap / 2.0 + ascent * m_em : 0.0;
    }
    return labelGap * m_em + m_smallCap + raisedBy(m_x)
        + (m_x.titled() ? (titleGap + descent) * m_em + m_cap : ascent * m_em);
}

void PanelAxes::setFrame(const PlotFrame& frame)
{
    m_x.ticks = m_x.present ? ticksAlong(m_x.axis, frame.x, m_smallFont) : std::vector<Tick>();
    m_left.ticks = m_left.present ? ticksAlong(m_left.axis, frame.left, m_smallFont) : std::vector<Tick>();
    m_right.ticks = m_right.present ? ticksAlong(m_right.axis, frame.right, m_smallFont) : std::vector<Tick>();
    m_overhangLeft = 0.0;
    m_overhangRight = 0.0;
    for (const Tick& tick : m_x.ticks) {
        m_overhangLeft = std::max(m_overhangLeft, tick.width / 2.0 - tick.position);
        m_overhangRight = std::max(m_overhangRight, tick.position + tick.width / 2.0 - frame.size.width());
    }
}

double PanelAxes::sideMargin(const Side& side) const
{
    if (!side.present) {
        return 0.0;
    }
    const double title = side.titled() ? (titleGap + ascent + descent) * m_em + m_cap : 0.0;
    return labelGap * m_em + widestLabel(side.ticks) + title;
}

double PanelAxes::leftMargin() const
{
    return std::max(sideMargin(m_left), m_overhangLeft);
}

double PanelAxes::rightMargin() const
{
    return std::max(sideMargin(m_right), m_overhangRight);
}

double PanelAxes::titleScale(double room) const
{
    return fittingScale(m_title, m_titleFont, room);
}

void PanelAxes::place(const QRectF& cell, const QRectF& plotArea)
{
    m_cell = cell;
    m_plotArea = plotArea;
}

void PanelAxes::paintSideTitle(QPainter& painter, const QString& title, double baselineX) const
{
    const double room = m_cell.height();
    const FittedText text = fitted(title, m_style.font, room);
    const double centreY = std::max(
        m_cell.top() + text.width / 2.0, std::min(m_plotArea.center().y(), m_cell.bottom() - text.width / 2.0));
    painter.save();
    painter.translate(baselineX, centreY);
    painter.rotate(-90.0);
    painter.setFont(text.font);
    painter.drawText(QPointF(-text.width / 2.0, 0.0), text.text);
    painter.restore();
}

void PanelAxes::paintPanelTitle(QPainter& painter) const
{
    const FittedText text = shortened(m_title, scaledFont(m_titleFont, m_titleScale), m_cell.width());
    const double x = std::max(m_cell.left(), std::min(m_plotArea.left(), m_cell.right() - text.width));
    const double baseline = m_cell.top() + ascent * m_em + QFontMetricsF(m_titleFont).capHeight();
    painter.setFont(text.font);
    painter.drawText(QPointF(x, baseline), text.text);
}

void PanelAxes::paintTick(QPainter& painter, const Tick& tick, const QPointF& at) const
{
    painter.setFont(m_smallFont);
    painter.drawText(at, tick.label);
    if (!tick.exponent.isEmpty()) {
        painter.setFont(exponentFont(m_smallFont));
        painter.drawText(at + QPointF(tick.labelWidth, -0.5 * m_smallCap), tick.exponent);
    }
}

void PanelAxes::paint(QPainter& painter) const
{
    const QRectF& area = m_plotArea;
    // Lines one pixel wide lie on pixels on screen, for smoothing would blur them to two grey ones.
    const auto crisp = [](double value) { return std::floor(value) + 0.5; };

    painter.setPen(QPen(m_style.colours.grid, m_style.hairline, Qt::SolidLine, Qt::FlatCap));
    for (const Tick& tick : m_left.ticks) {
        const double y = crisp(area.top() + tick.position);
        if (std::abs(y - area.bottom()) > m_style.hairline) {
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        }
    }

    painter.setPen(QPen(m_style.colours.axis, m_style.hairline, Qt::SolidLine, Qt::SquareCap));
    const double left = crisp(area.left());
    const double right = crisp(area.right());
    const double bottom = crisp(area.bottom());
    const double tickLength = 0.5 * labelGap * m_em;
    if (m_left.present) {
        painter.drawLine(QPointF(left, area.top()), QPointF(left, bottom));
    }
    if (m_right.present) {
        painter.drawLine(QPointF(right, area.top()), QPointF(right, bottom));
        for (const Tick& tick : m_right.ticks) {
            const double y = crisp(area.top() + tick.position);
            painter.drawLine(QPointF(right, y), QPointF(right + tickLength, y));
        }
    }
    if (m_x.present) {
        painter.drawLine(QPointF(left, bottom), QPointF(right, bottom));
        for (const Tick& tick : m_x.ticks) {
            const double x = crisp(area.left() + tick.position);
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + tickLength));
        }
    }

    painter.setPen(m_style.colours.quietText);
    const double lift = m_smallCap / 2.0;
    for (const Tick& tick : m_left.ticks) {
        paintTick(
            painter, tick, QPointF(area.left() - labelGap * m_em - tick.width, area.top() + tick.position + lift));
    }
    for (const Tick& tick : m_right.ticks) {
        paintTick(painter, tick, QPointF(area.right() + labelGap * m_em, area.top() + tick.position + lift));
    }
    const double xBaseline = area.bottom() + labelGap * m_em + m_smallCap + raisedBy(m_x);
    for (const Tick& tick : m_x.ticks) {
        paintTick(painter, tick, QPointF(area.left() + tick.position - tick.width / 2.0, xBaseline));
    }

    painter.setPen(m_style.colours.text);
    if (m_x.titled()) {
        const FittedText text = fitted(QString::fromStdString(m_x.axis.title), m_style.font, m_cell.width());
        const double x =
            std::max(m_cell.left(), std::min(area.center().x() - text.width / 2.0, m_cell.right() - text.width));
        painter.setFont(text.font);
        painter.drawText(QPointF(x, xBaseline + titleGap * m_em + m_cap), text.text);
    }
    if (m_left.titled()) {
        const double distance = widestLabel(m_left.ticks) + (labelGap + titleGap + descent) * m_em;
        paintSideTitle(painter, QString::fromStdString(m_left.axis.title), area.left() - distance);
    }
    if (m_right.titled()) {
        const double distance = widestLabel(m_right.ticks) + (labelGap + titleGap) * m_em + m_cap;
        paintSideTitle(painter, QString::fromStdString(m_right.axis.title), area.right() + distance);
    }
    if (!m_title.isEmpty()) {
        paintPanelTitle(painter);
    }
}

} // namespace dpl::ui
