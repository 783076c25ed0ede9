#include "places/backend.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "places/slurm_queue.hpp"
#include "places/slurm_script.hpp"
#include "places/slurm_state.hpp"
#include "places/sweep_array.hpp"
#include "recipes/recipes.hpp"
#include "recipes/sweep_recipe.hpp"
#include "runs/run_record.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace dpl::places {

namespace {

/// Throws if a command of Slurm's failed: Unreachable where it says nothing of the job.
void require(const Shell::Output& output, const std::string& command, const std::string& refusal)
{
    if (output.status == 0) {
        return;
    }
    const std::string said = slurmErrorText(output.err);
    constexpr int notFound = 127;
    if (output.status == notFound) {
        throw Unreachable(command + " is not found: Slurm's commands are not installed there, or not in PATH");
    }
    for (const char* sign : {"Unable to contact", "Socket timed out", "Zero Bytes", "Connection refused",
             "Could not establish", "connect failure"}) {
        if (output.err.find(sign) != std::string::npos) {
            throw Unreachable("Slurm does not answer: " + said);
        }
    }
    throw Error(refusal + (said.empty() ? command + " ended with status " + std::to_string(output.status) : said));
}

Shell::Output ask(Shell& shell, const std::string& script, const std::string& command, const std::stop_token& stop)
{
    try {
        return shell.run(script, {}, questionDeadline, stop);
    } catch (const TimedOut&) {
        throw Unreachable("Slurm does not answer: " + command + " said nothing for "
            + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(questionDeadline).count()) + " s");
    }
}

std::string elementFolder(const PlacedJob& job, const std::string& index)
{
    return job.there + "/" + arrayName + "/" + index;
}

/// Hands the script to sbatch, with further options. The job's number.
std::string submit(
    const PlacedJob& job, const std::vector<std::string>& options, Shell& shell, const std::stop_token& stop)
{
    std::string script = "cd " + shellWord(job.there) + " && sbatch --parsable";
    for (const std::string& option : options) {
        script += " " + shellWord(option);
    }
    Shell::Output output;
    try {
        output = shell.run(script + " " + scriptName + "\n", {}, questionDeadline, stop);
    } catch (const TimedOut&) {
        throw Unreachable(
            "sbatch did not answer in time, and may have taken the job; look at squeue before you try again");
    }
    require(output, "sbatch", "Slurm refused the job: ");
    return parseSubmitted(output.out);
}

class Slurm final : public Backend {
public:
    void start(PlacedJob& job, Shell& shell, const std::stop_token& stop) const override
    {
        checkTasks(job);
        const bool isSweep = recipes::kindOf(job.recipe).name == std::string(recipes::SweepRecipe::kind);
        const std::vector<ArrayElement> elements =
            isSweep ? arrayOf(job.recipe, shell.sharesFiles()) : std::vector<ArrayElement>();
        std::vector<TextThere> files{{job.there + "/" + recipeName, dumpJson(job.recipe, 2) + "\n"},
            {job.there + "/" + scriptName, job.script.empty() ? slurmScript(job) : job.script}};
        std::vector<int> indices;
        for (const ArrayElement& element : elements) {
            indices.push_back(element.index);
            files.push_back({elementFolder(job, std::to_string(element.index)) + "/" + recipeName,
                dumpJson(element.recipe, 2) + "\n"});
        }
        removeEarlierExits(job, shell, stop);
        writeThere(shell, files, stop);
        if (elements.empty()) {
            job.handle.slurm = submit(job, {}, shell, stop);
        } else {
            submitArray(job, indices, shell, stop);
        }
        job.state.stage = PlacedStage::pending;
    }

    void look(std::span<PlacedJob*> jobs, Shell& shell, const std::stop_token& stop) const override
    {
        const Shell::Output output = ask(shell, queueScript(), "squeue", stop);
        require(output, "squeue", "Slurm does not tell of its jobs: ");
        const std::vector<QueueEntry> queue = parseQueue(output.out);
        const std::string now = runs::utcNow();
        std::vector<Over> over;
        for (PlacedJob* job : jobs) {
            lookAt(*job, queue, now, over);
        }
        tellEnds(over, now, shell, stop);
        if (!shell.sharesFiles()) {
            bringRecords(jobs, shell, stop);
        }
    }

    void stop(PlacedJob& job, StopHow how, Shell& shell, const std::stop_token& stop) const override
    {
        if (job.handle.slurm.empty()) {
            throw Error((job.folder / runs::placedName).string() + " does not say which job of Slurm's it is");
        }
        const std::string ids = job.handle.slurm + (job.handle.slurmLast.empty() ? "" : " " + job.handle.slurmLast);
        // What waits has nothing to save; what runs gets SIGINT, the tasks alone, and is not killed after it.
        const std::string script = how == StopHow::now
            ? "scancel " + ids + "\n"
            : "scancel --state=PENDING " + ids + "; scancel --signal=INT --state=RUNNING " + ids + "\n";
        const Shell::Output output = ask(shell, script, "scancel", stop);
        if (output.err.find("Invalid job id") == std::string::npos) { // it is over
            require(output, "scancel", "Slurm does not stop the job: ");
        }
    }

private:
    /// A job of which nothing is active any more, and what squeue says of it, if anything.
    struct Over {
        PlacedJob* job = nullptr;
        std::optional<QueueEntry> entry{};
    };

