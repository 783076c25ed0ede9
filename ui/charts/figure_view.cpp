#include "charts/figure_view.hpp"

#include "base/font_scale.hpp"
#include "base/theme.hpp"

#include <QEvent>

#include <algorithm>

namespace dpl::ui {

FigureView::FigureView(QWidget* parent) : QGraphicsView(parent), m_scene(new FigureScene(this))
{
    setScene(m_scene);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setInteractive(false);
    setFocusPolicy(Qt::NoFocus);
    setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    setOptimizationFlags(DontAdjustForAntialiasing);
    // The items change while the view is painted; it alone says when that is, or every figure would be painted twice.
    setViewportUpdateMode(NoViewportUpdate);
    followTheme();
}

FigureView::~FigureView() = default;

void FigureView::setFigure(std::shared_ptr<const report::Figure> figure)
{
    const bool same = figure == m_figure || (figure && m_figure && *figure == *m_figure);
    const QSize least = minimumSizeHint();
    m_figure = std::move(figure);
    if (same) {
        return;
    }
    if (minimumSizeHint() != least) {
        updateGeometry();
    }
    const bool isNamedOtherwise = accessibleName() != m_title;
    m_title = m_figure ? QString::fromStdString(m_figure->title) : QString();
    if (!isNamedOtherwise) {
        setAccessibleName(m_title);
    }
    changed();
}

void FigureView::setFigure(report::Figure figure)
{
    setFigure(std::make_shared<const report::Figure>(std::move(figure)));
}

void FigureView::followTheme()
{
    const Theme theme = Theme::of(*this);
    m_ground = theme.figureGround;
    m_colours = FigureColours::of(m_ground);
    m_colours.background = theme.card;
    setBackgroundBrush(m_colours.background);
    changed();
}

void FigureView::changed()
{
    m_stale = true;
    viewport()->update();
}

bool FigureView::bringUpToDate()
{
    if (!std::exchange(m_stale, false)) {
        return false;
    }
    // The view has neither frame nor scroll bars; its viewport hears of a new size only once it is shown.
    return m_scene->show(m_figure, screenStyle(m_ground, m_colours, font(), devicePixelRatioF()), QSizeF(size()));
}

const FigureScene& FigureView::figureScene()
{
    bringUpToDate();
    return *m_scene;
}

QSize FigureView::sizeHint() const
{
    if (!m_figure) {
        return {480, 300};
    }
    const double scale = 1.6 * logicalDpiX();
    return QSizeF(m_figure->widthInches * scale, m_figure->heightInches * scale).toSize().expandedTo({240, 160});
}

QSize FigureView::minimumSizeHint() const
{
    constexpr int leastPanelWidth = 140;
    constexpr int leastPanelHeight = 110;
    const int columns = m_figure ? std::max(1, m_figure->columns) : 1;
    const int rows = m_figure ? std::max(1, m_figure->rows) : 1;
    return {forFont(*this, leastPanelWidth) * columns, forFont(*this, leastPanelHeight) * rows};
}

void FigureView::paintEvent(QPaintEvent* event)
{
    bringUpToDate();
    QGraphicsView::paintEvent(event);
}

void FigureView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    changed();
}

void FigureView::changeEvent(QEvent* event)
{
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        followTheme();
    } else if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        changed();
    }
}

} // namespace dpl::ui
