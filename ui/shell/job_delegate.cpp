#include "shell/job_delegate.hpp"

#include "base/difference_first.hpp"
#include "base/icon.hpp"
#include "jobs/job_text.hpp"
#include "jobs/job_tone.hpp"
#include "models/job_filter_model.hpp"
#include "widgets/row_ground.hpp"
#include "widgets/status_pill.hpp"

#include <QAbstractItemView>
#include <QApplication>
#include <QFileInfo>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionProgressBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

constexpr int padding = 16;
constexpr int lineGap = 6;
constexpr int buttonSize = 24;
constexpr int barHeight = 4;
constexpr int headingHeight = 32;
constexpr int messageLines = 4;
constexpr int warningLines = 3;

const JobFilterModel& modelOf(const QModelIndex& index)
{
    return *static_cast<const JobFilterModel*>(index.model());
}

const JobStatus& statusOf(const QModelIndex& index)
{
    return modelOf(index).status(index);
}

/// The first row of each section tells what the section is.
QString heading(const QModelIndex& index)
{
    if (!modelOf(index).beginsSection(index))
        return {};
    return modelOf(index).isEarlier(index) ? JobDelegate::tr("Earlier") : JobDelegate::tr("This session");
}

/// Titles of the rows above and below.
QStringList neighbours(const QModelIndex& index)
{
    QStringList titles;
    for (const int row : {index.row() - 1, index.row() + 1}) {
        if (const QModelIndex beside = index.siblingAtRow(row); beside.isValid())
            titles << statusOf(beside).title;
    }
    return titles;
}

QFont weighted(QFont font, QFont::Weight weight)
{
    font.setWeight(weight);
    return font;
}

QFont smaller(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

bool isSentence(const JobStatus& status)
{
    return status.state == JobState::failed && !status.message.isEmpty();
}

/// Where one that is elsewhere stands; in a line of its own while it runs, which its progress has another for.
QString standing(const JobStatus& status)
{
    const bool isShown = status.isElsewhere && status.state == JobState::running;
    return isShown ? status.standing : QString();
}

QString detail(const JobStatus& status)
{
    if (status.isElsewhere && status.state == JobState::queued)
        return status.message.isEmpty() ? status.standing : status.message;
    switch (status.state) {
    case JobState::queued: return JobDelegate::tr("waiting for its turn");
    case JobState::paused:
        return status.message.isEmpty() ? JobDelegate::tr("waiting until you resume it") : status.message;
    case JobState::running: return status.message.isEmpty() ? progressText(status.progress) : status.message;
    case JobState::failed: return status.message;
    case JobState::finished: return QFileInfo(status.folder).fileName();
    case JobState::stopped:
    case JobState::interrupted: return progressText(status.progress);
    }
    return {};
}

QString warningTexts(const JobStatus& status)
{
    return status.warnings.join(u'\n');
}

QString actionIcon(JobAction action)
{
    switch (action) {
    case JobAction::connect: return QStringLiteral("open");
    case JobAction::stop: return QStringLiteral("stop");
    case JobAction::stopNow: return QStringLiteral("close");
    case JobAction::pause: return QStringLiteral("pause");
    case JobAction::resume: return QStringLiteral("resume");
    case JobAction::open: return QStringLiteral("open");
    case JobAction::duplicate: return QStringLiteral("duplicate");
    case JobAction::log: return QStringLiteral("log");
    case JobAction::reveal: return QStringLiteral("folder");
    case JobAction::remove: return QStringLiteral("close");
    }
    return {};
}

QString actionToolTip(JobAction action, const JobStatus& status)
{
    switch (action) {
    case JobAction::connect: return JobDelegate::tr("Connect to its machine");
    case JobAction::stop: return JobDelegate::tr("Stop this job (Delete)");
    case JobAction::stopNow: return JobDelegate::tr("End this job at once");
    case JobAction::pause: return JobDelegate::tr("Pause this job (P)");
    case JobAction::resume: return resumeToolTip(status);
    case JobAction::open: return JobDelegate::tr("Open the result (Return)");
    case JobAction::duplicate: return JobDelegate::tr("Change the parameters and start again");
    case JobAction::log: return JobDelegate::tr("Show what it logged (L)");
    case JobAction::reveal: return JobDelegate::tr("Show the run's folder");
    case JobAction::remove: return JobDelegate::tr("Remove from this list (Delete)");
    }
    return {};
}

} // namespace

