#include "widgets/current_stack.hpp"

namespace dpl::ui {

CurrentStack::CurrentStack(QWidget* parent) : QStackedWidget(parent)
{
    connect(this, &QStackedWidget::currentChanged, this, &QWidget::updateGeometry);
}

QSize CurrentStack::minimumSizeHint() const
{
    const QWidget* shown = currentWidget();
    return shown ? shown->minimumSizeHint().expandedTo(shown->minimumSize()) : QSize(0, 0);
}

} // namespace dpl::ui
