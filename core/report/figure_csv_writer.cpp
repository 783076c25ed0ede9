#include "report/csv_text.hpp"
#include "report/figure_writers.hpp"
#include "report/note_text.hpp"
#include "report/number_text.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

constexpr std::size_t fixedColumns = 11;

struct Row {
    std::string x;
    std::string y;
    std::string value;
    std::string lower;
    std::string upper;
    std::string xTo;
    std::string yTo;
    std::vector<std::string> along; ///< of each column of PointValues
};

/// The names of what points have beside their places, in the order of the layers.
std::vector<std::string> alongNames(const Figure& figure)
{
    std::vector<std::string> names;
    for (const Panel& panel : figure.panels) {
        for (const Layer& layer : panel.layers) {
            std::visit(
                [&](const auto& of) {
                    if constexpr (requires { of.along; }) {
                        if (!of.along.values.empty()
                            && std::find(names.begin(), names.end(), of.along.name) == names.end()) {
                            names.push_back(of.along.name);
                        }
                    }
                },
                layer);
        }
    }
    return names;
}

/// Writes the rows of one panel, layer by layer.
class PanelRows {
public:
    PanelRows(std::string number, std::string title, const std::vector<std::string>& along, std::string& csv)
        : m_number(std::move(number)), m_title(std::move(title)), m_along(along), m_csv(csv)
    {
    }

    void operator()(const Line& line) const { series("line", line); }
    void operator()(const Points& points) const { series("points", points); }

    void operator()(const Band& band) const
    {
        for (std::size_t i = 0; i < band.x.size(); ++i) {
            Row row;
            row.x = shortestText(band.x[i]);
            row.lower = shortestText(band.lower[i]);
            row.upper = shortestText(band.upper[i]);
            if (!band.middle.empty()) {
                row.y = shortestText(band.middle[i]);
            }
            takeAlong(band.along, i, row);
            write("band", band.series.empty() ? band.label : band.series, row);
        }
    }

    void operator()(const Bars& bars) const
    {
        for (std::size_t i = 0; i < bars.height.size(); ++i) {
            Row row;
            row.x = shortestText(bars.edges[i]);
            row.xTo = shortestText(bars.edges[i + 1]);
            row.y = shortestText(bars.height[i]);
            write("bars", bars.label, row);
        }
    }

    void operator()(const HeatMap& map) const
    {
        for (std::size_t i = 0; i + 1 < map.xEdges.size(); ++i) {
            for (std::size_t j = 0; j + 1 < map.yEdges.size(); ++j) {
                Row row;
                row.x = shortestText(map.xEdges[i]);
                row.xTo = shortestText(map.xEdges[i + 1]);
                row.y = shortestText(map.yEdges[j]);
                row.yTo = shortestText(map.yEdges[j + 1]);
                row.value = shortestText(map.values[i * (map.yEdges.size() - 1) + j]);
                write("heat map", map.label, row);
            }
        }
    }

    void operator()(const Contours& contours) const
    {
        for (std::size_t i = 0; i < contours.x.size(); ++i) {
            for (std::size_t j = 0; j < contours.y.size(); ++j) {
                Row row;
                row.x = shortestText(contours.x[i]);
                row.y = shortestText(contours.y[j]);
                row.value = shortestText(contours.values[i * contours.y.size() + j]);
                write("contours", contours.label, row);
            }
        }
    }

private:
    void takeAlong(const PointValues& along, std::size_t i, Row& row) const
    {
        for (const std::string& name : m_along) {
            const bool has = !along.values.empty() && along.name == name;
            row.along.push_back(has ? shortestText(along.values[i]) : std::string());
        }
    }

    template <typename Series> void series(const std::string& kind, const Series& data) const
    {
        for (std::size_t i = 0; i < data.x.size(); ++i) {
            Row row;
            row.x = shortestText(data.x[i]);
            row.y = shortestText(data.y[i]);
            takeAlong(data.along, i, row);
            write(kind, data.series.empty() ? data.label : data.series, row);
        }
    }

    void write(const std::string& kind, const std::string& label, const Row& row) const
    {
        std::vector<std::string> cells{
            m_number, m_title, kind, label, row.x, row.y, row.value, row.lower, row.upper, row.xTo, row.yTo};
        cells.insert(cells.end(), row.along.begin(), row.along.end());
        cells.resize(std::max(cells.size(), fixedColumns + m_along.size()));
        m_csv += csvRecord(cells);
    }

    std::string m_number;
    std::string m_title;
    const std::vector<std::string>& m_along;
    std::string& m_csv;
};

} // namespace

std::string toCsv(const Figure& figure)
{
    checkFigure(figure);
    const std::vector<std::string> along = alongNames(figure);
    std::vector<std::string> heading{
        "panel", "title", "layer", "series", "x", "y", "value", "lower", "upper", "x_to", "y_to"};
    heading.insert(heading.end(), along.begin(), along.end());
    std::string csv;
    for (const std::string& note : figure.notes) {
        csv += "# " + oneLine(note) + "\r\n";
    }
    csv += csvRecord(heading);
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const PanelRows rows(std::to_string(i + 1), figure.panels[i].title, along, csv);
        for (const Layer& layer : figure.panels[i].layers) {
            std::visit(rows, layer);
        }
    }
    return csv;
}

} // namespace dpl::report
