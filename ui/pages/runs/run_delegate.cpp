#include "pages/runs/run_delegate.hpp"

#include "jobs/job_tone.hpp"
#include "models/runs_model.hpp"
#include "widgets/status_pill.hpp"
#include "widgets/theme.hpp"

#include <QApplication>
#include <QPainter>
#include <QStyleOptionProgressBar>

#include <cmath>

namespace dpl::ui {

namespace {

constexpr int rowHeight = 27;
constexpr int barHeight = 4;

} // namespace

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool isRun = index.data(RunsModel::StateRole).isValid();
    if (!isRun || (index.column() != RunsModel::State && index.column() != RunsModel::Share)) {
        QStyleOptionViewItem quiet(option);
        const Theme theme = Theme::of(option.palette);
        if (isRun && index.column() >= RunsModel::Message) {
            quiet.palette.setColor(QPalette::Text, theme.secondaryText);
            quiet.palette.setColor(QPalette::HighlightedText, theme.secondaryText);
        }
        if (!isRun) {
            quiet.font.setWeight(QFont::DemiBold);
        }
        SeriesDelegate::paint(painter, quiet, index);
        return;
    }
    // The ground of selection and hover, without the text.
    QStyleOptionViewItem ground(option);
    initStyleOption(&ground, index);
    ground.text.clear();
    QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);

    const Theme theme = Theme::of(option.palette);
    const QString text = index.data().toString();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.column() == RunsModel::State) {
        const auto state = static_cast<JobState>(index.data(RunsModel::StateRole).toInt());
        const QSize pill = StatusPill::pillSize(text, option.font);
        const QRectF place(option.rect.left() + 4, option.rect.center().y() - pill.height() / 2.0 + 0.5, pill.width(), pill.height());
        StatusPill::paintPill(*painter, place, text, stateTone(state), option.font, theme);
    } else {
        const int number = QFontMetrics(option.font).horizontalAdvance(QStringLiteral("100 %")) + 8;
        QStyleOptionProgressBar bar;
        bar.rect = QRect(option.rect.left() + 6, option.rect.center().y() - barHeight / 2 + 1, std::max(16, option.rect.width() - number - 16), barHeight);
        bar.palette = option.palette;
        bar.state = QStyle::State_Enabled | QStyle::State_Horizontal;
        bar.maximum = 1000;
        bar.progress = int(std::lround(index.data(RunsModel::ShareRole).toDouble() * 1000));
        style->drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
        painter->setFont(option.font);
        painter->setPen(theme.secondaryText);
        painter->drawText(option.rect.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    }
    painter->restore();
}

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = SeriesDelegate::sizeHint(option, index);
    size.setHeight(rowHeight);
    return size;
}

} // namespace dpl::ui
