#include "models/job_model.hpp"

#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/past_runs.hpp"
#include "runs/listed_run.hpp"

#include <QMimeData>
#include <QSet>

#include <algorithm>

namespace dpl::ui {

namespace {

/// Of two runs of earlier sessions.
bool isSame(const JobStatus& a, const JobStatus& b)
{
    return a.folder == b.folder && a.title == b.title && a.about == b.about && a.ended == b.ended && a.kind == b.kind
        && a.state == b.state && a.device == b.device && a.place == b.place && a.message == b.message
        && a.warnings == b.warnings && a.progress.step == b.progress.step && a.progress.total == b.progress.total;
}

/// Whether all that a list shows of a job is as before but its numbers.
bool differInProgressOnly(const JobStatus& before, const JobStatus& after)
{
    return before.state == after.state && before.folder == after.folder && before.message == after.message
        && before.folderExists == after.folderExists && before.title == after.title && before.warnings == after.warnings
        && before.isElsewhere == after.isElsewhere && before.standing == after.standing
        && before.needsUser == after.needsUser
        && progressText(before.progress).isEmpty() == progressText(after.progress).isEmpty();
}

} // namespace

QList<int> JobModel::progressRoles()
{
    return {StatusRole, StateTextRole, ShareRole, ProgressTextRole, TimeLeftRole, Qt::AccessibleTextRole};
}

JobModel::JobModel(const JobQueue& queue, QObject* parent) : QAbstractListModel(parent), m_queue(queue)
{
    for (const JobStatus& status : queue.statuses())
        add(status);
    connect(&queue, &JobQueue::statusChanged, this, &JobModel::update);
    connect(&queue, &JobQueue::orderChanged, this, &JobModel::arrange);
}

void JobModel::setPastRuns(const QList<JobStatus>& runs)
{
    QSet<QString> ofSession;
    for (const JobStatus& job : std::as_const(m_session))
        ofSession.insert(job.folder);
    QList<JobStatus> shown;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(shown), [&](const JobStatus& run) {
        return (run.folder.isEmpty() || !ofSession.contains(run.folder)) && !isLeftOut(run);
    });
    // Rows that stay are left alone, so that selections stay.
    const qsizetype shorter = std::min(m_past.size(), shown.size());
    qsizetype head = 0;
    while (head < shorter && isSame(m_past.at(head), shown.at(head)))
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && isSame(m_past.at(m_past.size() - 1 - tail), shown.at(shown.size() - 1 - tail)))
        ++tail;
    const qsizetype before = m_past.size() - head - tail;
    const qsizetype now = shown.size() - head - tail;
    const int first = sessionCount() + int(head);
    const auto sameRuns = [&] {
        return std::equal(m_past.cbegin() + head, m_past.cbegin() + head + before, shown.cbegin() + head,
            shown.cbegin() + head + now, [](const JobStatus& a, const JobStatus& b) { return a.folder == b.folder; });
    };
    if (before == now && sameRuns()) {
        if (now > 0) {
            m_past = shown;
            Q_EMIT dataChanged(index(first), index(first + int(now) - 1));
        }
        return;
    }
    if (before > 0) {
        beginRemoveRows({}, first, first + int(before) - 1);
        m_past.remove(head, before);
        endRemoveRows();
    }
    if (now > 0) {
        beginInsertRows({}, first, first + int(now) - 1);
        m_past = shown;
        endInsertRows();
    }
}

bool JobModel::isLeftOut(const JobStatus& job) const
{
    if (job.isActive())
        return false;
    const bool isCleared = job.state == JobState::finished && !job.ended.isEmpty() && job.ended <= m_cleared;
    return isCleared || (job.id != 0 ? m_removedJobs.contains(job.id) : m_removedFolders.contains(job.folder));
}

void JobModel::setCleared(const QString& time)
{
    m_cleared = time;
    leaveOut();
}

