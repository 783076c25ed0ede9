#include "shell/jobs_place.hpp"

#include "settings/settings.hpp"
#include "shell/jobs_drawer.hpp"
#include "shell/jobs_panel.hpp"

#include <QPointer>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int roomForJobs = 1500; // of the window, from which the panel stands beside the pages

} // namespace

JobsPlace::JobsPlace(QWidget* pages, JobsPanel* panel, Settings& settings, QWidget* parent)
    : QSplitter(Qt::Horizontal, parent), m_settings(settings), m_panel(panel)
{
    addWidget(pages);
    addWidget(panel);
    setHandleWidth(1);
    setChildrenCollapsible(false);
    setStretchFactor(0, 1);
    setStretchFactor(1, 0);
    m_drawer = new JobsDrawer(this);
    panel->hide();
    connect(m_drawer, &JobsDrawer::left, this, &JobsPlace::left);
}

bool JobsPlace::isOpen() const
{
    return !m_panel->isHidden();
}

bool JobsPlace::coversPages() const
{
    return m_drawer->isVisible();
}

void JobsPlace::setOpen(bool open)
{
    if (isOpen() && !open)
        keepWidth();
    m_panel->setVisible(open);
    place();
}

void JobsPlace::place()
{
    const bool wasOpen = isOpen();
    const bool isDrawer = window()->width() < roomForJobs;
    const int panelWidth = m_settings.value(known::jobsPanelWidth());
    const QPointer<QWidget> focused =
        m_panel->isAncestorOf(window()->focusWidget()) ? window()->focusWidget() : nullptr;
    if (isDrawer) {
        m_drawer->hold(m_panel, panelWidth);
    } else {
        addWidget(m_panel);
        setStretchFactor(1, 0);
        setSizes({std::max(1, width() - panelWidth), panelWidth});
    }
    m_panel->setVisible(wasOpen); // a widget that changes its parent is hidden
    m_drawer->setVisible(wasOpen && isDrawer);
    m_drawer->raise();
    if (focused)
        focused->setFocus();
}

void JobsPlace::fitWindow()
{
    if ((window()->width() < roomForJobs) != m_drawer->isAncestorOf(m_panel)) {
        keepWidth();
        place();
    }
}

void JobsPlace::keepWidth()
{
    if (m_panel->isVisible())
        m_settings.setValue(known::jobsPanelWidth(), m_panel->width());
}

} // namespace dpl::ui
