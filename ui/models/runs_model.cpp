#include "models/runs_model.hpp"

#include "base/decimal_text.hpp"
#include "base/quantity_text.hpp"
#include "jobs/job_text.hpp"
#include "jobs/past_runs.hpp"
#include "preference/reward_head.hpp"
#include "report/number_text.hpp"
#include "runs/run_curves.hpp"
#include "runs/run_folder.hpp"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

constexpr std::size_t fewChanges = 64; ///< beyond it a reset is cheaper than single rows

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

QVariant number(const std::optional<double>& value)
{
    return value ? QVariant(*value) : QVariant();
}

QString fixed(const std::optional<double>& value, int decimals)
{
    return value ? decimalText(*value, decimals) : QStringLiteral("–");
}

QDateTime createdAt(const runs::ListedRun& run)
{
    return QDateTime::fromString(text(run.record.created), Qt::ISODate).toLocalTime();
}

/// Seconds of work; for runs that an earlier version wrote, those between beginning and end.
std::optional<double> duration(const runs::ListedRun& run)
{
    if (run.seconds) {
        return run.seconds;
    }
    const QDateTime end = QDateTime::fromString(text(run.record.finished), Qt::ISODate);
    if (!end.isValid() || !createdAt(run).isValid()) {
        return std::nullopt;
    }
    return double(createdAt(run).secsTo(end));
}

struct ColumnText {
    const char* title;
    const char* meaning;
    bool numeric;
};

constexpr ColumnText columns[RunsModel::ColumnCount] = {
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Run"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "The run's name: yours (F2), or its subset, head and seed"), false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "State"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Running, done, stopped, failed, or interrupted (its process died)"),
        false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Progress"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Share of the steps that are done"), false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Loss"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Latest training loss, in nats"), true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Accuracy"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Latest share of training comparisons ordered as the annotators did"),
        true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Held-out"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Accuracy on test rows, as a share"), true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Learning rate"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Peak learning rate (--learning_rate)"), true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Comparisons/s"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Comparisons trained on per second"), true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "What happened"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel",
            "How many warnings the run gave, and why it failed and what to do; otherwise your note"),
        false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Head"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Reward model (--reward_model_type)"), false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Subset"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Training data (--data_subset)"), false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Seed"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Seed of the order of rows, new weights and dropout (--seed)"), true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Backbone"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "The model that was fine-tuned (--model_name)"), false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Created"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "When it was first started"), true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Duration"),
        QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Computing time, without pauses"), true},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Tags"), QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Your tags (N)"), false},
    {QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Note"), QT_TRANSLATE_NOOP("dpl::ui::RunsModel", "Your note (N)"), false},
};

/// The row of a run that no job of this session works on.
RunRow rowOf(std::shared_ptr<const runs::ListedRun> run)
{
    RunRow row;
    row.state = run->error.empty() ? stateOf(run->record.state) : JobState::failed;
    row.message = text(run->error.empty() ? run->record.message : run->error);
    row.share = run->share();
    row.run = std::move(run);
    return row;
}

/// Has a row show what a job does with its run.
void follow(RunRow& row, const JobStatus& status)
{
    row.job = status.id;
    if (!status.isActive()) {
        return; // what it ended as is on disk
    }
    row.state = status.state;
    row.message = status.message;
    if (const auto share = progressShare(status.progress); share && status.progress.phase == "Training") {
        row.share = *share;
    }
}

} // namespace

struct RunsModel::Group {
    QString name;
    std::vector<RunRow> rows;
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
    if (!replaceRows(before)) {
        update();
    }
}

