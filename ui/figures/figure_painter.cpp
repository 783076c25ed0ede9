#include "figures/figure_painter.hpp"

#include "figures/legend_entries.hpp"
#include "report/paper_shapes.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

AxisMapping mappingOf(const report::AxisMap& map, report::Scale scale, double length, bool upwards)
{
    return {map.low(), map.high(), scale, length, upwards};
}

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

FigurePainter::FigurePainter(const report::Figure& figure) : m_figure(figure), m_style(paperStyle(figure))
{
    report::checkFigure(m_figure);
    const auto panels =
        report::layOutPanels(m_figure, [this](std::string_view text, double points) { return widthOf(text, points); });
    for (std::size_t i = 0; i < panels.size(); ++i) {
        addPanel(m_figure.panels[i], panels[i]);
    }
}

QFont FigurePainter::fontOf(double points) const
{
    QFont font = m_style.font;
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(points * unitsPerPoint))));
    return font;
}

double FigurePainter::widthOf(std::string_view text, double points) const
{
    const double width = QFontMetricsF(fontOf(points)).horizontalAdvance(textOf(text)) / unitsPerPoint;
    return std::max(width, report::latexWidth(text, points));
}

void FigurePainter::addPanel(const report::Panel& panel, const report::PaperPanel& set)
{
    DrawnPanel drawn{set, report::paperAxes(m_figure, panel, set), {}, {}};
    const QSizeF size = QSizeF(set.width, set.height) * unitsPerPoint;
    drawn.frame.size = size;
    drawn.frame.x = mappingOf(set.x.map, panel.x.scale, size.width(), false);
    drawn.frame.left = mappingOf(set.leftAxis.map, panel.left.scale, size.height(), true);
    drawn.frame.right =
        panel.right ? mappingOf(set.rightAxis->map, panel.right->scale, size.height(), true) : drawn.frame.left;
    for (const report::YAxis axis : {report::YAxis::right, report::YAxis::left}) {
        for (const std::size_t layer : report::layersOn(panel, axis)) {
            drawn.layers.push_back(makePlotLayer(panel.layers[layer]));
            drawn.layers.back()->update(panel.layers[layer], drawn.frame, m_style);
        }
    }
    m_panels.push_back(std::move(drawn));
}

void FigurePainter::paint(QPainter& painter, const QRectF& target) const
{
    painter.save();
    painter.setFont(m_style.font); // or SVG would name the application's font, too
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.translate(target.topLeft());
    const double height = m_figure.heightInches * unitsPerInch;
    painter.scale(target.width() / (m_figure.widthInches * unitsPerInch), target.height() / height);
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        const report::PaperPanel& set = m_panels[i].set;
        painter.save();
        painter.translate(set.left * unitsPerPoint, height - (set.bottom + set.height) * unitsPerPoint);
        paintPanel(painter, m_figure.panels[i], m_panels[i]);
        painter.restore();
    }
    painter.restore();
}

void FigurePainter::paintPanel(QPainter& painter, const report::Panel& panel, const DrawnPanel& drawn) const
{
    paintStrokes(painter, drawn.axes.grid, m_style.colours.grid);
    for (const auto& layer : drawn.layers) {
        layer->paint(painter);
    }
    paintStrokes(painter, drawn.axes.lines, m_style.colours.axis);
    for (const auto* texts : {&drawn.axes.labels, &drawn.axes.titles}) {
        for (const report::PaperText& text : *texts) {
            paintText(painter, text);
        }
    }
    const report::LegendBlock block(drawn.set.legendSizes, drawn.set.legendPlan);
    QList<QRectF> places;
    for (std::size_t i = 0; i < drawn.set.legend.size(); ++i) {
        const report::LegendRect entry = block.entry(i);
        const QPointF corner(drawn.set.legendRect.left + entry.left, drawn.set.legendRect.top + entry.top);
        places.append(QRectF(corner * unitsPerPoint, QSizeF(entry.width, entry.height) * unitsPerPoint));
    }
    paintLegend(painter, legendEntries(m_figure, panel, m_style), places, fontOf(block.em()), m_style);
}

void FigurePainter::paintStrokes(
    QPainter& painter, const std::vector<report::PaperStroke>& strokes, const QColor& colour) const
{
    painter.setPen(QPen(colour, m_style.hairline, Qt::SolidLine, Qt::SquareCap));
    for (const report::PaperStroke& stroke : strokes) {
        painter.drawLine(QPointF(stroke.x1, stroke.y1) * unitsPerPoint, QPointF(stroke.x2, stroke.y2) * unitsPerPoint);
    }
}

void FigurePainter::paintText(QPainter& painter, const report::PaperText& text) const
{
    const QFont font = fontOf(text.size);
    const QFont raised = fontOf(report::exponentScale * text.size);
    const QString body = textOf(text.text.text);
    const QString exponent = textOf(text.text.exponent);
    const double bodyWidth = QFontMetricsF(font).horizontalAdvance(body);
    const double width = bodyWidth + (exponent.isEmpty() ? 0.0 : QFontMetricsF(raised).horizontalAdvance(exponent));
    const double left = text.anchor == report::TextAnchor::start ? 0.0
        : text.anchor == report::TextAnchor::end                 ? -width
                                                                 : -width / 2.0;
    painter.save();
    painter.translate(QPointF(text.x, text.y) * unitsPerPoint);
    painter.rotate(text.upwards ? -90.0 : 0.0);
    painter.setPen(m_style.colours.text);
    painter.setFont(font);
    painter.drawText(QPointF(left, 0.0), body);
    if (!exponent.isEmpty()) {
        painter.setFont(raised);
        painter.drawText(QPointF(left + bodyWidth, -report::exponentRise * text.size * unitsPerPoint), exponent);
    }
    painter.restore();
}

} // namespace dpl::ui
