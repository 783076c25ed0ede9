#include "pages/runs/run_delegate.hpp"

#include "base/demi_bold.hpp"
#include "base/theme.hpp"
#include "jobs/job_tone.hpp"
#include "models/runs_model.hpp"
#include "widgets/status_pill.hpp"

#include <QApplication>
#include <QPainter>
#include <QStyleOptionProgressBar>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

constexpr int rowHeight = 27;
constexpr int barHeight = 4;

const QStyle& styleOf(const QStyleOptionViewItem& option)
{
    return option.widget ? *option.widget->style() : *QApplication::style();
}

/// Between a heading's text and the edge of its column.
int headingMargin(const QStyleOptionViewItem& option)
{
    return styleOf(option).pixelMetric(QStyle::PM_HeaderMargin, nullptr, option.widget);
}

/// What a cell's text lacks of the same margin.
int besideText(const QStyleOptionViewItem& option)
{
    return std::max(0,
        headingMargin(option) - styleOf(option).pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, option.widget) - 1);
}

} // namespace

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool isRun = index.data(RunsModel::StateRole).isValid(); // or a group
    if (!isRun || (index.column() != RunsModel::State && index.column() != RunsModel::Share)) {
        QStyleOptionViewItem quiet(option);
        const Theme theme = Theme::of(option.palette);
        if (isRun && index.column() >= RunsModel::Message && index.column() <= RunsModel::Note) {
            quiet.palette.setColor(QPalette::Text, theme.secondaryText);
            quiet.palette.setColor(QPalette::HighlightedText, theme.secondaryText);
        }
        if (!isRun) {
            quiet.font = demiBold(quiet.font);
        }
        paintGround(*painter, option, index); // of the whole cell
        if (index.column() == RunsModel::Name) {
            quiet.textElideMode = Qt::ElideMiddle; // names differ at their ends
        } else {
            const int beside = besideText(option);
            quiet.rect.adjust(beside, 0, -beside, 0);
        }
        SeriesDelegate::paint(painter, quiet, index);
        return;
    }
    paintGround(*painter, option, index);
    const Theme theme = Theme::of(option.palette);
    const QString text = index.data().toString();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.column() == RunsModel::State) {
        const auto state = static_cast<JobState>(index.data(RunsModel::StateRole).toInt());
        const QSize pill = StatusPill::pillSize(text, option.font);
        const QRectF place(option.rect.left() + headingMargin(option),
            option.rect.center().y() - pill.height() / 2.0 + 0.5, pill.width(), pill.height());
        StatusPill::paintPill(*painter, place, text, stateTone(state), option.font, theme);
    } else {
        const int number = QFontMetrics(option.font).horizontalAdvance(QStringLiteral("100 %")) + 8;
        QStyleOptionProgressBar bar;
        const QRect room = option.rect.adjusted(headingMargin(option), 0, -headingMargin(option), 0);
        bar.rect =
            QRect(room.left(), room.center().y() - barHeight / 2 + 1, std::max(16, room.width() - number), barHeight);
        bar.palette = option.palette;
        bar.state = QStyle::State_Enabled | QStyle::State_Horizontal;
        bar.maximum = 1000;
        bar.progress = int(std::lround(index.data(RunsModel::ShareRole).toDouble() * 1000));
        styleOf(option).drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
        painter->setFont(option.font);
        painter->setPen(theme.secondaryText);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, text);
    }
    painter->restore();
}

void RunDelegate::paintGround(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem ground(option);
    initStyleOption(&ground, index);
    ground.text.clear();
    styleOf(option).drawControl(QStyle::CE_ItemViewItem, &ground, &painter, option.widget);
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = SeriesDelegate::sizeHint(option, index);
    size.setHeight(std::max(rowHeight, option.fontMetrics.height() + 10));
    return size;
}

} // namespace dpl::ui