void JobModel::remove(const QList<JobStatus>& jobs)
{
    for (const JobStatus& job : jobs) {
        if (job.isActive())
            continue;
        if (job.id != 0) {
            m_removedJobs.insert(job.id);
            Q_EMIT removed(job.id);
        }
        if (!job.folder.isEmpty())
            m_removedFolders.insert(job.folder); // of a job of this session, too: its run is one on disk then
    }
    leaveOut();
}

void JobModel::leaveOut()
{
    // Runs of rows that stand one below another go at once: there may be thousands.
    for (int end = rowCount(); end > 0;) {
        int first = end;
        while (first > 0 && isLeftOut(at(first - 1)) && (first - 1 >= sessionCount()) == (end - 1 >= sessionCount()))
            --first;
        if (first == end) {
            --end;
            continue;
        }
        beginRemoveRows({}, first, end - 1);
        if (first >= sessionCount())
            m_past.remove(first - sessionCount(), end - first);
        else
            m_session.remove(first, end - first);
        endRemoveRows();
        end = first;
    }
}

/// As the list shows it.
JobStatus JobModel::described(JobStatus status) const
{
    const Json& recipe = m_queue.recipe(status.id);
    if (status.kind.product == JobProduct::run && recipe.is_object() && recipe.contains("params"))
        takeTexts(status,
            runs::plannedRun(status.folder.toStdString(), m_root, status.kind.name.toStdString(),
                status.title.toStdString(), recipe["params"]));
    return status;
}

const JobStatus& JobModel::status(const QModelIndex& index) const
{
    return index.isValid() && checkIndex(index) ? at(index.row()) : m_none;
}

int JobModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_session.size() + m_past.size());
}

const JobStatus& JobModel::at(int row) const
{
    return row < sessionCount() ? m_session.at(row) : m_past.at(row - sessionCount());
}

QVariant JobModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JobStatus& job = at(index.row());
    switch (role) {
    case TitleRole: return job.title;
    case AboutRole: return aboutText(job);
    case StatusRole: return QVariant::fromValue(job);
    case IdRole: return job.id;
    case KindRole: return job.kind.name;
    case StateRole: return int(job.state);
    case StateTextRole: return stateWithShare(job);
    case ShareRole: {
        const auto share = jobShare(job);
        return share ? QVariant(*share) : QVariant();
    }
    case ProgressTextRole: return progressText(job.progress);
    case TimeLeftRole: return timeLeftText(job);
    case MessageRole: return job.message;
    case WarningsRole: return job.warnings;
    case FolderRole: return job.folder;
    case EarlierRole: return index.row() >= sessionCount();
    case Qt::ToolTipRole: {
        QStringList lines{job.title, aboutText(job), job.message.isEmpty() ? job.folder : job.message};
        lines += job.warnings;
        lines.removeAll(QString());
        return lines.join(u'\n');
    }
    case Qt::AccessibleTextRole: {
        QStringList parts{job.title, aboutText(job), stateWithShare(job), timeLeftText(job), job.message,
            warningCountText(job.warnings.size())};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(", "));
    }
    default: return {};
    }
}

QHash<int, QByteArray> JobModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert({{TitleRole, "title"}, {StatusRole, "status"}, {IdRole, "id"}, {KindRole, "kind"},
        {StateRole, "state"}, {StateTextRole, "stateText"}, {ShareRole, "share"}, {ProgressTextRole, "progressText"},
        {TimeLeftRole, "timeLeft"}, {MessageRole, "message"}, {WarningsRole, "warnings"}, {FolderRole, "folder"},
        {EarlierRole, "earlier"}, {AboutRole, "about"}});
    return names;
}

void JobModel::add(const JobStatus& added)
{
    const JobStatus status = described(added);
    m_removedFolders.remove(status.folder);
    beginInsertRows({}, m_active, m_active);
    m_session.insert(m_active, status);
    m_active += status.isActive() ? 1 : 0;
    endInsertRows();
    hideEarlier(status);
    hidePast(status.folder);
    arrange();
}

