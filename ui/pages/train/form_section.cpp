#include "pages/train/form_section.hpp"

#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int rowSpacing = 4; // beside the lines below the fields

} // namespace

FormSection::FormSection(const QString& title, QWidget* parent)
    : Card(title, parent), m_rows(new QVBoxLayout), m_more(new QWidget), m_moreRows(new QVBoxLayout(m_more)),
      m_moreButton(new QToolButton)
{
    m_rows->setSpacing(rowSpacing);
    body()->addLayout(m_rows);
    m_moreRows->setContentsMargins(0, 0, 0, 0);
    m_moreRows->setSpacing(rowSpacing);
    body()->addWidget(m_more);
    m_more->hide();
    m_moreButton->setText(tr("More"));
    m_moreButton->setCheckable(true);
    m_moreButton->setAutoRaise(true);
    m_moreButton->setAccessibleName(tr("More parameters: %1").arg(title));
    m_moreButton->setToolTip(tr("Show the parameters of this section that are rarely changed"));
    addBesideTitle(m_moreButton);
    connect(m_moreButton, &QToolButton::toggled, this, [this](bool shown) {
        m_more->setVisible(shown);
        m_moreButton->setText(shown ? tr("Less") : tr("More"));
    });
}

void FormSection::reveal(const QWidget& row)
{
    if (m_more->isAncestorOf(&row)) {
        m_moreButton->setChecked(true);
    }
}

} // namespace dpl::ui