/// The places of a row's parts.
struct JobDelegate::Rows {
    QRect heading;
    QRect title;
    QRect button; ///< empty without an action
    QRect about; ///< below; empty without one
    QRect pill; ///< where the state has its room: at the end of the line below the title, else of the title's
    QRect standing; ///< of one elsewhere; else empty
    QRect detail;
    QRect warnings; ///< how many; empty for none
    QRect warningTexts; ///< under it
    QRect bar; ///< empty unless it runs
    int bottom = 0;
};

JobDelegate::Fonts::Fonts(const QFont& font)
    : base(font), title(weighted(font, QFont::Medium)), detail(smaller(font)),
      heading(weighted(detail, QFont::DemiBold)), titleMetrics(title), detailMetrics(detail),
      pillHeight(StatusPill::pillSize(QStringLiteral("X"), font).height() + 2)
{
}

/// Of a text in the small font.
int JobDelegate::Fonts::wrappedHeight(const QString& text, int within, int mostLines)
{
    if (width != within) {
        wrapped.clear();
        width = within;
    }
    int& height = wrapped[text];
    if (height == 0)
        height = detailMetrics.boundingRect(QRect(0, 0, within, 1000), Qt::TextWordWrap, text).height();
    return std::min(height, mostLines * detailMetrics.lineSpacing());
}

JobDelegate::Fonts& JobDelegate::fonts(const QFont& font) const
{
    if (!m_fonts || m_fonts->base != font)
        m_fonts.emplace(font);
    return *m_fonts;
}

