#include "figures/contours_layer.hpp"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dpl::ui {

namespace {

double lengthOf(const QPointF& vector)
{
    return std::hypot(vector.x(), vector.y());
}

/// Distance along the run of each of its points.
std::vector<double> distances(const Run& run)
{
    std::vector<double> result{0.0};
    for (qsizetype i = 1; i < run.size(); ++i) {
        result.push_back(result.back() + lengthOf(run[i] - run[i - 1]));
    }
    return result;
}

QPointF at(const Run& run, const std::vector<double>& along, double distance)
{
    const auto next = std::upper_bound(along.begin() + 1, along.end() - 1, distance);
    const auto index = static_cast<qsizetype>(next - along.begin());
    const double start = along[static_cast<std::size_t>(index - 1)];
    const double step = *next - start;
    const double t = step > 0.0 ? std::clamp((distance - start) / step, 0.0, 1.0) : 0.0;
    return run[index - 1] + (run[index] - run[index - 1]) * t;
}

Run part(const Run& run, const std::vector<double>& along, double from, double to)
{
    Run result{at(run, along, from)};
    for (qsizetype i = 0; i < run.size(); ++i) {
        const double distance = along[static_cast<std::size_t>(i)];
        if (distance > from && distance < to) {
            result.append(run[i]);
        }
    }
    result.append(at(run, along, to));
    return result;
}

} // namespace

void ContoursLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& contours = std::get<report::Contours>(layer);
    if (!(contours == m_source)) {
        m_source = contours;
        const bool whole = contours.values.size() == contours.x.size() * contours.y.size();
        m_levels = whole ? report::contourLines(contours) : std::vector<report::ContourLine>();
    }
    m_lines.clear();
    m_numbers.clear();
    m_lineWidth = style.lineWidth;
    m_textColour = style.colours.quietText;
    m_font = scaledFont(style.font, 0.8);

    const std::vector<double> levels = report::contourLevels(contours);
    if (levels.empty()) {
        return;
    }
    const auto [lowest, highest] = std::minmax_element(levels.begin(), levels.end());
    Occupancy numbers(frame.size, QFontMetricsF(m_font).height() / 3.0);
    for (const report::ContourLine& line : m_levels) {
        std::vector<double> x;
        std::vector<double> y;
        for (const auto& [px, py] : line.points) {
            x.push_back(px);
            y.push_back(py);
        }
        const double share = *highest > *lowest ? (line.level - *lowest) / (*highest - *lowest) : 1.0;
        const QColor colour = mixed(style.colours.background, style.seriesColour(contours.role), 0.4 + 0.6 * share);
        const QString number = QString::fromStdString(report::tickLabel(line.level, levels));
        for (const Run& run : finiteRuns(x, y, frame.x, frame.left)) {
            for (const Run& piece : clipped(run, frame.size, Outside::cut)) {
                addLine(piece, number, colour, numbers);
            }
        }
    }
}

void ContoursLayer::addLine(const Run& run, const QString& number, const QColor& colour, Occupancy& numbers)
{
    const QFontMetricsF metrics(m_font);
    const double gap = metrics.horizontalAdvance(number) + 0.5 * metrics.height();
    const std::vector<double> along = distances(run);
    const double length = along.back();
    // The number goes where the line is straightest, and flat rather than steep, clear of the edge and of other
    // numbers.
    double best = -1.0;
    double bestCost = 0.35;
    const double half = gap / 2.0;
    for (double centre = gap; length > 3.0 * gap && centre <= length - gap; centre += gap / 4.0) {
        const QPointF from = at(run, along, centre - half);
        const QPointF to = at(run, along, centre + half);
        const QPointF middle = (from + to) / 2.0;
        const double chord = lengthOf(to - from);
        const double steepness = chord > 0.0 ? std::abs(to.y() - from.y()) / chord : 1.0;
        const double cost = (1.0 - chord / gap) * 4.0 + 0.1 * steepness + 0.1 * std::abs(centre / length - 0.5);
        const QRectF around(middle.x() - half, middle.y() - half, gap, gap);
        if (cost < bestCost && numbers.isFree(around)) {
            best = centre;
            bestCost = cost;
        }
    }
    if (best < 0.0) {
        m_lines.push_back({run, colour});
        return;
    }
    const QPointF from = at(run, along, best - half);
    const QPointF to = at(run, along, best + half);
    double degrees = std::atan2(to.y() - from.y(), to.x() - from.x()) * 180.0 / std::numbers::pi;
    if (degrees > 90.0) {
        degrees -= 180.0;
    } else if (degrees < -90.0) {
        degrees += 180.0;
    }
    const QPointF middle = (from + to) / 2.0;
    m_numbers.push_back({middle, degrees, number});
    numbers.addRect(QRectF(middle.x() - half, middle.y() - half, gap, gap));
    m_lines.push_back({part(run, along, 0.0, best - half), colour});
    m_lines.push_back({part(run, along, best + half, length), colour});
}

void ContoursLayer::occupy(Occupancy& occupancy) const
{
    for (const LevelLine& line : m_lines) {
        occupancy.addRun(line.run);
    }
}

void ContoursLayer::paint(QPainter& painter) const
{
    for (const LevelLine& line : m_lines) {
        painter.setPen(QPen(line.colour, m_lineWidth, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        painter.drawPolyline(line.run.constData(), static_cast<int>(line.run.size()));
    }
    painter.setFont(m_font);
    const QFontMetricsF metrics(m_font);
    for (const LevelNumber& number : m_numbers) {
        painter.save();
        painter.translate(number.centre);
        painter.rotate(number.degrees);
        painter.setPen(m_textColour);
        painter.drawText(
            QPointF(-metrics.horizontalAdvance(number.text) / 2.0, metrics.capHeight() / 2.0), number.text);
        painter.restore();
    }
}

} // namespace dpl::ui
