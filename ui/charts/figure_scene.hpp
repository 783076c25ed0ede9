#pragma once

#include "figures/figure_style.hpp"
#include "report/figure.hpp"

#include <QGraphicsScene>

#include <memory>
#include <vector>

namespace dpl::ui {

class PanelView;

/// A figure laid out at a size in a style: what FigureView shows and exportFigure prints. Plot areas of the same row or
/// column of the figure's grid line up. A figure with the same panels and kinds of layers as the one before is drawn
/// with the same charts and series.
class FigureScene : public QGraphicsScene {
    Q_OBJECT

public:
    explicit FigureScene(QObject* parent = nullptr);
    ~FigureScene() override;

    /// True if anything changed, so that it has to be painted again.
    bool show(std::shared_ptr<const report::Figure> figure, const FigureStyle& style, const QSizeF& size);

    const std::vector<std::unique_ptr<PanelView>>& panels() const { return m_panels; }

private:
    void fitPanels();
    void layOut();

    std::shared_ptr<const report::Figure> m_figure;
    FigureStyle m_style;
    QSizeF m_size;
    std::vector<std::unique_ptr<PanelView>> m_panels;
    std::vector<double>
        m_leftMargins; ///< of columns; they only grow while a figure is live, so that it does not twitch
    std::vector<double> m_rightMargins;
};

} // namespace dpl::ui
