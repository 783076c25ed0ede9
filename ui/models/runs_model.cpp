#include "models/runs_model.hpp"

#include "models/model_role.hpp"
#include "runs/run_curves.hpp"

#include <algorithm>

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
    if (!replaceRows(before)) {
        update();
    }
}

/// Where the runs are those that there were, in their order, and few of them have changed, their rows alone are looked
/// at: thousands that have not would take long. False if there is more to do.
bool RunsModel::replaceRows(const std::vector<std::shared_ptr<const runs::ListedRun>>& before)
{
    if (before.size() != m_runs.size() || m_columns.hasUnseen(m_runs)) {
        return false;
    }
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] == m_runs[i]) {
            continue;
        }
        if (before[i]->folder != m_runs[i]->folder || changed.size() == fewChanges) {
            return false;
        }
        changed.push_back(i);
    }
    for (const std::size_t i : changed) {
        RunRow now = rowOf(m_runs[i]);
        const QString folder = now.folder();
        const auto place = places().constFind(folder);
        if (place == places().cend() || place->group->name.key != groupOf(now).key) {
            return false;
        }
        if (const auto job = m_jobs.byFolder().constFind(folder); job != m_jobs.byFolder().cend()) {
            RunJobs::follow(now, *job);
        }
        show(Place(*place), std::move(now));
    }
    return true;
}

void RunsModel::show(const Place& place, RunRow now)
{
    RunRow& row = place.group->rows[place.row];
    if (now == row) {
        return;
    }
    row = std::move(now);
    tellChanged(*place.group, place.row);
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
    const QSet<QString> folders = std::exchange(m_changedJobs, {});
    for (const QString& folder : folders) {
        if (!updateRow(folder)) {
            update();
            return;
        }
    }
}

/// Has the row of a folder show its job. False if rows have to come or go for that.
bool RunsModel::updateRow(const QString& folder)
{
    const RunJobs::Entry& entry = *m_jobs.byFolder().constFind(folder);
    const auto place = places().constFind(folder);
    if (place == places().cend()) {
        return !entry.planned || !entry.isActive();
    }
    const RunRow& row = place->group->rows[place->row];
    if (row.run == entry.planned && !entry.isActive()) {
        return false;
    }
    RunRow now = rowOf(row.run);
    RunJobs::follow(now, entry);
    show(Place(*place), std::move(now));
    return true;
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

void RunsModel::update()
{
    m_changedJobs.clear();
    std::vector<RunRow> rows = wanted();
    QHash<QString, std::size_t> at;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        at.insert(rows[i].folder(), i);
    }
    std::vector<bool> known(rows.size(), false);
    std::size_t gone = 0;
    for (const auto& group : m_groups) {
        for (const RunRow& row : group->rows) {
            const auto found = at.constFind(row.folder());
            if (found != at.cend() && groupOf(rows[*found]).key == group->name.key) {
                known[*found] = true;
            } else {
                ++gone;
            }
        }
    }
    const auto added = std::size_t(std::count(known.begin(), known.end(), false));
    if (gone + added > fewChanges || m_columns.hasUnseen(m_runs)) {
        reset(std::move(rows), m_grouping);
        return;
    }
    for (std::size_t g = m_groups.size(); g-- > 0;) {
        Group& group = *m_groups[g];
        for (std::size_t i = group.rows.size(); i-- > 0;) {
            const auto found = at.constFind(group.rows[i].folder());
            if (found == at.cend() || groupOf(rows[*found]).key != group.name.key) {
                beginRemoveRows(parentOf(group), int(i), int(i));
                m_places.clear();
                group.rows.erase(group.rows.begin() + std::ptrdiff_t(i));
                endRemoveRows();
            } else if (!(group.rows[i] == rows[*found])) {
                group.rows[i] = rows[*found];
                tellChanged(group, i);
            }
        }
        if (isGrouped() && group.rows.empty()) {
            beginRemoveRows({}, int(g), int(g));
            m_groups.erase(m_groups.begin() + std::ptrdiff_t(g));
            endRemoveRows();
        }
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!known[i]) {
            Group& group = groupFor(groupOf(rows[i]));
            const int row = int(group.rows.size());
            beginInsertRows(parentOf(group), row, row);
            m_places.clear();
            group.rows.push_back(std::move(rows[i]));
            endInsertRows();
        }
    }
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
