#include "runs/run_folder.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/unfinished_files.hpp"
#include "runs/run_files.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <map>

namespace dpl::runs {

namespace {

constexpr int deepestRun = 4; // folders below the runs folder

void remove(const std::filesystem::path& folder, const std::filesystem::path& name)
{
    std::error_code error;
    std::filesystem::remove_all(folder / name, error);
    if (error) {
        throw Error("cannot replace the earlier run in " + folder.string() + ": " + error.message());
    }
}

/// Removes what a run writes, and nothing else: the folder may hold figures and files of the user's own.
void removeEarlierRun(const std::filesystem::path& folder)
{
    for (const char* name : {"run.json", "run.json.began", "metrics.jsonl", "log.jsonl", "tensorboard", "checkpoints",
             "outputs", oldTokens}) {
        remove(folder, name);
    }
}

/// The run that is to go on, if there is one. Where none is, the folder is empty of runs afterwards.
std::optional<RunRecord> earlierRun(const std::filesystem::path& folder, const FolderLock& lock, const RunRecord& asked,
    RunStart start, const CompletedParams& completed)
{
    refuseIfAtWork(folder, lock);
    removeUnfinished(folder, "run.json");
    removeUnfinished(folder / "outputs");
    removeUnfinished(folder / "checkpoints");
    if (start == RunStart::overwrite || !isPresent(folder / "run.json")) {
        removeEarlierRun(folder);
        return std::nullopt;
    }
    RunRecord earlier = readRun(folder);
    if (const auto differences = differencesOf(folder, earlier, asked, completed); !differences.empty()) {
        throw OtherRun(folder, differences);
    }
    return earlier;
}

/// The last time that an earlier part of the run has written, 0 if it wrote none. A line that cannot be read is said by
/// whoever reads the curves; it keeps no run from going on.
double secondsSoFar(const std::filesystem::path& file)
{
    std::error_code none;
    if (!std::filesystem::exists(file, none)) {
        return 0.0;
    }
    constexpr std::streamoff tailBytes = 65536;
    std::ifstream stream(file, std::ios::binary | std::ios::ate);
    const std::streamoff size = stream.tellg();
    const std::streamoff begin = std::max<std::streamoff>(0, size - tailBytes);
    stream.seekg(begin);
    double seconds = 0.0;
    for (std::string line; std::getline(stream, line);) {
        const Json value = Json::parse(line, nullptr, false);
        if (value.is_object() && value.contains("time") && value["time"].is_number()) {
            seconds = std::max(seconds, value["time"].get<double>());
        }
    }
    return seconds;
}

} // namespace

std::vector<ParamDifference> differencesOf(const std::filesystem::path& folder, const RunRecord& there,
    const RunRecord& asked, const CompletedParams& completed)
{
    if (there.kind != asked.kind) {
        return {{"kind", there.kind, asked.kind}};
    }
    const std::string source = (folder / "run.json").string() + ": params";
    return paramDifferences(completed ? completed(there.params, source) : there.params, asked.params);
}

RunFolder::RunFolder(
    const std::filesystem::path& folder, RunRecord record, RunStart start, const CompletedParams& completed)
    : m_path(folder), m_lock(folder / lockName), m_turn(std::in_place, folder), m_record(std::move(record)),
      m_earlier(earlierRun(folder, m_lock, m_record, start, completed)), m_metrics(folder / "metrics.jsonl"),
      m_recordFile(folder), m_log(folder)
{
    if (m_earlier) {
        m_record.warnings = m_earlier->warnings;
        m_record.created = m_earlier->created;
        m_record.step = m_earlier->step;
        m_record.totalSteps = m_earlier->totalSteps;
    } else {
        m_record.created = utcNow();
    }
    m_record.programVersion = DPL_VERSION;
    m_record.state = RunState::running;
    m_record.finished.clear();
    m_record.message.clear();
    m_began = steadySeconds() - secondsSoFar(m_path / "metrics.jsonl");
    m_recordFile.begin(m_record);
    m_turn.reset();
    m_lastWrite = steadySeconds();
    logStart();
}

/// What cannot be logged costs the log, not the run; run.json says so.
template <typename Write> void RunFolder::log(const Write& write)
{
    try {
        write();
    } catch (const Error& error) {
        addWarning(error.what());
    }
}

void RunFolder::addWarning(const std::string& message)
{
    std::vector<std::string>& warnings = m_record.warnings;
    if (warnings.size() >= mostWarnings || std::find(warnings.begin(), warnings.end(), message) != warnings.end()) {
        return;
    }
    warnings.push_back(warnings.size() + 1 < mostWarnings ? message : "There are further warnings; log.jsonl has them");
}

void RunFolder::logStart()
{
    const ProcessIdentity own = thisProcess();
    Json more{{"host", own.host}, {"process", own.pid}, {"program_version", m_record.programVersion},
        {"device", m_record.device}, {"threads", m_record.threads}};
    std::string text = m_record.kind + " with dpl " + m_record.programVersion + " on " + own.host + ", process "
        + std::to_string(own.pid) + ": " + m_record.device + ", " + std::to_string(m_record.threads)
        + (m_record.threads == 1 ? " thread" : " threads");
    if (m_earlier) {
        const bool ended = m_earlier->state == RunState::failed || m_earlier->state == RunState::finished;
        text += std::string(ended ? "; it had " : "; it was ") + toString(m_earlier->state) + " at step "
            + std::to_string(m_earlier->step);
    } else {
        more["params"] = m_record.params;
    }
    log([&] { m_log.write(m_earlier ? LogEvent::resumed : LogEvent::began, text, more); });
}

void RunFolder::logEnd()
{
    const std::string steps = "at step " + std::to_string(m_record.step) + " of " + std::to_string(m_record.totalSteps);
    log([&] {
        m_log.writeCounts();
        switch (m_record.state) {
        case RunState::finished: m_log.write(LogEvent::finished, steps); break;
        case RunState::stopped: m_log.write(LogEvent::stopped, steps + "; the run can be resumed"); break;
        default: m_log.write(LogEvent::failed, m_record.message); break;
        }
    });
}

void RunFolder::warned(const std::string& message)
{
    log([&] { m_log.warn(message); });
    const std::size_t before = m_record.warnings.size();
    addWarning(message);
    if (m_record.warnings.size() != before) {
        m_recordFile.update(m_record);
    }
}

void RunFolder::noted(const std::string& message)
{
    log([&] { m_log.write(LogEvent::note, message); });
}

std::vector<std::string> RunFolder::warningsOfStart() const
{
    std::vector<std::string> warnings;
    if (!m_lock.problem().empty()) {
        warnings.push_back("there are no file locks in " + m_path.string() + " (" + m_lock.problem()
            + "): whether another process writes this run is known only by what run.json says of it");
    }
    if (m_earlier && !m_earlier->cut.is_null() && m_earlier->cut != m_record.cut) {
        warnings.push_back("it was begun with rows cut as " + dumpJson(m_earlier->cut) + " and resumes with "
            + dumpJson(m_record.cut) + ": last digits may differ from those of a run made in one go");
    }
    return warnings;
}

void RunFolder::clearModel(const std::filesystem::path& name)
{
    if (goesOn()) {
        removeUnfinished(m_path / name);
    } else {
        remove(m_path, name);
    }
}

void RunFolder::removeWhatOnlyWorkNeeds()
{
    for (const char* name : whatOnlyWorkNeeds) {
        std::error_code ignored;
        std::filesystem::remove_all(m_path / name, ignored);
    }
}

void RunFolder::append(const Metrics& metrics)
{
    Json line;
    line["series"] = metrics.series;
    line["step"] = metrics.step;
    for (const auto& [name, value] : metrics.values) {
        line[name] = finiteOrNull(value);
    }
    line["time"] = std::round((steadySeconds() - m_began) * 1000.0) / 1000.0;
    m_metrics.append(dumpJson(line));
}

void RunFolder::progressed(const Progress& progress)
{
    m_record.step = progress.step;
    m_record.totalSteps = progress.total;
    if (steadySeconds() - m_lastWrite >= 1.0) {
        m_recordFile.update(m_record);
        m_lastWrite = steadySeconds();
    }
}

void RunFolder::end(RunState state, const std::string& message, Json summary)
{
    m_record.state = state;
    m_record.message = message;
    m_record.finished = utcNow();
    m_record.summary = std::move(summary);
    m_metrics.sync();
    logEnd();
    m_recordFile.end(m_record);
}

RunRecord readRun(const std::filesystem::path& folder)
{
    RunRecord record = readRecord(folder);
    record.placed = placedStateOver(folder);
    if (record.state == RunState::running && !isAtWork(record, FolderLock::state(folder / lockName))
        && !(record.placed && mayBeAtWork(*record.placed))) {
        record.state = RunState::interrupted;
    }
    return record;
}

std::vector<std::string> warningsOf(const std::filesystem::path& folder)
{
    std::error_code ignored;
    if (!std::filesystem::exists(folder / "run.json", ignored)) {
        return {};
    }
    try {
        return readRun(folder).warnings;
    } catch (const Error& error) {
        return {std::string("what it warned of is not known: ") + error.what()};
    }
}

std::vector<Metrics> readMetrics(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "metrics.jsonl";
    const std::string text = readFile(file);
    std::vector<Metrics> points;
    std::map<std::pair<std::string, std::int64_t>, std::size_t> at;
    int number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string::npos) {
            break;
        }
        ++number;
        const std::string where = file.string() + ":" + std::to_string(number);
        const Json line = parseJson(text.substr(begin, end - begin), where);
        begin = end + 1;
        const JsonObject object(line, where);
        Metrics metrics{object.string("series"), object.integer("step"), {}};
        for (const auto& [key, value] : line.items()) {
            if (key != "series" && key != "step" && key != "time") {
                metrics.values.emplace_back(key, value.is_null() ? std::nan("") : object.number(key));
            }
        }
        const auto [found, isNew] = at.try_emplace({metrics.series, metrics.step}, points.size());
        if (isNew) {
            points.push_back(std::move(metrics));
        } else {
            points[found->second] = std::move(metrics);
        }
    }
    return points;
}

