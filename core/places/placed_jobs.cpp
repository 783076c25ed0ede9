#include "places/placed_jobs.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/stopped.hpp"
#include "places/backend.hpp"
#include "places/place_test.hpp"
#include "places/remote_placement.hpp"
#include "places/slurm_script.hpp"
#include "recipes/recipes.hpp"
#include "runs/folder_walk.hpp"
#include "runs/run_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace dpl::places {

namespace {

constexpr int deepestJob = 16; ///< below a root: mirrors lie as deep as their folders there

/// Throws Error if something is at work in a job's folder.
void refuseIfBusy(const std::filesystem::path& folder, Shells& shells, const std::stop_token& stop)
{
    if (isPresent(folder / runs::placedName)) {
        PlacedJob there = readPlacedJob(folder);
        look({&there, 1}, shells, stop);
        if (isActive(there.state.stage)) {
            throw Error(folder.string() + " holds job " + there.id() + " at " + there.place.name + ", which is "
                + placedText(there.state) + "; cancel it first, or choose another folder");
        }
    }
    if (isPresent(folder / "run.json") && runs::readRun(folder).state == runs::RunState::running) {
        throw Error(folder.string() + " holds a run that is at work; stop it first, or choose another folder");
    }
}

/// Whether a job's place.json is still of this job: others may have given it to its place again, or removed it, since
/// it was read. Takes over what they asked of it.
bool isWhatIsWritten(PlacedJob& job)
{
    try {
        const PlacedJob written = readPlacedJob(job.folder);
        if (written.submitted != job.submitted || written.handle != job.handle) {
            return false;
        }
        job.asked = written.asked;
        job.askedAt = written.askedAt;
        return true;
    } catch (const Error&) {
        return false;
    }
}

/// What a start that failed leaves of a file: what was there before.
void putBack(const std::filesystem::path& file, const std::optional<std::string>& text)
{
    try {
        if (text) {
            writeFileAtomically(file, *text);
        } else {
            std::filesystem::remove(file);
        }
    } catch (const std::exception&) {
        // Why the start failed is what is told.
    }
}

/// Looks at jobs that one shell leads to. Where that fails, all that was known before stays, and that it failed.
void lookThere(const std::vector<PlacedJob*>& jobs, Shells& shells, const std::stop_token& stop)
{
    const Place& place = jobs.front()->place;
    const auto tell = [&jobs](PlacedReach reach, const std::string& error) {
        for (PlacedJob* job : jobs) {
            job->state.reach = reach;
            job->state.error = error;
        }
    };
    tell(PlacedReach::reached, "");
    try {
        std::vector<PlacedJob*> list = jobs;
        backendOf(place.kind)->look(list, *shells.of(place), stop);
    } catch (const NeedsUser& trouble) {
        tell(PlacedReach::needsUser, trouble.what());
    } catch (const Error& trouble) {
        tell(PlacedReach::unreachable, trouble.what());
    }
}

/// Where a job lies, here and where it runs.
void setFolders(PlacedJob& job, const JobToPlace& asked)
{
    if (!isRemote(job.place.kind)) {
        job.folder = std::filesystem::absolute(asked.folder.empty() ? jobFolder(job.recipe, asked.root) : asked.folder)
                         .lexically_normal();
        job.there = job.folder.string();
        return;
    }
    std::filesystem::path own = asked.folder.empty() ? recipes::folderOf(job.recipe) : asked.folder;
    if (own.empty()) {
        const std::filesystem::path all = folderThere(job.place, asked.root / "jobs", asked.root);
        own = all / runs::newRunFolder(mirrorOf(job.place.host, all), recipes::kindOf(job.recipe).name).filename();
    }
    job.there = folderThere(job.place, own, asked.root);
    job.folder = mirrorOf(job.place.host, job.there);
}

/// Throws NeedsUser if the user has to answer something first, and Error if something else at a place does not work.
void requireWorking(const Place& place, Shells& shells, const std::stop_token& stop)
{
    if (const PlaceTest result = test(place, shells, stop); !result.problem.empty()) {
        const std::string sentence = place.name + " cannot take the job: " + result.problem;
        if (result.needsUser) {
            throw NeedsUser(sentence);
        }
        throw Error(sentence);
    }
}

/// A job with its place, folders and recipe, of which nothing is on disk.
PlacedJob prepared(const Place& place, const JobToPlace& asked)
{
    PlacedJob job;
    job.place = place;
    job.recipe = recipes::settled(asked.recipe);
    setFolders(job, asked);
    job.request = asked.slurm;
    job.script = asked.script;
    return job;
}

/// Starts a job that is prepared, in its folder. `told`: of what is sent; none: its recipe is as it is there.
void startIn(PlacedJob& job, const ProgressTold* told, Shells& shells, const std::stop_token& stop)
{
    const auto backend = backendOf(job.place.kind);
    const std::shared_ptr<Shell> shell = shells.of(job.place);
    makeFolder(job.folder);
    refuseIfBusy(job.folder, shells, stop);
    if (!shell->sharesFiles() && told != nullptr) {
        requireWorking(job.place, shells, stop);
        job.recipe = recipeThere(job, *shell, *told, stop);
    }
    job.submitted = runs::utcNow();
    job.state.seen = job.submitted;
    const std::filesystem::path sidecar = job.folder / runs::placedName;
    const std::optional<std::string> before =
        isPresent(sidecar) ? std::optional(readFile(sidecar)) : std::optional<std::string>();
    writePlacedJob(job); // what cannot be followed is not started
    try {
        backend->start(job, *shell, stop);
    } catch (...) {
        putBack(sidecar, before);
        throw;
    }
    try {
        writePlacedJob(job);
    } catch (...) {
        backend->stop(job, StopHow::now, *shell, {}); // nobody would find it again
        throw;
    }
}

} // namespace

