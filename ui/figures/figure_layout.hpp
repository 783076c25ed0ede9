#pragma once

#include "figures/panel_layout.hpp"

#include <memory>
#include <vector>

namespace dpl::ui {

/// A figure laid out at a size in a style: what FigureView shows and FigurePainter draws. Plot areas of the same row or
/// column of the figure's grid line up. A figure with the same panels and kinds of layers as the one before keeps its
/// panels.
class FigureLayout {
public:
    /// True if anything changed, so that it has to be painted again. Without a figure there are no panels; at an empty
    /// size they are not laid out.
    bool update(std::shared_ptr<const report::Figure> figure, const FigureStyle& style, const QSizeF& size);

    bool isEmpty() const { return m_panels.empty() || m_size.isEmpty(); }
    const std::vector<std::shared_ptr<PanelLayout>>& panels() const { return m_panels; }

private:
    void fitPanels();
    void layOut();

    std::shared_ptr<const report::Figure> m_figure;
    FigureStyle m_style;
    QSizeF m_size;
    std::vector<std::shared_ptr<PanelLayout>> m_panels;
    /// Of columns; they only grow while a figure is live, so that it does not twitch.
    std::vector<double> m_leftMargins;
    std::vector<double> m_rightMargins;
};

} // namespace dpl::ui
