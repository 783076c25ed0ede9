#include "widgets/card.hpp"

#include "base/demi_bold.hpp"
#include "base/theme.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/folding_row.hpp"
#include "widgets/least_height.hpp"

#include <QLabel>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

Card::Card(QWidget* parent) : Card(QString(), parent) { }

Card::Card(const QString& title, QWidget* parent)
    : QWidget(parent), m_header(new QWidget(this)), m_headerRow(new FoldingRow(m_header)),
      m_title(new QLabel(m_header)), m_note(new ElidedLabel(m_header)), m_body(new QVBoxLayout)
{
    m_title->setFont(demiBold(m_title->font()));

    m_headerRow->addWidget(m_title);
    m_headerRow->addWidget(m_note);
    m_headerRow->addSpring();

    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(8);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_header);
    layout->addLayout(m_body, 1);

    setTitle(title);
}

QString Card::title() const
{
    return m_title->text();
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
    updateHeader();
}

void Card::setNote(const QString& note)
{
    m_note->setText(note);
    updateHeader();
}

void Card::addBesideTitle(QWidget* widget)
{
    m_headerRow->addWidget(widget);
    updateHeader();
}

void Card::updateHeader()
{
    m_title->setVisible(!m_title->text().isEmpty());
    m_note->setVisible(!m_note->text().isEmpty());
    const int ownItems = 2;
    m_header->setVisible(!m_title->text().isEmpty() || !m_note->text().isEmpty() || m_headerRow->count() > ownItems);
}

QSize Card::minimumSizeHint() const
{
    const QSize least = QWidget::minimumSizeHint();
    return {least.width(), leastHeight(*this, std::max(width(), least.width()), least.height())};
}

void Card::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->oldSize().width() != width())
        updateGeometry();
}

void Card::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace dpl::ui