bool isRunFolder(const SeenFolder& folder)
{
    if (folder.depth > deepestRun || !folder.holds("run.json")) {
        return false;
    }
    for (const SeenFolder* above = folder.above; above != nullptr; above = above->above) {
        if (above->holds("run.json")) {
            return false;
        }
    }
    return true;
}

bool isFileOfRun(const std::string& name)
{
    return name == "metrics.jsonl" || name == "log.jsonl";
}

std::vector<FoundRun> findRuns(const std::filesystem::path& root)
{
    std::vector<FoundRun> found;
    for (const SeenFolder& folder : walkBelow({root, deepestRun})) {
        if (!isRunFolder(folder)) {
            continue;
        }
        FoundRun run{folder.path, {}, {}};
        try {
            run.record = readRun(folder.path);
        } catch (const Error& error) {
            run.error = error.what();
        }
        found.push_back(std::move(run));
    }
    std::stable_sort(found.begin(), found.end(),
        [](const FoundRun& a, const FoundRun& b) { return a.record.created > b.record.created; });
    return found;
}

std::filesystem::path newRunFolder(const std::filesystem::path& root, const std::string& stem)
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "-%Y%m%d-%H%M%S", &parts);
    std::filesystem::path folder = root / (stem + stamp);
    std::error_code ignored; // what cannot be looked at is said when the run is begun
    for (int attempt = 2; std::filesystem::exists(folder, ignored); ++attempt) {
        folder = root / (stem + stamp + "-" + std::to_string(attempt));
    }
    return folder;
}

} // namespace dpl::runs
