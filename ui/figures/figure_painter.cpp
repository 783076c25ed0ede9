#include "figures/figure_painter.hpp"

#include <QPainter>

namespace dpl::ui {

FigurePainter::FigurePainter(const report::Figure& figure, const FigureStyle& style, const QSizeF& size)
    : m_style(style), m_size(size)
{
    m_layout.update(std::make_shared<const report::Figure>(figure), style, size);
}

void FigurePainter::paint(QPainter& painter, const QRectF& target) const
{
    if (m_layout.isEmpty()) {
        return;
    }
    painter.save();
    painter.setFont(m_style.font); // or SVG would name the application's font, too
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.translate(target.topLeft());
    painter.scale(target.width() / m_size.width(), target.height() / m_size.height());
    for (const auto& panel : m_layout.panels()) {
        panel->axes().paint(painter);
    }
    for (const auto& panel : m_layout.panels()) {
        painter.save();
        painter.translate(panel->plotArea().topLeft());
        for (const PlotLayer* layer : panel->drawn()) {
            layer->paint(painter);
        }
        painter.restore();
    }
    for (const auto& panel : m_layout.panels()) {
        panel->legend().paint(painter);
    }
    painter.restore();
}

} // namespace dpl::ui