void JobModel::update(const JobStatus& changed)
{
    JobStatus status = changed;
    const auto found = std::find_if(
        m_session.begin(), m_session.end(), [&status](const JobStatus& job) { return job.id == status.id; });
    if (found == m_session.end()) {
        if (status.isActive()) // else a later job of its run is shown
            add(status);
        return;
    }

    if (found->folder == status.folder) {
        status.title = found->title;
        status.about = found->about;
    } else {
        status = described(status);
    }
    int row = int(found - m_session.begin());
    if (differInProgressOnly(*found, status)) {
        *found = status;
        Q_EMIT dataChanged(index(row), index(row), progressRoles());
        return;
    }
    const bool ends = found->isActive() && !status.isActive();
    if (ends) {
        // To the top of the ended ones, which is the row of the last active one while it is still counted.
        const int target = m_active - 1;
        if (target != row) {
            beginMoveRows({}, row, row, {}, target + 1);
            m_session.move(row, target);
            endMoveRows();
            row = target;
        }
        --m_active;
    }
    m_session[row] = status;
    Q_EMIT dataChanged(index(row), index(row));
    hideEarlier(status);
    hidePast(status.folder);
    arrange();
}

void JobModel::arrange()
{
    const QList<JobId> order = m_queue.activeJobs();
    for (int target = 0; target < std::min(m_active, int(order.size())); ++target) {
        int row = target;
        while (row < m_active && m_session.at(row).id != order.at(target))
            ++row;
        if (row == target || row == m_active)
            continue;
        beginMoveRows({}, row, row, {}, target);
        m_session.move(row, target);
        endMoveRows();
    }
}

Qt::ItemFlags JobModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // between rows
    const Qt::ItemFlags flags = QAbstractListModel::flags(index);
    return at(index.row()).isWaiting() ? flags | Qt::ItemIsDragEnabled : flags;
}

QStringList JobModel::mimeTypes() const
{
    return {QStringLiteral("application/x-dpl-job")};
}

QMimeData* JobModel::mimeData(const QModelIndexList& indexes) const
{
    auto* data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(mimeTypes().constFirst(), QByteArray::number(at(indexes.constFirst().row()).id));
    return data;
}

bool JobModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int row, int, const QModelIndex& parent) const
{
    // Not before a running job, not among those that have ended.
    const auto firstWaiting = std::find_if(
        m_session.cbegin(), m_session.cbegin() + m_active, [](const JobStatus& job) { return job.isWaiting(); });
    const bool afterRunning = m_active > 0 && row >= int(firstWaiting - m_session.cbegin());
    return data->hasFormat(mimeTypes().constFirst()) && !parent.isValid() && row >= 0 && row <= m_active
        && afterRunning;
}

bool JobModel::dropMimeData(
    const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent)
{
    if (canDropMimeData(data, action, row, column, parent)) {
        const JobId next = row < m_active ? m_session.at(row).id : 0;
        Q_EMIT moveRequested(data->data(mimeTypes().constFirst()).toLongLong(), next);
    }
    return false;
}

/// Takes out the ended jobs that this one goes on with: those of its folder, and those of its recipe that ended before
/// they had one.
void JobModel::hideEarlier(const JobStatus& job)
{
    for (int row = sessionCount() - 1; row >= m_active; --row) {
        const JobStatus& ended = m_session.at(row);
        const Json& recipe = m_queue.recipe(ended.id);
        const bool isSame = ended.folder.isEmpty()
            ? ended.state != JobState::finished && !recipe.is_null() && recipe == m_queue.recipe(job.id)
            : ended.folder == job.folder;
        if (ended.id >= job.id || !isSame)
            continue;
        beginRemoveRows({}, row, row);
        m_session.removeAt(row);
        endRemoveRows();
    }
}

void JobModel::hidePast(const QString& folder)
{
    if (folder.isEmpty())
        return;
    for (int i = int(m_past.size()) - 1; i >= 0; --i) {
        if (m_past.at(i).folder != folder)
            continue;
        beginRemoveRows({}, sessionCount() + i, sessionCount() + i);
        m_past.removeAt(i);
        endRemoveRows();
    }
}

} // namespace dpl::ui