    /// What an earlier job in the folder left would be taken for this one's end.
    static void removeEarlierExits(const PlacedJob& job, Shell& shell, const std::stop_token& stop)
    {
        std::string script = "mkdir -p " + shellWord(job.there) + " && cd " + shellWord(job.there) + " && rm -f";
        for (const std::string& folder : {std::string(), std::string(arrayName) + "/*/"}) {
            for (const char* name : {slurmExitName, exitName}) {
                script += " " + folder + name;
            }
        }
        const Shell::Output output = shell.run(script + "\n", {}, questionDeadline, stop);
        if (output.status != 0) {
            throw Error("the folder " + job.there + " cannot be used there: " + slurmErrorText(output.err));
        }
    }

    void submitArray(PlacedJob& job, const std::vector<int>& indices, Shell& shell, const std::stop_token& stop) const
    {
        job.handle.elements = static_cast<int>(indices.size());
        job.handle.slurm = submit(job,
            {"--array=" + arrayText(indices, job.request.arrayLimit),
                "--output=" + outputPattern(job.there + "/" + arrayName) + "/%a/" + logName},
            shell, stop);
        try {
            job.handle.slurmLast = submit(job, {"--dependency=afterany:" + job.handle.slurm}, shell, stop);
        } catch (...) {
            ask(shell, "scancel " + job.handle.slurm + "\n", "scancel", {});
            throw;
        }
    }

    static const QueueEntry* entryOf(const std::vector<QueueEntry>& queue, const std::string& id)
    {
        const auto found =
            std::find_if(queue.begin(), queue.end(), [&id](const QueueEntry& entry) { return entry.id == id; });
        return found == queue.end() ? nullptr : &*found;
    }

    static void lookAt(
        PlacedJob& job, const std::vector<QueueEntry>& queue, const std::string& now, std::vector<Over>& over)
    {
        std::optional<PlacedState> active;
        const bool isArray = !job.handle.slurmLast.empty();
        const QueueEntry* entry = entryOf(queue, isArray ? job.handle.slurmLast : job.handle.slurm);
        if (isArray) {
            std::vector<QueueEntry> elements;
            std::copy_if(queue.begin(), queue.end(), std::back_inserter(elements),
                [&job](const QueueEntry& element) { return element.job == job.handle.slurm; });
            active = arrayStateOf(job, elements, entry);
        } else if (entry != nullptr) {
            active = stateOf(*entry, job.state);
        }
        if (active && runs::isActive(active->stage)) {
            job.state = *active;
            job.state.seen = now;
        } else {
            over.push_back({&job, entry != nullptr ? std::optional(*entry) : std::nullopt});
        }
    }

    static void tellEnds(
        const std::vector<Over>& over, const std::string& now, Shell& shell, const std::stop_token& stop)
    {
        std::vector<std::string> folders;
        for (const Over& one : over) {
            folders.push_back(one.job->there);
        }
        const std::vector<SlurmEvidence> evidence = readEvidence(shell, folders, stop);
        for (std::size_t i = 0; i < over.size(); ++i) {
            PlacedJob& job = *over[i].job;
            const QueueEntry* entry = over[i].entry ? &*over[i].entry : nullptr;
            PlacedState state = endOf(job, entry, evidence[i], "", now);
            if (state.stage == PlacedStage::unknown) {
                state = endOf(job, entry, evidence[i], accountedState(job, shell, stop), now);
            }
            job.state = state;
        }
    }

    /// Brings what jobs write there into their folders here. One that cannot be brought is told of, and asked again.
    static void bringRecords(std::span<PlacedJob*> jobs, Shell& shell, const std::stop_token& stop)
    {
        for (PlacedJob* job : jobs) {
            if (job->state.stage == PlacedStage::pending || job->state.stage == PlacedStage::configuring) {
                continue; // there is nothing yet
            }
            try {
                shell.fetch(job->there, job->folder, Fetch::records, stop);
            } catch (const Unreachable&) {
                throw;
            } catch (const Error& error) {
                job->state.reach = PlacedReach::unreachable;
                job->state.error = error.what();
            }
        }
    }

    /// sacct's word for how a job ended; empty where it has none, as on clusters without accounting.
    static std::string accountedState(const PlacedJob& job, Shell& shell, const std::stop_token& stop)
    {
        const std::string& id = job.handle.slurmLast.empty() ? job.handle.slurm : job.handle.slurmLast;
        const Shell::Output output = ask(shell, "sacct -n -P -X -j " + id + " -o State\n", "sacct", stop);
        const std::string line = output.out.substr(0, output.out.find_first_of(" \r\n")); // "CANCELLED by 1000"
        return output.status == 0 ? line : std::string();
    }
};

} // namespace

std::unique_ptr<Backend> slurmBackend()
{
    return std::make_unique<Slurm>();
}

} // namespace dpl::places
