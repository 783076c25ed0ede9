#include "pages/runs/curve_list.hpp"

#include "base/difference_first.hpp"
#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "figures/line_pen.hpp"
#include "widgets/card.hpp"
#include "widgets/reading_table.hpp"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int lineLength = 24;
constexpr int lineSpace = lineLength + 8; // with the gaps beside it
constexpr double lineWidth = 2.2;
constexpr int leastCharacters = 12; // of a name: what tells it apart
constexpr int besideValue = 16;

/// The line of a curve, with its dashes, before its name, of which what tells it apart from those beside it goes first.
class CurveNameDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem name(option);
        name.rect.setLeft(option.rect.left() + lineSpace);
        QStyledItemDelegate::paint(painter, name, index);
        const auto role = static_cast<report::SeriesRole>(index.data(CurveListModel::SeriesRoleRole).toInt());
        const auto dash = static_cast<report::Dash>(index.data(CurveListModel::DashRole).toInt());
        const QColor colour = toColour(report::seriesStyle(role, Theme::of(option.palette).figureGround).colour);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(linePen(colour, dash, lineWidth));
        const double y = option.rect.center().y() + 0.5;
        painter->drawLine(QPointF(option.rect.left() + 4, y), QPointF(option.rect.left() + 4 + lineLength, y));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(lineSpace, 0);
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (option->rect.isEmpty()) {
            return; // its size is asked
        }
        const int margin =
            2 * option->widget->style()->pixelMetric(QStyle::PM_FocusFrameHMargin, option, option->widget);
        const int width = std::max(1, option->rect.width() - margin - 2);
        if (option->rect.height() < 2 * option->fontMetrics.lineSpacing()) {
            option->text = differenceFirst(option->text, neighboursOf(index), option->fontMetrics, width);
            return;
        }
        option->text = differenceFirstLines(option->text, neighboursOf(index), option->fontMetrics, width)
                           .join(QChar::LineSeparator);
    }

private:
    static QStringList neighboursOf(const QModelIndex& index)
    {
        QStringList neighbours;
        for (const int row : {index.row() - 1, index.row() + 1}) {
            if (const QModelIndex beside = index.siblingAtRow(row); beside.isValid()) {
                neighbours << beside.data().toString();
            }
        }
        return neighbours;
    }
};

} // namespace

CurveList::CurveList(QWidget* parent)
    : QWidget(parent), m_model(new CurveListModel(this)), m_view(readingTable(m_model, tr("Curves and their values")))
{
    m_view->setItemDelegateForColumn(0, new CurveNameDelegate(m_view));
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->setFocusPolicy(Qt::TabFocus);
    m_view->setWordWrap(false); // names have their lines from the delegate
    m_view->horizontalHeader()->setStretchLastSection(false);
    auto* card = new Card;
    card->body()->addWidget(m_view, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card);
    setMinimumWidth(180);
    m_view->viewport()->installEventFilter(this);
}

bool CurveList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize) {
        fitNames();
    }
    return QWidget::eventFilter(watched, event);
}

void CurveList::setRows(std::vector<runs::CurveRow> rows, const QString& heading, const QStringList& metrics)
{
    m_model->setRows(std::move(rows), heading, metrics);
    fitValues();
}

/// Values have the room that they need, names what is left of it, or what tells them apart and values scroll. A column
/// that grew stays so, as values come and go under the crosshair.
void CurveList::fitValues()
{
    const QAbstractItemView& cells = *m_view;
    QHeaderView& header = *m_view->horizontalHeader();
    if (header.count() == 0) {
        return;
    }
    for (int column = 1; column < header.count(); ++column) {
        header.setSectionResizeMode(column, QHeaderView::Fixed);
        const int needed = std::max(cells.sizeHintForColumn(column), header.sectionSizeHint(column)) + besideValue;
        if (needed > header.sectionSize(column) || m_model->rowCount() == 0) {
            header.resizeSection(column, needed);
        }
    }
    fitNames();
}

int CurveList::wantedWidth() const
{
    const QHeaderView& header = *m_view->horizontalHeader();
    if (header.count() == 0) {
        return 0;
    }
    const QAbstractItemView& cells = *m_view;
    const int values = header.length() - header.sectionSize(0);
    return width() - m_view->viewport()->width() + values + cells.sizeHintForColumn(0) + besideValue;
}

void CurveList::fitNames()
{
    QHeaderView& header = *m_view->horizontalHeader();
    if (header.count() == 0) {
        return;
    }
    const int left = m_view->viewport()->width() - (header.length() - header.sectionSize(0));
    const int least =
        std::max(lineSpace + leastCharacters * m_view->fontMetrics().averageCharWidth(), header.sectionSizeHint(0));
    header.setSectionResizeMode(0, QHeaderView::Fixed);
    header.resizeSection(0, std::max(left, least));
    fitRows();
}

/// Names that are too long for their column have a second line, as long as all rows are to be seen.
void CurveList::fitRows()
{
    QHeaderView& rows = *m_view->verticalHeader();
    const int one = rows.minimumSectionSize();
    const int two = one + m_view->fontMetrics().lineSpacing();
    const QAbstractItemView& cells = *m_view;
    QList<int> heights(m_model->rowCount(), one);
    int needed = one * int(heights.size());
    for (int row = 0; row < int(heights.size()); ++row) {
        const int width = cells.sizeHintForIndex(m_model->index(row, 0)).width();
        if (width > m_view->columnWidth(0) && needed + two - one <= m_view->viewport()->height()) {
            heights[row] = two;
            needed += two - one;
        }
    }
    for (int row = 0; row < int(heights.size()); ++row) {
        if (rows.sectionSize(row) != heights[row]) {
            rows.resizeSection(row, heights[row]);
        }
    }
}

} // namespace dpl::ui
