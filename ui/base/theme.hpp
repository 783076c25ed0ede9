#pragma once

#include "figures/figure_style.hpp"
#include "report/series_style.hpp"

#include <QColor>
#include <QPalette>

class QWidget;

namespace dpl::ui {

/// What a colour says. Every tone reads at 4.5:1 or better on a card, on the ground, and on its own pill.
enum class Tone { neutral, accent, good, warning, bad };

/// The colours of the window. The palette carries the theme: a widget asks Theme::of(*this) when it paints, and learns
/// of a change by QEvent::PaletteChange, as for any palette.
struct Theme {
    report::Ground figureGround = report::Ground::paper; ///< the ground that figures in the window are drawn on
    QColor ground; ///< behind cards
    QColor sidebar; ///< sidebar and status bar
    QColor card; ///< cards, fields, tables
    QColor border; ///< of cards and panels
    QColor fieldBorder; ///< of fields and check boxes
    QColor line; ///< between rows, grid lines
    QColor hover;
    QColor text;
    QColor secondaryText;
    QColor accent; ///< as a colour of text and lines
    QColor accentFill; ///< under accentText: the primary button
    QColor accentText;
    QColor selection; ///< ground of what is selected or current
    QColor good;
    QColor warning;
    QColor bad;

    bool isDark() const { return figureGround == report::Ground::dark; }
    QColor toneColour(Tone tone) const;
    QColor pillGround(Tone tone) const; ///< opaque, as on a card

    QPalette palette() const;

    static Theme light();
    static Theme dark();
    static Theme of(const QPalette& palette);
    static Theme of(const QWidget& widget);
};

/// Contrast of two opaque colours by WCAG 2: 1 (equal) to 21 (black on white).
double contrast(const QColor& a, const QColor& b);

} // namespace dpl::ui