/// Where the runs are those that there were, in their order, and few of them have changed, their rows alone are looked
/// at: thousands that have not would take long. False if there is more to do.
bool RunsModel::replaceRows(const std::vector<std::shared_ptr<const runs::ListedRun>>& before)
{
    if (before.size() != m_runs.size()) {
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
        if (place == places().cend() || place->group->name != groupOf(now)) {
            return false;
        }
        if (const auto job = m_jobs.constFind(folder); job != m_jobs.cend()) {
            follow(now, job->status);
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
    const QModelIndex parent = parentOf(*place.group);
    Q_EMIT dataChanged(index(int(place.row), 0, parent), index(int(place.row), ColumnCount - 1, parent));
}

void RunsModel::setJob(const JobStatus& status, const Json& recipe)
{
    if (status.folder.isEmpty() || status.kind.product != JobProduct::run) {
        return;
    }
    JobEntry& entry = m_jobs[status.folder];
    if (entry.status.id > status.id) {
        return; // an earlier job of the same folder
    }
    entry.status = status;
    if (!entry.planned && recipe.is_object() && recipe.contains("params")) {
        entry.planned = std::make_shared<const runs::ListedRun>(runs::plannedRun(status.folder.toStdString(),
            m_root.toStdString(), status.kind.name.toStdString(), status.title.toStdString(), recipe["params"]));
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
    const JobEntry& entry = *m_jobs.constFind(folder);
    const auto place = places().constFind(folder);
    if (place == places().cend()) {
        return !entry.planned || !entry.status.isActive();
    }
    const RunRow& row = place->group->rows[place->row];
    if (row.run == entry.planned && !entry.status.isActive()) {
        return false;
    }
    RunRow now = rowOf(row.run);
    follow(now, entry.status);
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
    rows.reserve(m_runs.size() + std::size_t(m_jobs.size()));
    QHash<QString, bool> onDisk;
    for (const auto& run : m_runs) {
        RunRow row = rowOf(run);
        if (!m_jobs.isEmpty()) {
            const QString folder = row.folder();
            const auto job = m_jobs.constFind(folder);
            if (job != m_jobs.cend()) {
                onDisk.insert(folder, true);
                follow(row, job->status);
            }
        }
        rows.push_back(std::move(row));
    }
    for (auto job = m_jobs.cbegin(); job != m_jobs.cend(); ++job) {
        if (job->planned && job->status.isActive() && !onDisk.contains(job.key())) {
            RunRow row = rowOf(job->planned);
            follow(row, job->status);
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

QString RunsModel::groupOf(const RunRow& row) const
{
    if (!m_grouped) {
        return {};
    }
    const QString experiment = text(row.run->experiment);
    return experiment.isEmpty() ? tr("Single runs") : experiment;
}

QModelIndex RunsModel::parentOf(const Group& group) const
{
    if (!m_grouped) {
        return {};
    }
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (m_groups[i].get() == &group) {
            return createIndex(int(i), 0, nullptr);
        }
    }
    return {};
}

RunsModel::Group& RunsModel::groupFor(const QString& name)
{
    for (const auto& group : m_groups) {
        if (group->name == name) {
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

void RunsModel::reset(std::vector<RunRow> rows)
{
    beginResetModel();
    m_places.clear();
    m_groups.clear();
    QHash<QString, Group*> byName;
    if (!m_grouped) {
        m_groups.push_back(std::make_unique<Group>());
        byName.insert({}, m_groups.back().get());
    }
    for (RunRow& row : rows) {
        Group*& group = byName[groupOf(row)];
        if (!group) {
            m_groups.push_back(std::make_unique<Group>());
            group = m_groups.back().get();
            group->name = groupOf(row);
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
            if (found != at.cend() && groupOf(rows[*found]) == group->name) {
                known[*found] = true;
            } else {
                ++gone;
            }
        }
    }
    const auto added = std::size_t(std::count(known.begin(), known.end(), false));
    if (gone + added > fewChanges) {
        reset(std::move(rows));
        return;
    }
    for (std::size_t g = m_groups.size(); g-- > 0;) {
        Group& group = *m_groups[g];
        for (std::size_t i = group.rows.size(); i-- > 0;) {
            const auto found = at.constFind(group.rows[i].folder());
            if (found == at.cend() || groupOf(rows[*found]) != group.name) {
                beginRemoveRows(parentOf(group), int(i), int(i));
                m_places.clear();
                group.rows.erase(group.rows.begin() + std::ptrdiff_t(i));
                endRemoveRows();
            } else if (!(group.rows[i] == rows[*found])) {
                group.rows[i] = rows[*found];
                const QModelIndex parent = parentOf(group);
                Q_EMIT dataChanged(index(int(i), 0, parent), index(int(i), ColumnCount - 1, parent));
            }
        }
        if (m_grouped && group.rows.empty()) {
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

void RunsModel::setGrouped(bool grouped)
{
    if (grouped != m_grouped) {
        m_grouped = grouped;
        reset(wanted());
    }
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
    if (!m_grouped) {
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
    if (!m_grouped) {
        return parent.isValid() ? 0 : int(m_groups.front()->rows.size());
    }
    if (!parent.isValid()) {
        return int(m_groups.size());
    }
    return parent.internalPointer() || parent.column() != 0 ? 0 : int(m_groups[std::size_t(parent.row())]->rows.size());
}

int RunsModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QString RunsModel::happened(const RunRow& row)
{
    switch (row.state) {
    case JobState::failed:
        return row.run->error.empty() ? tr("%1 — resume it, or duplicate it with different parameters").arg(row.message)
                                      : QString::fromStdString(row.run->error);
    case JobState::interrupted: return tr("its process ended; can be resumed");
    case JobState::stopped: return tr("can be resumed");
    case JobState::queued: return tr("waiting for the job before it");
    case JobState::paused: return tr("waiting until you continue it");
    case JobState::running: break;
    case JobState::finished:
        if (row.run->modelIsGone)
            return tr("its trained model is no longer in its folder; resume it to train it again");
        break;
    }
    return QString::fromStdString(row.run->notes.note).section(u'\n', 0, 0);
}

QVariant RunsModel::display(const RunRow& row, int column) const
{
    const runs::ListedRun& run = *row.run;
    switch (column) {
    case Name: return row.name();
    case State: return stateText(row.state);
    case Share: return tr("%1 %").arg(int(std::floor(row.share * 100)));
    case Loss: return fixed(run.loss, 4);
    case Accuracy: return fixed(run.accuracy, 3);
    case HeldOutAccuracy: return fixed(run.heldOutAccuracy, 3);
    case LearningRate:
        return run.learningRate
            ? text(report::significantText(*run.learningRate, 3)).replace(QLatin1String("e-0"), QLatin1String("e-"))
            : QStringLiteral("–");
    case Speed: return fixed(run.comparisonsPerSecond, 2);
    case Message: {
        QStringList parts{warningCountText(qsizetype(run.record.warnings.size())), happened(row)};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(" · "));
    }
    case Head: return text(preference::labelOfHead(run.head));
    case Subset: return text(run.subset);
    case Seed: return run.seed ? QString::number(*run.seed) : QString();
    case Backbone: return text(run.backbone);
    case Created:
        return createdAt(run).isValid() ? createdAt(run).toString(QStringLiteral("yyyy-MM-dd HH:mm")) : QString();
    case Duration: return duration(run) ? durationText(*duration(run)) : QStringLiteral("–");
    case Tags: return text(runs::textOfTags(run.notes.tags));
    case Note: return text(run.notes.note).section(u'\n', 0, 0);
    default: return {};
    }
}

QString RunsModel::warningsOf(const RunRow& row)
{
    constexpr std::size_t most = 3;
    const std::vector<std::string>& warnings = row.run->record.warnings;
    QStringList lines;
    for (std::size_t i = 0; i < warnings.size() && i < most; ++i) {
        lines << text(warnings[i]);
    }
    if (warnings.empty()) {
        return {};
    }
    if (warnings.size() > most) {
        lines << tr("and %1 more, which the log has").arg(warnings.size() - most);
    }
    return warningCountText(qsizetype(warnings.size())) + QStringLiteral(": ") + lines.join(u'\n');
}

QString RunsModel::messageToolTip(const RunRow& row) const
{
    QStringList lines{display(row, Message).toString()};
    for (const std::string& warning : row.run->record.warnings) {
        lines << text(warning);
    }
    return lines.join(u'\n');
}

QVariant RunsModel::sortKey(const RunRow& row, int column) const
{
    const runs::ListedRun& run = *row.run;
    switch (column) {
    case Share: return row.share;
    case Loss: return number(run.loss);
    case Accuracy: return number(run.accuracy);
    case HeldOutAccuracy: return number(run.heldOutAccuracy);
    case LearningRate: return number(run.learningRate);
    case Speed: return number(run.comparisonsPerSecond);
    case Seed: return run.seed ? QVariant(qulonglong(*run.seed)) : QVariant();
    case Created: return run.record.created.empty() ? QVariant() : QVariant(text(run.record.created));
    case Duration: return number(duration(run));
    default: {
        const QString shown = display(row, column).toString();
        return shown.isEmpty() ? QVariant() : QVariant(shown);
    }
    }
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((columns[index.column()].numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const RunRow* row = this->row(index);
    if (!row) {
        const Group& group = *m_groups[std::size_t(index.row())];
        if (index.column() == Name && (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)) {
            return group.rows.size() == 1 ? tr("%1 · 1 run").arg(group.name)
                                          : tr("%1 · %2 runs").arg(group.name).arg(group.rows.size());
        }
        return role == SortRole && index.column() == Name ? QVariant(group.name) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole: return display(*row, index.column());
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(tr(columns[index.column()].title), display(*row, index.column()).toString());
    case Qt::ToolTipRole:
        return index.column() == Message ? messageToolTip(*row)
            : index.column() == Note     ? display(*row, Note).toString()
            : index.column() == Name     ? row->folder()
                                         : QString();
    case SeriesRoleRole:
        return index.column() == Name ? QVariant(int(m_roles.value(row->folder(), runs::roleOfHead(row->run->head))))
                                      : QVariant();
    case SortRole: return sortKey(*row, index.column());
    case FolderRole: return row->folder();
    case StateRole: return int(row->state);
    case ShareRole: return row->share;
    default: return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return tr(columns[section].title);
    case Qt::ToolTipRole: return tr(columns[section].meaning);
    case Qt::TextAlignmentRole:
        return int((columns[section].numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

} // namespace dpl::ui
