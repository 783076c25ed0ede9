#include "widgets/folding_row.hpp"

#include <QStyle>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace dpl::ui {

namespace {

/// What is narrower than its hint all at once, as a switch that becomes a menu.
bool folds(const QLayoutItem& item)
{
    return item.widget() && item.widget()->sizePolicy().horizontalPolicy() == QSizePolicy::Maximum;
}

} // namespace

FoldingRow::FoldingRow(QWidget* parent) : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
    setSpacing(8);
}

FoldingRow::~FoldingRow()
{
    qDeleteAll(m_items);
}

void FoldingRow::insertWidget(int index, QWidget* widget)
{
    addChildWidget(widget);
    m_items.insert(index, new QWidgetItem(widget));
    if (m_spring >= index)
        ++m_spring;
    invalidate();
}

void FoldingRow::addSpring()
{
    m_spring = count();
}

void FoldingRow::addItem(QLayoutItem* item)
{
    m_items.append(item);
    invalidate();
}

QLayoutItem* FoldingRow::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem* FoldingRow::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    if (m_spring > index)
        --m_spring;
    invalidate();
    return m_items.takeAt(index);
}

/// Gives each item of a line its hint, or as much of it as there is room for.
void FoldingRow::shareWidth(Line& line, int width) const
{
    int lacking = -width + spacing() * (int(line.items.size()) - 1);
    for (const int i : line.items) {
        line.widths.push_back(std::max(m_items[i]->sizeHint().width(), m_items[i]->minimumSize().width()));
        lacking += line.widths.back();
    }
    const auto spare = [&](std::size_t at) { return line.widths[at] - m_items[line.items[at]]->minimumSize().width(); };
    for (std::size_t at = line.items.size(); at-- > 0 && lacking > 0;) {
        if (!folds(*m_items[line.items[at]])) {
            const int less = std::min(lacking, spare(at));
            line.widths[at] -= less;
            lacking -= less;
        }
    }
    for (std::size_t at = line.items.size(); at-- > 0 && lacking > 0;) {
        if (folds(*m_items[line.items[at]])) {
            const int less = spare(at);
            line.widths[at] -= less;
            lacking -= less;
        }
    }
    for (std::size_t at = 0; at < line.items.size() && lacking < 0; ++at) {
        if (m_items[line.items[at]]->expandingDirections() & Qt::Horizontal) {
            const int most = m_items[line.items[at]]->maximumSize().width();
            const int more = std::min(-lacking, most - line.widths[at]);
            line.widths[at] += more;
            lacking += more;
        }
    }
}

std::vector<FoldingRow::Line> FoldingRow::lines(int width) const
{
    std::vector<Line> lines;
    int used = 0;
    for (int i = 0; i < count(); ++i) {
        if (m_items[i]->isEmpty())
            continue;
        const int least = m_items[i]->minimumSize().width();
        if (lines.empty() || used + spacing() + least > width) {
            lines.emplace_back();
            used = least;
        } else {
            used += spacing() + least;
        }
        lines.back().items.push_back(i);
    }
    for (Line& line : lines) {
        shareWidth(line, width);
        for (std::size_t at = 0; at < line.items.size(); ++at) {
            const QLayoutItem& item = *m_items[line.items[at]];
            const int height =
                item.hasHeightForWidth() ? item.heightForWidth(line.widths[at]) : item.sizeHint().height();
            line.height = std::max(line.height, height);
        }
    }
    return lines;
}

void FoldingRow::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    const QRect room = contentsRect();
    const std::vector<Line> folded = lines(room.width());
    int y = room.top();
    if (folded.size() == 1) // in the middle of what it has
        y += std::max(0, room.height() - folded.front().height) / 2;
    for (const Line& line : folded) {
        int left = room.width() - spacing() * (int(line.items.size()) - 1);
        for (const int width : line.widths)
            left -= width;
        int x = room.left();
        for (std::size_t at = 0; at < line.items.size(); ++at) {
            const int i = line.items[at];
            if (m_spring >= 0 && i >= m_spring)
                x += std::max(0, std::exchange(left, 0));
            QLayoutItem& item = *m_items[i];
            const int height = std::min(line.height,
                item.hasHeightForWidth() ? item.heightForWidth(line.widths[at])
                                         : std::min(item.maximumSize().height(), item.sizeHint().height()));
            const QRect place(x, y + (line.height - height) / 2, line.widths[at], height);
            item.setGeometry(QStyle::visualRect(parentWidget()->layoutDirection(), room, place));
            x += line.widths[at] + spacing();
        }
        y += line.height + spacing();
    }
}

QSize FoldingRow::sizeHint() const
{
    QSize size;
    int shown = 0;
    for (const QLayoutItem* item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize hint = item->sizeHint().expandedTo(item->minimumSize());
        size = {size.width() + hint.width(), std::max(size.height(), hint.height())};
        ++shown;
    }
    const QMargins margins = contentsMargins();
    return size
        + QSize(
            spacing() * std::max(0, shown - 1) + margins.left() + margins.right(), margins.top() + margins.bottom());
}

QSize FoldingRow::minimumSize() const
{
    QSize size;
    for (const QLayoutItem* item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

int FoldingRow::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    int height = margins.top() + margins.bottom();
    const std::vector<Line> folded = lines(width - margins.left() - margins.right());
    for (const Line& line : folded)
        height += line.height;
    return height + spacing() * std::max(0, int(folded.size()) - 1);
}

} // namespace dpl::ui