std::unique_ptr<Backend> backendOf(PlaceKind kind)
{
    if (kind == PlaceKind::apart) {
        return apartBackend();
    }
    if (kind == PlaceKind::ssh) {
        return sshBackend();
    }
    if (isSlurm(kind)) {
        return slurmBackend();
    }
    throw Error("no job can be given to a place of the kind " + toString(kind));
}

std::filesystem::path jobFolder(const Json& recipe, const std::filesystem::path& root)
{
    const std::filesystem::path own = recipes::folderOf(recipe);
    return own.empty() ? runs::newRunFolder(root / "jobs", recipes::kindOf(recipe).name) : own;
}

PlacedJob start(const Place& place, const JobToPlace& asked, Shells& shells, const std::stop_token& stop)
{
    backendOf(place.kind); // throws
    PlacedJob job = prepared(place, asked);
    startIn(job, &asked.told, shells, stop);
    return job;
}

PlacedJob startAgain(const PlacedJob& earlier, Shells& shells, const std::stop_token& stop)
{
    PlacedJob job = earlier;
    job.handle = {};
    job.state = {};
    job.asked.reset();
    job.askedAt.clear();
    startIn(job, nullptr, shells, stop);
    return job;
}

std::string scriptOf(const Place& place, const JobToPlace& asked)
{
    return slurmScript(prepared(place, asked));
}

void look(std::span<PlacedJob> jobs, Shells& shells, const std::stop_token& stop)
{
    std::map<std::tuple<PlaceKind, std::string>, std::vector<PlacedJob*>> groups;
    for (PlacedJob& job : jobs) {
        // One that is over is not done with before all that it wrote is here.
        const bool isOpen = isActive(job.state.stage) || job.state.reach != PlacedReach::reached;
        if (isOpen || job.state.stage == PlacedStage::unknown) {
            groups[{job.place.kind, job.place.host}].push_back(&job);
        }
    }
    for (const auto& [ignored, group] : groups) {
        std::vector<PlacedState> before;
        for (PlacedJob* job : group) {
            before.push_back(job->state);
            isWhatIsWritten(*job); // it may have been asked to end
        }
        lookThere(group, shells, stop);
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (group[i]->state != before[i] && isWhatIsWritten(*group[i])) {
                writePlacedJob(*group[i]);
            }
        }
    }
}

void fetchModels(const PlacedJob& job, Shells& shells, const std::stop_token& stop)
{
    const std::shared_ptr<Shell> shell = shells.of(job.place);
    if (!shell->sharesFiles()) {
        shell->fetch(job.there, job.folder, Fetch::models, stop);
    }
}

void stop(PlacedJob& job, StopHow how, Shells& shells, const std::stop_token& stop)
{
    // A second signal would end at once what is saving after the first.
    constexpr double longestSaving = 60.0; // seconds
    if (how == StopHow::save && job.asked == how && runs::secondsSince(job.askedAt).value_or(0.0) < longestSaving) {
        return;
    }
    backendOf(job.place.kind)->stop(job, how, *shells.of(job.place), stop);
    job.asked = how;
    job.askedAt = runs::utcNow();
    writePlacedJob(job);
}

JobList list(const std::vector<std::filesystem::path>& roots, const std::stop_token& stop)
{
    JobList found;
    std::set<std::filesystem::path> seen;
    for (const std::filesystem::path& root : roots) {
        for (const runs::SeenFolder& folder : runs::walkBelow({root, deepestJob}, stop)) {
            std::error_code ignored;
            if (!folder.holds(runs::placedName)
                || !seen.insert(std::filesystem::weakly_canonical(folder.path, ignored)).second) {
                continue;
            }
            try {
                found.jobs.push_back(readPlacedJob(folder.path));
            } catch (const Error& error) {
                found.unreadable.push_back({folder.path, error.what()});
            }
        }
    }
    std::stable_sort(found.jobs.begin(), found.jobs.end(),
        [](const PlacedJob& a, const PlacedJob& b) { return a.submitted > b.submitted; });
    return found;
}

std::filesystem::path mirrorsFolder()
{
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    const std::filesystem::path folder = data != nullptr && *data == '/'
        ? std::filesystem::path(data)
        : std::filesystem::path(home != nullptr ? home : "/") / ".local" / "share";
    return folder / "dpl-workbench" / "remote";
}

} // namespace dpl::places
