#include "widgets/page_header.hpp"

#include "widgets/elided_label.hpp"

#include <QHBoxLayout>

namespace dpl::ui {

PageHeader::PageHeader(const QString& title, QWidget* parent)
    : QWidget(parent), m_besideTitle(new QHBoxLayout), m_buttons(new QHBoxLayout), m_note(new ElidedLabel(this))
{
    auto* heading = new QLabel(title, this);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::Bold);
    heading->setFont(font);

    m_besideTitle->setSpacing(12);
    m_buttons->setSpacing(12);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(heading);
    row->addLayout(m_besideTitle);
    row->addWidget(m_note);
    row->addStretch(1);
    row->addLayout(m_buttons);
    setFixedHeight(32);
}

void PageHeader::addBesideTitle(QWidget* widget)
{
    m_besideTitle->addWidget(widget);
}

void PageHeader::setNote(const QString& note)
{
    m_note->setText(note);
}

void PageHeader::addButton(QWidget* button)
{
    m_buttons->addWidget(button);
}

} // namespace dpl::ui
