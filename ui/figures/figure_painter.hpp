#pragma once

#include "figures/figure_style.hpp"
#include "figures/plot_frame.hpp"
#include "figures/plot_layer.hpp"
#include "report/paper_axes.hpp"

#include <memory>
#include <vector>

class QPainter;

namespace dpl::ui {

/// Draws a figure on paper, of every kind of panel, with nothing but a painter: on a picture, a page or a file, in any
/// thread while there is a QGuiApplication. Everything stands where report::layOutPanels puts it for SVG and PGF, too;
/// only where a font is wider than LaTeX's own does it move. Lengths within are in units of paperStyle.
class FigurePainter {
public:
    /// Throws dpl::Error if the figure cannot be drawn: see report::checkFigure.
    explicit FigurePainter(const report::Figure& figure);

    /// Draws into `target`, stretched if it has other proportions. The ground is left as it is.
    void paint(QPainter& painter, const QRectF& target) const;

private:
    struct DrawnPanel {
        report::PaperPanel set;
        report::PaperAxes axes;
        PlotFrame frame;
        std::vector<std::unique_ptr<PlotLayer>> layers; ///< the lowest first
    };

    /// The style's font at a size in TeX points.
    QFont fontOf(double points) const;
    double widthOf(std::string_view text, double points) const;
    void addPanel(const report::Panel& panel, const report::PaperPanel& set);

    void paintStrokes(QPainter& painter, const std::vector<report::PaperStroke>& strokes, const QColor& colour) const;
    void paintText(QPainter& painter, const report::PaperText& text) const;
    void paintPanel(QPainter& painter, const report::Panel& panel, const DrawnPanel& drawn) const;

    report::Figure m_figure;
    FigureStyle m_style;
    std::vector<DrawnPanel> m_panels;
};

} // namespace dpl::ui
