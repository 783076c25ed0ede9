#include "models/runs_model.hpp"

#include "models/model_role.hpp"
#include "runs/run_curves.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace dpl::ui {

namespace {

constexpr std::size_t fewChanges = 64; ///< beyond it a reset is cheaper than single rows

} // namespace

struct RunsModel::Group {
    GroupName name;
    std::vector<RunRow> rows;

    std::vector<const RunRow*> all() const
    {
        std::vector<const RunRow*> pointers;
        for (const RunRow& row : rows) {
            pointers.push_back(&row);
        }
        return pointers;
    }
};

RunsModel::RunsModel(QObject* parent) : QAbstractItemModel(parent)
{
    m_groups.push_back(std::make_unique<Group>());
    m_jobsChanged.setSingleShot(true);
    m_jobsChanged.setInterval(100);
    connect(&m_jobsChanged, &QTimer::timeout, this, &RunsModel::updateJobs);
}

RunsModel::~RunsModel() = default;

void RunsModel::setRuns(std::vector<std::shared_ptr<const runs::ListedRun>> runs)
{
    const auto before = std::exchange(m_runs, std::move(runs));
    if (m_groupNames.size() > 2 * m_runs.size()) {
        m_groupNames.clear(); // those of runs that are gone, or are another object now
    }
    const std::optional<Changes> changes = changesSince(before);
    if (changes && !m_columns.hasUnseen(m_runs)) {
        apply(*changes);
    } else {
        reset(wanted(), m_grouping);
    }
}

/// The folders whose run came, went or is another object now, as those that have not changed are the same objects. None
/// where they are many.
std::optional<RunsModel::Changes> RunsModel::changesSince(
    const std::vector<std::shared_ptr<const runs::ListedRun>>& before) const
{
    std::unordered_set<const runs::ListedRun*> gone;
    gone.reserve(before.size());
    for (const auto& run : before) {
        gone.insert(run.get());
    }
    std::vector<std::shared_ptr<const runs::ListedRun>> came;
    for (const auto& run : m_runs) {
        if (gone.erase(run.get()) == 0) {
            came.push_back(run);
        }
    }
    if (came.size() > fewChanges || gone.size() > fewChanges) {
        return std::nullopt;
    }
    Changes changes;
    for (const runs::ListedRun* run : gone) {
        changes.insert(QString::fromStdString(run->folder.string()), nullptr);
    }
    for (const auto& run : came) {
        changes.insert(QString::fromStdString(run->folder.string()), run);
    }
    return changes;
}

/// The row that a folder has to have, none if there is neither a run nor a job that will make one.
std::optional<RunRow> RunsModel::wantedFor(
    const QString& folder, const std::shared_ptr<const runs::ListedRun>& onDisk) const
{
    const auto job = m_jobs.byFolder().constFind(folder);
    const bool hasJob = job != m_jobs.byFolder().cend();
    const auto& run = !onDisk && hasJob && job->isActive() ? job->planned : onDisk;
    if (!run) {
        return std::nullopt;
    }
    RunRow row = rowOf(run);
    if (hasJob) {
        RunJobs::follow(row, *job);
    }
    return row;
}

void RunsModel::apply(const Changes& changes)
{
    std::vector<std::pair<Place, RunRow>> staying;
    std::vector<Place> gone;
    std::vector<RunRow> added;
    for (auto change = changes.cbegin(); change != changes.cend(); ++change) {
        std::optional<RunRow> now = wantedFor(change.key(), change.value());
        const auto place = places().constFind(change.key());
        const bool isListed = place != places().cend();
        if (isListed && now && place->group->name.key == groupOf(*now).key) {
            staying.emplace_back(*place, std::move(*now));
            continue;
        }
        if (isListed) {
            gone.push_back(*place);
        }
        if (now) {
            added.push_back(std::move(*now));
        }
    }
    if (gone.size() + added.size() > fewChanges) {
        reset(wanted(), m_grouping);
        return;
    }
    for (auto& [place, now] : staying) {
        RunRow& row = place.group->rows[place.row];
        if (!(now == row)) {
            row = std::move(now);
            tellChanged(*place.group, place.row);
        }
    }
    remove(std::move(gone));
    for (RunRow& row : added) {
        append(std::move(row));
    }
}