JobDelegate::Rows JobDelegate::layOut(
    const QRect& rect, const JobStatus& status, bool hasHeading, const QFont& font) const
{
    Fonts& fonts = this->fonts(font);
    Rows rows;
    int y = rect.top();
    if (hasHeading) {
        rows.heading = QRect(rect.left() + padding, y, rect.width() - 2 * padding, headingHeight);
        y += headingHeight;
    }
    y += 8;
    const bool hasAction = !possibleActions(status).isEmpty();
    const int titleHeight = std::max(fonts.titleMetrics.height(), buttonSize);
    const int right = rect.right() - padding + 4;
    if (hasAction)
        rows.button = QRect(right - buttonSize + 1, y, buttonSize, buttonSize);
    rows.title = QRect(rect.left() + padding, y, 0, titleHeight);
    rows.title.setRight(hasAction ? rows.button.left() - 8 : rect.right() - padding);
    y += titleHeight;
    const int width = rect.width() - 2 * padding;
    rows.pill = rows.title;
    if (!aboutText(status).isEmpty()) {
        rows.about = QRect(rect.left() + padding, y, width, fonts.pillHeight);
        rows.pill = rows.about;
        y += rows.about.height();
    }
    if (!standing(status).isEmpty()) {
        rows.standing = QRect(rect.left() + padding, y + 2, width, fonts.detailMetrics.height());
        y += 2 + rows.standing.height();
    }
    const QString text = detail(status);
    if (!text.isEmpty()) {
        const int height =
            isSentence(status) ? fonts.wrappedHeight(text, width, messageLines) : fonts.detailMetrics.height();
        rows.detail = QRect(rect.left() + padding, y + 2, width, height);
        y += 2 + height;
    }
    if (status.state == JobState::running) {
        rows.bar = QRect(rect.left() + padding, y + lineGap + 2, width, barHeight);
        y += lineGap + 2 + barHeight;
    }
    if (!status.warnings.isEmpty()) {
        y += lineGap;
        rows.warnings = QRect(rows.title.left(), y, width, fonts.detailMetrics.height());
        y += rows.warnings.height();
        rows.warningTexts =
            QRect(rows.title.left(), y, width, fonts.wrappedHeight(warningTexts(status), width, warningLines));
        y += rows.warningTexts.height();
    }
    rows.bottom = y + 10;
    return rows;
}

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme theme = Theme::of(option.palette);
    const JobStatus& status = statusOf(index);
    const QString section = heading(index);
    const Rows rows = layOut(option.rect, status, !section.isEmpty(), option.font);
    const bool hovered = option.state & QStyle::State_MouseOver;

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (!section.isEmpty()) {
        painter->setFont(fonts(option.font).heading);
        painter->setPen(theme.secondaryText);
        painter->drawText(rows.heading.adjusted(0, 6, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, section);
    }

    QRect body = option.rect;
    body.setTop(body.top() + (section.isEmpty() ? 0 : headingHeight));
    body.adjust(8, 1, -8, -1);
    paintRowGround(*painter, body, option);

    const QString state = stateWithShare(status);
    const QSize pill = StatusPill::pillSize(state, option.font);
    const QRect pillRect(
        QPoint(rows.pill.right() - pill.width() + 1, rows.pill.center().y() - pill.height() / 2), pill);
    StatusPill::paintPill(*painter, pillRect, state, stateTone(status.state), option.font, theme);

    const auto leftOfPill = [&](QRect line) {
        if (line.intersects(pillRect))
            line.setRight(pillRect.left() - 8);
        return line;
    };
    const QRect title = leftOfPill(rows.title);
    painter->setFont(fonts(option.font).title);
    painter->setPen(theme.text);
    painter->drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
        differenceFirst(status.title, neighbours(index), painter->fontMetrics(), title.width()));

    painter->setFont(fonts(option.font).detail);
    painter->setPen(theme.secondaryText);
    if (const QRect about = leftOfPill(rows.about); !about.isEmpty())
        painter->drawText(about, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(aboutText(status), Qt::ElideMiddle, about.width()));
    if (!rows.standing.isEmpty())
        painter->drawText(rows.standing, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(standing(status), Qt::ElideRight, rows.standing.width()));
    if (isSentence(status)) {
        painter->drawText(rows.detail, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, detail(status));
    } else {
        QRect text = rows.detail;
        const QString left = timeLeftText(status);
        if (status.state == JobState::running && !left.isEmpty()) {
            painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, left);
            text.setRight(text.right() - painter->fontMetrics().horizontalAdvance(left) - 12);
        }
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(detail(status), Qt::ElideRight, text.width()));
    }

    if (!rows.bar.isEmpty()) {
        QStyleOptionProgressBar bar;
        bar.rect = rows.bar;
        bar.palette = option.palette;
        bar.state = QStyle::State_Enabled | QStyle::State_Horizontal;
        const auto share = jobShare(status);
        bar.maximum = share ? 1000 : 0;
        bar.progress = share ? int(std::lround(*share * 1000)) : 0;
        QApplication::style()->drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
    }

    if (!status.warnings.isEmpty()) {
        painter->setFont(fonts(option.font).detail);
        painter->setPen(theme.warning);
        painter->drawText(rows.warnings, Qt::AlignLeft | Qt::AlignVCenter, warningCountText(status.warnings.size()));
        painter->setPen(theme.secondaryText);
        painter->drawText(rows.warningTexts, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, warningTexts(status));
    }

    if (const auto actions = possibleActions(status); !actions.isEmpty()) {
        const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
        const bool hot = hovered && view && rows.button.contains(view->viewport()->mapFromGlobal(QCursor::pos()));
        if (hot) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.hover);
            painter->drawRoundedRect(rows.button, 5, 5);
        }
        const qreal ratio = option.widget ? option.widget->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rows.button.topLeft() + QPoint(4, 4),
            iconPixmap(actionIcon(actions.first()), hot ? theme.accent : theme.secondaryText, 16, ratio));
    }
    painter->restore();
}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width = view ? view->viewport()->width() : 360;
    const Rows rows = layOut(QRect(0, 0, width, 0), statusOf(index), modelOf(index).beginsSection(index), option.font);
    return {width, rows.bottom};
}

bool JobDelegate::editorEvent(
    QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const JobStatus& status = statusOf(index);
        const auto actions = possibleActions(status);
        const Rows rows = layOut(option.rect, status, modelOf(index).beginsSection(index), option.font);
        if (mouse->button() == Qt::LeftButton && !actions.isEmpty()
            && rows.button.contains(mouse->position().toPoint())) {
            Q_EMIT actionClicked(index, actions.first());
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

bool JobDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event && event->type() == QEvent::ToolTip && index.isValid()) {
        const JobStatus& status = statusOf(index);
        const auto actions = possibleActions(status);
        const Rows rows = layOut(option.rect, status, modelOf(index).beginsSection(index), option.font);
        if (!actions.isEmpty() && rows.button.contains(event->pos())) {
            QToolTip::showText(event->globalPos(), actionToolTip(actions.first(), status), view);
            return true;
        }
        if (status.isElsewhere && !status.standing.isEmpty()) {
            QToolTip::showText(event->globalPos(), tr("%1: %2").arg(status.place, status.standing), view);
            return true;
        }
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

} // namespace dpl::ui
