#include "widgets/overflow_bar.hpp"

#include <QEvent>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int buttonSpacing = 8;

} // namespace

OverflowBar::OverflowBar(QWidget* parent)
    : QWidget(parent), m_more(new QPushButton(tr("More"), this)), m_menu(new QMenu(m_more))
{
    m_more->setMenu(m_menu);
    m_more->setToolTip(tr("Show what else can be done"));
    m_more->setAccessibleName(tr("More actions"));
    m_more->hide();
}

void OverflowBar::addButton(QAction* action)
{
    auto* button = new QPushButton(this);
    m_entries.append({action, button});
    const auto follow = [this, button, action] {
        button->setText(action->text());
        button->setIcon(action->icon());
        button->setToolTip(action->toolTip());
        button->setAccessibleName(action->text());
        updateGeometry();
        arrange();
    };
    follow();
    connect(action, &QAction::changed, this, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
}

int OverflowBar::widthOfAll() const
{
    int width = 0;
    for (const Entry& entry : m_entries) {
        if (entry.action->isVisible())
            width += (width > 0 ? buttonSpacing : 0) + entry.button->sizeHint().width();
    }
    return width;
}

void OverflowBar::arrange()
{
    const bool allFit = widthOfAll() <= width();
    const int end = allFit ? width() : width() - buttonSpacing - m_more->sizeHint().width();
    int x = 0;
    bool isFull = false;
    m_menu->clear();
    for (const Entry& entry : std::as_const(m_entries)) {
        const QSize size = entry.button->sizeHint();
        isFull = isFull || (entry.action->isVisible() && x + size.width() > end);
        const bool isShown = entry.action->isVisible() && !isFull;
        entry.button->setVisible(isShown);
        if (isShown) {
            entry.button->setGeometry(x, (height() - size.height()) / 2, size.width(), size.height());
            x += size.width() + buttonSpacing;
        } else if (entry.action->isVisible()) {
            m_menu->addAction(entry.action);
        }
    }
    const QSize more = m_more->sizeHint();
    m_more->setGeometry(x, (height() - more.height()) / 2, more.width(), more.height());
    m_more->setVisible(!m_menu->isEmpty());
}

QSize OverflowBar::sizeHint() const
{
    return {widthOfAll(), m_more->sizeHint().height()};
}

QSize OverflowBar::minimumSizeHint() const
{
    return m_more->sizeHint();
}

void OverflowBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void OverflowBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
}

} // namespace dpl::ui
