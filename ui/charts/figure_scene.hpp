#pragma once

#include "figures/figure_layout.hpp"

#include <QGraphicsScene>

#include <memory>
#include <vector>

namespace dpl::ui {

class PanelView;

/// The scene that FigureView shows: a figure laid out at a size in a style. A figure with the same panels and kinds of
/// layers as the one before is drawn with the same charts and series.
class FigureScene : public QGraphicsScene {
    Q_OBJECT

public:
    explicit FigureScene(QObject* parent = nullptr);
    ~FigureScene() override;

    /// True if anything changed, so that it has to be painted again.
    bool show(std::shared_ptr<const report::Figure> figure, const FigureStyle& style, const QSizeF& size);

    const std::vector<std::unique_ptr<PanelView>>& panels() const { return m_panels; }

private:
    FigureLayout m_layout;
    std::vector<std::unique_ptr<PanelView>> m_panels; ///< of m_layout's
};

} // namespace dpl::ui
