#include "widgets/wrapping_label.hpp"

#include "base/font_scale.hpp"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

constexpr int leastWidth = 96; // of what has longer words

} // namespace

bool WrappingLabel::breaksWords() const
{
    const bool isRich = textFormat() == Qt::RichText || (textFormat() == Qt::AutoText && Qt::mightBeRichText(text()));
    return wordWrap() && !isRich
        && !(textInteractionFlags() & (Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard));
}

double WrappingLabel::layOut(QTextLayout& layout, int width) const
{
    QTextOption option(alignment() & Qt::AlignHorizontal_Mask);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(layoutDirection());
    layout.setText(QString(text()).replace(u'\n', QChar::LineSeparator));
    layout.setFont(font());
    layout.setTextOption(option);
    double y = 0.0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLeadingIncluded(true);
        line.setLineWidth(width);
        line.setPosition({0.0, y});
        y += line.height();
    }
    layout.endLayout();
    return y;
}

QSize WrappingLabel::minimumSizeHint() const
{
    const QSize least = QLabel::minimumSizeHint();
    return breaksWords() ? QSize(std::min(least.width(), forFont(*this, leastWidth)), least.height()) : least;
}

int WrappingLabel::heightForWidth(int width) const
{
    if (!breaksWords())
        return QLabel::heightForWidth(width);
    const QMargins margins = contentsMargins();
    QTextLayout layout;
    return int(std::ceil(layOut(layout, width - margins.left() - margins.right()))) + margins.top() + margins.bottom();
}

void WrappingLabel::paintEvent(QPaintEvent* event)
{
    if (!breaksWords()) {
        QLabel::paintEvent(event);
        return;
    }
    const QRect room = contentsRect();
    QTextLayout layout;
    const double height = layOut(layout, room.width());
    double y = room.top();
    if (alignment() & Qt::AlignBottom)
        y += room.height() - height;
    else if (!(alignment() & Qt::AlignTop))
        y += (room.height() - height) / 2.0;
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    layout.draw(&painter, {double(room.left()), std::floor(y)});
}

} // namespace dpl::ui