void RunsModel::remove(std::vector<Place> gone)
{
    if (gone.empty()) {
        return;
    }
    // From below, so that the places above stay what they are.
    std::sort(gone.begin(), gone.end(), [](const Place& a, const Place& b) { return a.row > b.row; });
    for (const Place& place : gone) {
        beginRemoveRows(parentOf(*place.group), int(place.row), int(place.row));
        m_places.clear();
        place.group->rows.erase(place.group->rows.begin() + std::ptrdiff_t(place.row));
        endRemoveRows();
    }
    for (std::size_t g = m_groups.size(); isGrouped() && g-- > 0;) {
        if (m_groups[g]->rows.empty()) {
            beginRemoveRows({}, int(g), int(g));
            m_groups.erase(m_groups.begin() + std::ptrdiff_t(g));
            endRemoveRows();
        }
    }
}

void RunsModel::append(RunRow row)
{
    Group& group = groupFor(groupOf(row));
    const std::size_t last = group.rows.size();
    beginInsertRows(parentOf(group), int(last), int(last));
    if (!m_places.isEmpty()) {
        m_places.insert(row.folder(), {&group, last});
    }
    group.rows.push_back(std::move(row));
    endInsertRows();
}

void RunsModel::setJob(const JobStatus& status, const Json& recipe)
{
    if (!m_jobs.take(status, recipe, m_root)) {
        return;
    }
    m_changedJobs.insert(status.folder);
    if (m_watched && !m_jobsChanged.isActive()) {
        m_jobsChanged.start();
    }
}

void RunsModel::setWatched(bool watched)
{
    m_watched = watched;
    if (!watched) {
        m_jobsChanged.stop();
    } else if (!m_changedJobs.isEmpty()) {
        updateJobs();
    }
}

void RunsModel::updateJobs()
{
    Changes changes;
    for (const QString& folder : std::exchange(m_changedJobs, {})) {
        const auto place = places().constFind(folder);
        const auto run = place == places().cend() ? nullptr : place->group->rows[place->row].run;
        changes.insert(folder, run == m_jobs.byFolder().constFind(folder)->planned ? nullptr : run);
    }
    apply(changes);
}

const QHash<QString, RunsModel::Place>& RunsModel::places() const
{
    if (m_places.isEmpty()) {
        for (const auto& group : m_groups) {
            for (std::size_t i = 0; i < group->rows.size(); ++i) {
                m_places.insert(group->rows[i].folder(), {group.get(), i});
            }
        }
    }
    return m_places;
}

