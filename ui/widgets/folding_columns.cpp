#include "widgets/folding_columns.hpp"

#include <QBoxLayout>
#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

namespace dpl::ui {

namespace {

int leastWidthOf(const QWidget& column)
{
    int least = std::max(column.minimumSizeHint().width(), column.minimumWidth());
    const auto* scroll = qobject_cast<const QScrollArea*>(&column);
    if (scroll && scroll->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff)
        least = std::max(least,
            std::max(scroll->widget()->minimumSizeHint().width(), scroll->widget()->minimumWidth())
                + scroll->verticalScrollBar()->sizeHint().width());
    return std::min(column.maximumWidth(), least);
}

} // namespace

FoldingColumns::FoldingColumns(int spacing, QWidget* parent)
    : QWidget(parent), m_box(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    m_box->setContentsMargins(0, 0, 0, 0);
    m_box->setSpacing(spacing);
    m_box->setSizeConstraint(QLayout::SetNoConstraint); // it folds where they have no room beside each other
}

void FoldingColumns::addColumn(QWidget* column, int stretch)
{
    m_columns << column;
    m_box->addWidget(column, stretch);
    if (const auto* scroll = qobject_cast<QScrollArea*>(column))
        scroll->widget()->installEventFilter(this); // of whose new width an area does not tell
    arrange();
}

int FoldingColumns::widthSideBySide() const
{
    int width = m_box->spacing() * int(m_columns.size() - 1);
    for (const QWidget* column : m_columns)
        width += leastWidthOf(*column);
    return width;
}

QSize FoldingColumns::minimumSizeHint() const
{
    QSize least = QWidget::minimumSizeHint();
    least.setWidth(0);
    for (const QWidget* column : m_columns)
        least.setWidth(std::max(least.width(), leastWidthOf(*column)));
    return least;
}

void FoldingColumns::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool FoldingColumns::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest)
        arrange();
    return QWidget::event(event);
}

bool FoldingColumns::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest) {
        updateGeometry();
        arrange();
    }
    return QWidget::eventFilter(watched, event);
}

void FoldingColumns::arrange()
{
    m_folded = width() < widthSideBySide();
    const auto direction = m_folded ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    for (QWidget* column : std::as_const(m_columns)) {
        if (const auto* scroll = qobject_cast<QScrollArea*>(column)) {
            const int whole = m_folded
                ? std::max(scroll->widget()->minimumSizeHint().height(), scroll->widget()->heightForWidth(width()))
                : 0;
            if (column->minimumHeight() != whole)
                column->setMinimumHeight(whole);
        }
    }
    if (m_box->direction() != direction) {
        m_box->setDirection(direction);
        updateGeometry();
    }
}

} // namespace dpl::ui
