#include "widgets/notice_row.hpp"

#include "widgets/notice.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>

namespace dpl::ui {

NoticeRow::NoticeRow(Tone tone, QWidget* parent)
    : QWidget(parent), m_notice(new Notice(tone)), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(8);
    m_row->addWidget(m_notice, 1);
    hide();
}

void NoticeRow::setText(const QString& text)
{
    m_notice->setText(text);
    setVisible(!text.isEmpty());
}

QString NoticeRow::text() const
{
    return m_notice->text();
}

void NoticeRow::addButton(QAction* action)
{
    auto* button = new QPushButton(this);
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setToolTip(action->toolTip());
        button->setVisible(action->isVisible() && action->isEnabled());
    };
    follow();
    m_row->addWidget(button);
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
}

} // namespace dpl::ui
