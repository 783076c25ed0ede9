#include "models/run_columns.hpp"

#include "base/quantity_text.hpp"
#include "jobs/job_text.hpp"
#include "models/runs_model.hpp"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace dpl::ui {

namespace {

struct RunColumnsText {
    Q_DECLARE_TR_FUNCTIONS(dpl::ui::RunColumns)
};

constexpr const char* remarks = "remarks";

/// Core's columns by the enumerators of RunsModel::Column.
constexpr std::array ids{"run", "experiment", "state", "progress", "loss", "accuracy", "heldout", "learning_rate",
    "speed", remarks, "head", "subset", "seed", "backbone", "created", "time", "tag", "note", "heldout_loss", "margin",
    "sigma", "entropy", "grad_norm", "step", "warnings", "place"};
static_assert(ids.size() == RunsModel::ColumnCount);

QString shownText(const std::string& value)
{
    return QString::fromStdString(value);
}

/// What only the window says of a run.
runs::RunColumn remarksColumn()
{
    return {remarks, {}, RunColumnsText::tr("Remarks").toStdString(),
        RunColumnsText::tr("How many warnings the run gave, and why it failed and what to do; otherwise your note")
            .toStdString(),
        runs::CellStyle::text, false, [](const runs::ListedRun&) { return runs::RunCell(); }};
}

QString localTime(const std::string& utc)
{
    const QDateTime time = QDateTime::fromString(shownText(utc), Qt::ISODate).toLocalTime();
    return time.isValid() ? time.toString(QStringLiteral("yyyy-MM-dd HH:mm")) : QString();
}

QString remarksOf(const RunRow& row)
{
    const auto& placed = row.run->record.placed;
    QStringList parts{
        placed && !placed->place.empty() ? RunColumnsText::tr("at %1").arg(shownText(placed->place)) : QString(),
        warningCountText(qsizetype(row.run->record.warnings.size())), row.happened()};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

} // namespace

RunColumns::RunColumns()
{
    for (const char* id : ids) {
        m_byId.insert(QString::fromLatin1(id), int(m_columns.size()));
        m_columns.push_back(std::string_view(id) == remarks ? remarksColumn() : runs::runColumn(id));
    }
}

int RunColumns::indexOf(const QString& id) const
{
    return m_byId.value(id, -1);
}

std::vector<std::string> RunColumns::parameters() const
{
    std::vector<std::string> names;
    for (std::size_t i = RunsModel::ColumnCount; i < m_columns.size(); ++i) {
        names.push_back(m_columns[i].id);
    }
    return names;
}

std::vector<std::string> RunColumns::unseen(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs) const
{
    std::unordered_set<const runs::ListedRun*> seen;
    for (const auto& run : m_seen) {
        seen.insert(run.get());
    }
    std::vector<std::shared_ptr<const runs::ListedRun>> others;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(others),
        [&seen](const auto& run) { return !seen.contains(run.get()); });
    std::vector<std::string> names = runs::parameterNames(others);
    std::erase_if(names, [this](const std::string& name) { return m_byId.contains(shownText(name)); });
    return names;
}

bool RunColumns::hasUnseen(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs)
{
    if (!unseen(runs).empty()) {
        return true;
    }
    m_seen = runs;
    return false;
}

void RunColumns::see(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs)
{
    for (const std::string& name : unseen(runs)) {
        m_byId.insert(shownText(name), int(m_columns.size()));
        m_columns.push_back(runs::parameterColumn(name));
    }
    m_seen = runs;
}

QString RunColumns::text(const RunRow& row, int column, const runs::ListedRun* baseline) const
{
    const runs::ListedRun& run = *row.run;
    switch (column) {
    case RunsModel::State: return stateText(row.state);
    case RunsModel::Share: return shownText(runs::numberText(runs::CellStyle::percent, row.share));
    case RunsModel::Message: return remarksOf(row);
    case RunsModel::Created: return localTime(run.record.created);
    case RunsModel::Duration: {
        const auto seconds = run.workingSeconds();
        return seconds ? durationText(*seconds) : QStringLiteral("–");
    }
    case RunsModel::Note: return shownText(run.notes.note).section(u'\n', 0, 0);
    default: break;
    }
    const runs::RunColumn& which = at(column);
    const runs::RunCell cell = which.value(run);
    const QString shown = shownText(runs::cellText(which, cell));
    if (!which.isResult || baseline == nullptr || baseline->folder == run.folder) {
        return shown;
    }
    const runs::RunCell other = which.value(*baseline);
    const auto* here = std::get_if<double>(&cell);
    const auto* there = std::get_if<double>(&other);
    return here && there
        ? QStringLiteral("%1 (%2)").arg(shown, shownText(runs::differenceText(which.style, *here - *there)))
        : shown;
}

QVariant RunColumns::sortKey(const RunRow& row, int column) const
{
    switch (column) {
    case RunsModel::Share: return row.share;
    case RunsModel::State:
    case RunsModel::Message: {
        const QString shown = text(row, column);
        return shown.isEmpty() ? QVariant() : QVariant(shown);
    }
    default: break;
    }
    const runs::RunCell cell = at(column).value(*row.run);
    if (const auto* number = std::get_if<double>(&cell)) {
        return *number;
    }
    const auto* written = std::get_if<std::string>(&cell);
    return written ? QVariant(shownText(*written)) : QVariant();
}

QString RunColumns::toolTip(const RunRow& row, int column) const
{
    switch (column) {
    case RunsModel::Name: return row.folder();
    case RunsModel::Note: return shownText(row.run->notes.note);
    case RunsModel::HeldOutAccuracy:
    case RunsModel::HeldOutLoss: return shownText(runs::whyNotHeldOut(*row.run));
    case RunsModel::Message: {
        QStringList lines{remarksOf(row)};
        for (const std::string& warning : row.run->record.warnings) {
            lines << shownText(warning);
        }
        return lines.join(u'\n');
    }
    default: return column >= RunsModel::ColumnCount ? text(row, column) : QString();
    }
}

runs::RunAverage RunColumns::averageOf(const std::vector<const RunRow*>& rows, int column) const
{
    std::vector<double> values;
    for (const RunRow* row : rows) {
        const runs::RunCell cell = at(column).value(*row->run);
        if (const auto* number = std::get_if<double>(&cell)) {
            values.push_back(*number);
        }
    }
    return runs::averageOf(values);
}

QString RunColumns::textOfAll(const std::vector<const RunRow*>& rows, int column) const
{
    if (rows.empty() || column == RunsModel::Message) {
        return {};
    }
    if (at(column).isResult) {
        return shownText(runs::averageText(at(column).style, averageOf(rows, column)));
    }
    const QString first = text(*rows.front(), column);
    const bool isCommon =
        std::all_of(rows.begin(), rows.end(), [&](const RunRow* row) { return text(*row, column) == first; });
    return isCommon ? first : QString();
}

QVariant RunColumns::sortKeyOfAll(const std::vector<const RunRow*>& rows, int column) const
{
    if (at(column).isResult) {
        const runs::RunAverage average = averageOf(rows, column);
        return average.runs > 0 ? QVariant(average.mean) : QVariant();
    }
    return textOfAll(rows, column).isEmpty() ? QVariant() : sortKey(*rows.front(), column);
}

} // namespace dpl::ui
