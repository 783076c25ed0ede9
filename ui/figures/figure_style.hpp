#pragma once

#include "report/paper_layout.hpp"

#include <QColor>
#include <QFont>

namespace dpl::ui {

/// Colours of a figure beside those of its series, which report::seriesStyle knows.
struct FigureColours {
    QColor background;
    QColor text; ///< titles and legend entries; 4.5:1 or better against the background
    QColor quietText; ///< tick labels; 4.5:1 or better, too
    QColor axis;
    QColor grid;

    static FigureColours of(report::Ground ground);

    friend bool operator==(const FigureColours&, const FigureColours&) = default;
};

/// What a figure is drawn with. Lengths are in units of the scene: pixels on screen, unitsPerInch on paper.
struct FigureStyle {
    report::Ground ground = report::Ground::paper;
    FigureColours colours = FigureColours::of(report::Ground::paper);
    QFont font; ///< of axis titles; ticks and legends are a little smaller
    double lineWidth = 1.5;
    double hairline = 1.0; ///< width of axes and grid lines
    double resolution = 1.0; ///< columns a unit that lines are thinned to
    bool vector = false; ///< for PDF, SVG and big pictures: nothing snapped to pixels, nothing left to clipping

    QFont titleFont() const; ///< of panels
    QFont smallFont() const; ///< of ticks and legends
    QColor seriesColour(report::SeriesRole role) const;

    friend bool operator==(const FigureStyle&, const FigureStyle&) = default;
};

/// For a window: the application's font at its own size.
FigureStyle screenStyle(report::Ground ground, const FigureColours& colours, const QFont& font, double pixelRatio);

/// The unit that figures are drawn in on paper: fine enough that a font's size, which Qt rounds to whole units, and its
/// spacing come out right in every format.
constexpr double unitsPerInch = 1440.0;
constexpr double unitsPerPoint = unitsPerInch / report::texPointsPerInch;

/// For an export: the figure's own font, sizes and line width.
FigureStyle paperStyle(const report::Figure& figure);

/// An installed family for the generic names "serif" and "sans-serif"; any other name is returned as it is.
QString installedFamily(const QString& family);

/// `font` at `factor` times its size, whether that is given in points or pixels.
QFont scaledFont(const QFont& font, double factor);

/// The size of the font in units of the scene: what distances beside text are measured in. (Heights of fonts will not
/// do: some leave half a line above their letters.)
double emOf(const QFont& font);

QColor toColour(report::Rgb colour);

/// From `from` (0) to `to` (1).
QColor mixed(const QColor& from, const QColor& to, double amount);

} // namespace dpl::ui
