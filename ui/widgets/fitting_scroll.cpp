#include "widgets/fitting_scroll.hpp"

#include "widgets/least_height.hpp"

#include <QEvent>
#include <QScrollBar>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int smallest = 120;

/// Of a widget that is so wide.
int leastHeightOf(const QWidget& widget, int width)
{
    return leastHeight(widget, width, std::max(widget.minimumSizeHint().height(), widget.minimumHeight()));
}

} // namespace

FittingScroll::FittingScroll(QWidget* widget, QWidget* parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(false);
    setWidget(widget);
    widget->setAutoFillBackground(false); // what is behind shows through
    viewport()->setAutoFillBackground(false);
    widget->installEventFilter(this);
}

void FittingScroll::setKeepsWidth(bool keeps)
{
    m_keepsWidth = keeps;
    updateGeometry();
}

QSize FittingScroll::sizeHint() const
{
    return widget()->sizeHint();
}

QSize FittingScroll::minimumSizeHint() const
{
    const QSize least = widget()->minimumSizeHint().expandedTo(widget()->minimumSize());
    const int bar = verticalScrollBar()->sizeHint().width();
    return {
        m_keepsWidth ? least.width() + bar : std::min(least.width(), 2 * smallest), std::min(least.height(), smallest)};
}

void FittingScroll::resizeEvent(QResizeEvent*)
{
    fit();
}

bool FittingScroll::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        updateGeometry();
        fit();
    }
    return QScrollArea::eventFilter(watched, event);
}

void FittingScroll::fit()
{
    const QSize room = maximumViewportSize();
    const int bar = verticalScrollBar()->sizeHint().width();
    const int leastWidth = std::max(widget()->minimumSizeHint().width(), widget()->minimumWidth());
    int width = std::max(room.width(), leastWidth);
    int roomBelow = room.height() - (leastWidth > room.width() ? bar : 0);
    int height = leastHeightOf(*widget(), width);
    if (height > roomBelow) { // a scroll bar stands beside it
        width = std::max(room.width() - bar, leastWidth);
        roomBelow = room.height() - (leastWidth > room.width() - bar ? bar : 0);
        height = leastHeightOf(*widget(), width);
    }
    widget()->resize(width, std::max(roomBelow, height));
}

} // namespace dpl::ui
