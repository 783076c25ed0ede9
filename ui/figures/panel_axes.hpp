#pragma once

#include "figures/axis_ticks.hpp"
#include "figures/figure_style.hpp"

#include <QRectF>

class QPainter;

namespace dpl::ui {

/// The axes of a panel: grid, axis lines, ticks with their labels, and titles. Qt Charts' own axes lay their labels out
/// as rich text on every change of range, shorten what does not fit with dots, and do not line up between charts.
class PanelAxes {
public:
    /// Takes over titles and visibility. `mapping` of the three axes is set with the room they have.
    void setPanel(const report::Panel& panel, const FigureStyle& style);

    /// Space above the plot area, without a legend, and below it.
    double topMargin() const;
    double bottomMargin() const;

    /// Chooses the ticks for a plot area of this size.
    void setFrame(const PlotFrame& frame);

    /// Space beside the plot area for the ticks just chosen.
    double leftMargin() const;
    double rightMargin() const;

    /// By how much the panel's title has to be smaller to fit into that room; those of one figure are of one size.
    double titleScale(double room) const;
    void setTitleScale(double scale) { m_titleScale = scale; }

    /// `cell`: where titles may reach. The panel's title stands at its upper edge, above the legend, so that the titles
    /// of a row line up.
    void place(const QRectF& cell, const QRectF& plotArea);

    /// Everything that is painted lies within.
    QRectF bounds() const { return m_cell; }
    void paint(QPainter& painter) const;

private:
    struct Side {
        report::Axis axis;
        std::vector<Tick> ticks;
        bool present = false;

        bool titled() const { return present && !axis.title.empty(); }
    };

    double sideMargin(const Side& side) const;
    void paintSideTitle(QPainter& painter, const QString& title, double baselineX) const;
    void paintPanelTitle(QPainter& painter) const;
    void paintTick(QPainter& painter, const Tick& tick, const QPointF& at) const; ///< from its base line's left end
    double raisedBy(const Side& side) const; ///< how far exponents reach above its labels

    FigureStyle m_style;
    QString m_title;
    Side m_x;
    Side m_left;
    Side m_right;
    double m_overhangLeft = 0.0; ///< how far labels of the horizontal axis reach beyond its ends
    double m_overhangRight = 0.0;
    QRectF m_cell;
    QRectF m_plotArea;
    double m_titleScale = 1.0;
    double m_em = 1.0;
    QFont m_smallFont;
    QFont m_titleFont;
    double m_smallCap = 1.0; ///< height of digits
    double m_cap = 1.0; ///< height of capitals in axis titles
};

} // namespace dpl::ui
