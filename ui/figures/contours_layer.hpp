#pragma once

#include "figures/plot_layer.hpp"

#include <QColor>
#include <QFont>
#include <QList>
#include <QString>

#include <vector>

namespace dpl::ui {

/// Level lines, fainter for lower levels, each with its number in a gap of the line.
class ContoursLayer : public PlotLayer {
public:
    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    void paint(QPainter& painter) const override;

private:
    struct LevelLine {
        Run run;
        QColor colour;
    };
    struct LevelNumber {
        QPointF centre;
        double degrees = 0.0; ///< of the baseline
        QString text;
    };

    void addLine(const Run& run, const QString& number, const QColor& colour, Occupancy& numbers);

    report::Contours m_source;
    std::vector<report::ContourLine> m_levels; ///< of m_source, in its coordinates
    std::vector<LevelLine> m_lines;
    std::vector<LevelNumber> m_numbers;
    double m_lineWidth = 1.0;
    QColor m_textColour;
    QFont m_font;
};

} // namespace dpl::ui
