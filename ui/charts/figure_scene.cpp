#include "charts/figure_scene.hpp"

#include "charts/panel_view.hpp"

#include <algorithm>

namespace dpl::ui {

FigureScene::FigureScene(QObject* parent) : QGraphicsScene(parent)
{
    setItemIndexMethod(QGraphicsScene::NoIndex);
}

FigureScene::~FigureScene() = default;

bool FigureScene::show(std::shared_ptr<const report::Figure> figure, const FigureStyle& style, const QSizeF& size)
{
    if (!m_layout.update(std::move(figure), style, size)) {
        return false;
    }
    setSceneRect(QRectF(QPointF(), size));
    const auto& layouts = m_layout.panels();
    const auto shows = [](const auto& view, const auto& layout) { return view->shows(*layout); };
    if (!std::equal(m_panels.begin(), m_panels.end(), layouts.begin(), layouts.end(), shows)) {
        m_panels.clear();
        for (const auto& layout : layouts) {
            m_panels.push_back(std::make_unique<PanelView>(this, layout));
        }
    }
    if (!m_layout.isEmpty()) {
        for (const auto& panel : m_panels) {
            panel->update();
        }
    }
    return true;
}

} // namespace dpl::ui
