#include "widgets/scrolled.hpp"

#include <QLayout>

namespace dpl::ui {

QScrollArea* scrolled(QWidget* widget)
{
    constexpr int scrollBarRoom = 10;
    auto* scroll = new QScrollArea;
    scroll->setWidget(widget);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    widget->layout()->setContentsMargins(0, 0, scrollBarRoom, 0);
    return scroll;
}

} // namespace dpl::ui