std::vector<RunRow> RunsModel::wanted() const
{
    std::vector<RunRow> rows;
    rows.reserve(m_runs.size() + std::size_t(m_jobs.byFolder().size()));
    QHash<QString, bool> onDisk;
    for (const auto& run : m_runs) {
        RunRow row = rowOf(run);
        if (!m_jobs.isEmpty()) {
            const QString folder = row.folder();
            const auto job = m_jobs.byFolder().constFind(folder);
            if (job != m_jobs.byFolder().cend()) {
                onDisk.insert(folder, true);
                RunJobs::follow(row, *job);
            }
        }
        rows.push_back(std::move(row));
    }
    for (auto job = m_jobs.byFolder().cbegin(); job != m_jobs.byFolder().cend(); ++job) {
        if (job->planned && job->isActive() && !onDisk.contains(job.key())) {
            RunRow row = rowOf(job->planned);
            RunJobs::follow(row, *job);
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

const RunsModel::GroupName& RunsModel::groupOf(const RunRow& row) const
{
    static const GroupName none;
    if (!isGrouped()) {
        return none;
    }
    const auto [known, isNew] = m_groupNames.try_emplace(row.run);
    GroupName& name = known->second;
    if (isNew) {
        const QString experiment = QString::fromStdString(row.run->experiment);
        name.key = name.title = experiment.isEmpty() ? tr("Single runs") : experiment;
        if (m_grouping == RunGrouping::seeds) {
            name.key = experiment + u'\n' + QString::fromStdString(runs::seedGroup(*row.run));
            name.title = QString::fromStdString(runs::nameWithoutSeed(*row.run));
        }
    }
    return name;
}

QModelIndex RunsModel::parentOf(const Group& group) const
{
    if (!isGrouped()) {
        return {};
    }
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (m_groups[i].get() == &group) {
            return createIndex(int(i), 0, nullptr);
        }
    }
    return {};
}

RunsModel::Group& RunsModel::groupFor(const GroupName& name)
{
    for (const auto& group : m_groups) {
        if (group->name.key == name.key) {
            return *group;
        }
    }
    const int row = int(m_groups.size());
    beginInsertRows({}, row, row);
    m_groups.push_back(std::make_unique<Group>());
    m_groups.back()->name = name;
    endInsertRows();
    return *m_groups.back();
}

void RunsModel::reset(std::vector<RunRow> rows, RunGrouping grouping)
{
    beginResetModel();
    m_changedJobs.clear(); // the rows have them
    if (grouping != m_grouping) {
        m_grouping = grouping;
        m_groupNames.clear();
    }
    m_columns.see(m_runs);
    m_places.clear();
    m_groups.clear();
    QHash<QString, Group*> byName;
    if (!isGrouped()) {
        m_groups.push_back(std::make_unique<Group>());
        byName.insert({}, m_groups.back().get());
    }
    for (RunRow& row : rows) {
        const GroupName& name = groupOf(row);
        Group*& group = byName[name.key];
        if (!group) {
            m_groups.push_back(std::make_unique<Group>());
            group = m_groups.back().get();
            group->name = name;
        }
        group->rows.push_back(std::move(row));
    }
    endResetModel();
}

void RunsModel::setGrouping(RunGrouping grouping)
{
    if (grouping != m_grouping) {
        reset(wanted(), grouping);
    }
}

void RunsModel::setBaseline(const QString& folder)
{
    if (folder != m_baseline) {
        m_baseline = folder;
        allCellsChanged();
    }
}

void RunsModel::tellChanged(const Group& group, std::size_t row)
{
    const QModelIndex parent = parentOf(group);
    Q_EMIT dataChanged(index(int(row), 0, parent), index(int(row), columnCount() - 1, parent));
    if (parent.isValid()) {
        Q_EMIT dataChanged(parent, parent.siblingAtColumn(columnCount() - 1));
    }
}

void RunsModel::allCellsChanged()
{
    for (const auto& group : m_groups) {
        if (!group->rows.empty()) {
            const QModelIndex parent = parentOf(*group);
            Q_EMIT dataChanged(
                index(0, 0, parent), index(int(group->rows.size()) - 1, columnCount() - 1, parent), {Qt::DisplayRole});
        }
    }
}

const runs::ListedRun* RunsModel::baselineRun() const
{
    const RunRow* found = m_baseline.isEmpty() ? nullptr : row(indexOf(m_baseline));
    return found ? found->run.get() : nullptr;
}

void RunsModel::setCurveRoles(const QHash<QString, report::SeriesRole>& roles)
{
    if (roles == m_roles) {
        return;
    }
    const auto before = std::exchange(m_roles, roles);
    QSet<QString> changed;
    for (const auto& these : {before, roles}) {
        for (auto role = these.cbegin(); role != these.cend(); ++role) {
            if (before.value(role.key(), role.value()) != roles.value(role.key(), role.value())
                || before.contains(role.key()) != roles.contains(role.key())) {
                changed.insert(role.key());
            }
        }
    }
    for (const QString& folder : std::as_const(changed)) {
        if (const QModelIndex row = indexOf(folder); row.isValid()) {
            Q_EMIT dataChanged(row, row, {SeriesRoleRole});
        }
    }
}

const RunRow* RunsModel::row(const QModelIndex& index) const
{
    const auto* group = static_cast<const Group*>(index.internalPointer());
    return index.isValid() && group ? &group->rows[std::size_t(index.row())] : nullptr;
}

QModelIndex RunsModel::indexOf(const QString& folder) const
{
    const auto place = places().constFind(folder);
    return place == places().cend() ? QModelIndex() : index(int(place->row), 0, parentOf(*place->group));
}

int RunsModel::runCount() const
{
    int count = 0;
    for (const auto& group : m_groups) {
        count += int(group->rows.size());
    }
    return count;
}

int RunsModel::runningCount() const
{
    int count = 0;
    for (const auto& group : m_groups) {
        count += int(std::count_if(
            group->rows.begin(), group->rows.end(), [](const RunRow& row) { return row.state == JobState::running; }));
    }
    return count;
}

QModelIndex RunsModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    if (!isGrouped()) {
        return createIndex(row, column, m_groups.front().get());
    }
    return createIndex(row, column, parent.isValid() ? m_groups[std::size_t(parent.row())].get() : nullptr);
}

QModelIndex RunsModel::parent(const QModelIndex& index) const
{
    const auto* group = static_cast<const Group*>(index.internalPointer());
    return index.isValid() && group ? parentOf(*group) : QModelIndex();
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    if (!isGrouped()) {
        return parent.isValid() ? 0 : int(m_groups.front()->rows.size());
    }
    if (!parent.isValid()) {
        return int(m_groups.size());
    }
    return parent.internalPointer() || parent.column() != 0 ? 0 : int(m_groups[std::size_t(parent.row())]->rows.size());
}

int RunsModel::columnCount(const QModelIndex&) const
{
    return m_columns.count();
}

QString RunsModel::groupTitle(const QModelIndex& index) const
{
    return isGrouped() && index.isValid() && !index.parent().isValid() ? m_groups[std::size_t(index.row())]->name.title
                                                                       : QString();
}

QVariant RunsModel::groupData(const Group& group, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        if (column != Name) {
            return m_columns.textOfAll(group.all(), column);
        }
        return group.rows.size() == 1 ? tr("%1 · 1 run").arg(group.name.title)
                                      : tr("%1 · %2 runs").arg(group.name.title).arg(group.rows.size());
    case SortRole: return column == Name ? QVariant(group.name.title) : m_columns.sortKeyOfAll(group.all(), column);
    default: return {};
    }
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return headerData(index.column(), Qt::Horizontal, role);
    }
    const RunRow* row = this->row(index);
    if (!row) {
        return groupData(*m_groups[std::size_t(index.row())], index.column(), role);
    }
    const bool isName = index.column() == Name;
    switch (role) {
    case Qt::DisplayRole: {
        const QString shown = m_columns.text(*row, index.column(), baselineRun());
        return isName && row->folder() == m_baseline ? tr("%1 (baseline)").arg(shown) : shown;
    }
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(
            QString::fromStdString(m_columns.at(index.column()).title), data(index, Qt::DisplayRole).toString());
    case Qt::ToolTipRole: return m_columns.toolTip(*row, index.column());
    case SeriesRoleRole: return isName ? QVariant(int(m_roles.value(row->folder(), roleOf(*row->run)))) : QVariant();
    case SortRole: return m_columns.sortKey(*row, index.column());
    case FolderRole: return row->folder();
    case StateRole: return int(row->state);
    case ShareRole: return row->share;
    default: return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const runs::RunColumn& column = m_columns.at(section);
    switch (role) {
    case Qt::DisplayRole: return QString::fromStdString(column.title);
    case Qt::ToolTipRole: return QString::fromStdString(column.meaning);
    case Qt::TextAlignmentRole:
        return int((column.isNumber() && section != Share ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

} // namespace dpl::ui
