#pragma once

#include "figures/figure_layout.hpp"

class QPainter;

namespace dpl::ui {

/// Draws a figure, of every kind of panel, with nothing but a painter: on a picture, a page or a file, in any thread
/// while there is a QGuiApplication. A window shows the same layout with the same items and lets Qt Charts draw lines
/// and bands.
class FigurePainter {
public:
    /// `size` is in units of the style: see FigureStyle.
    FigurePainter(const report::Figure& figure, const FigureStyle& style, const QSizeF& size);

    /// Draws into `target`, stretched if it has other proportions. The ground is left as it is.
    void paint(QPainter& painter, const QRectF& target) const;

private:
    FigureLayout m_layout;
    FigureStyle m_style;
    QSizeF m_size;
};

} // namespace dpl::ui
