#include "widgets/page_header.hpp"

#include "widgets/elided_label.hpp"
#include "widgets/folding_row.hpp"

namespace dpl::ui {

PageHeader::PageHeader(const QString& title, QWidget* parent)
    : QWidget(parent), m_row(new FoldingRow(this)), m_note(new ElidedLabel(this))
{
    auto* heading = new QLabel(title, this);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::Bold);
    heading->setFont(font);

    m_row->setSpacing(12);
    m_row->addWidget(heading);
    m_row->addWidget(m_note);
    m_row->addSpring();
    setMinimumHeight(32); // of a page without buttons, too
}

void PageHeader::addBesideTitle(QWidget* widget)
{
    m_row->insertWidget(m_row->indexOf(m_note), widget);
}

void PageHeader::setNote(const QString& note)
{
    m_note->setText(note);
}

void PageHeader::addButton(QWidget* button)
{
    m_row->addWidget(button);
}

} // namespace dpl::ui
