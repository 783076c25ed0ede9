#include "shell/jobs_drawer.hpp"

#include "base/theme.hpp"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace dpl::ui {

JobsDrawer::JobsDrawer(QWidget* covered)
    : QSplitter(Qt::Horizontal, covered->parentWidget()), m_covered(covered), m_beside(new QWidget)
{
    setAccessibleName(tr("Jobs, over the page"));
    setHandleWidth(1);
    setChildrenCollapsible(false);
    m_beside->setMinimumWidth(48); // to be clicked
    m_beside->installEventFilter(this);
    m_covered->installEventFilter(this);
    addWidget(m_beside);
    hide();
}

void JobsDrawer::hold(QWidget* panel, int width)
{
    addWidget(panel);
    setStretchFactor(0, 1);
    setStretchFactor(1, 0);
    setSizes({std::max(1, this->width() - width), width});
}

void JobsDrawer::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, Theme::of(*this).isDark() ? 110 : 50));
}

bool JobsDrawer::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_beside && event->type() == QEvent::MouseButtonPress) {
        Q_EMIT left();
        return true;
    }
    if (watched == m_covered && (event->type() == QEvent::Resize || event->type() == QEvent::Move))
        setGeometry(m_covered->geometry());
    return QSplitter::eventFilter(watched, event);
}

} // namespace dpl::ui
