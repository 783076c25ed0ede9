#include "places/backend.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "places/job_exit.hpp"
#include "places/own_program.hpp"
#include "runs/run_record.hpp"

#include <cerrno>
#include <cstring>

#include <signal.h>

namespace dpl::places {

namespace {

/// The command that does a job; lines of setup run before it in the same process.
std::vector<std::string> commandOf(const PlacedJob& job)
{
    const std::string program = job.place.program == Place().program ? ownProgram() : job.place.program;
    std::vector<std::string> words{program, "job", (job.folder / recipeName).string()};
    if (!job.place.setup.empty()) {
        std::string script;
        for (const std::string& line : job.place.setup) {
            script += line + "\n";
        }
        words.insert(words.begin(), {"sh", "-c", script + "exec \"$0\" \"$@\""});
    }
    return words;
}

class Apart final : public Backend {
public:
    void start(PlacedJob& job, Shell&, const std::stop_token&) const override
    {
        if (job.request != SlurmRequest() || !job.script.empty()) {
            throw Error("what is asked of Slurm means nothing on this computer");
        }
        writeJsonFile(job.folder / recipeName, job.recipe);
        std::error_code ignored;
        std::filesystem::remove(job.folder / exitName, ignored); // an earlier job's
        job.state.process = startDetached({commandOf(job)}, job.folder / logName);
        job.state.stage = PlacedStage::running;
    }

    void look(std::span<PlacedJob*> jobs, Shell&, const std::stop_token&) const override
    {
        for (PlacedJob* job : jobs) {
            try {
                lookAt(*job);
            } catch (const Unreachable& error) {
                job->state.reach = PlacedReach::unreachable;
                job->state.error = error.what();
            } catch (const Error& error) {
                job->state.stage = PlacedStage::failed;
                job->state.reason = error.what();
            }
        }
    }

    void stop(PlacedJob& job, StopHow how, Shell&, const std::stop_token&) const override
    {
        const ProcessIdentity process = processOf(job);
        if (process.host != thisProcess().host) {
            throw Error("the job runs on " + process.host + "; stop it there");
        }
        if (!isOfThisMachine(process) || !stillRuns(process)) {
            return;
        }
        const auto pid = static_cast<pid_t>(process.pid);
        // It leads a session of its own: what it started ends with it.
        const int result = how == StopHow::save ? ::kill(pid, SIGTERM) : ::kill(-pid, SIGKILL);
        if (result != 0 && errno != ESRCH) {
            throw Error("process " + std::to_string(process.pid) + " cannot be stopped: " + std::strerror(errno));
        }
    }

private:
    static const ProcessIdentity& processOf(const PlacedJob& job)
    {
        if (!job.state.process) {
            throw Error((job.folder / runs::placedName).string() + " does not say which process does the job");
        }
        return *job.state.process;
    }

    static void lookAt(PlacedJob& job)
    {
        const ProcessIdentity& process = processOf(job);
        if (process.host != thisProcess().host) {
            throw Unreachable("the job runs on " + process.host + ", and its process cannot be seen from here");
        }
        job.state.seen = runs::utcNow();
        job.state.reason.clear();
        if (isOfThisMachine(process) && stillRuns(process)) {
            job.state.stage = PlacedStage::running;
            return;
        }
        const auto exit = readJobExit(job.folder);
        if (exit && exit->process == process) {
            job.state.stage = exit->stage;
            job.state.reason = exit->message;
            job.state.seen = exit->time;
            return;
        }
        const bool isCancelled = job.asked == StopHow::now;
        job.state.stage = isCancelled ? PlacedStage::cancelled : PlacedStage::failed;
        job.state.reason = isCancelled ? "" : "its process was ended from outside, or the computer was restarted";
    }
};

} // namespace

std::unique_ptr<Backend> apartBackend()
{
    return std::make_unique<Apart>();
}

} // namespace dpl::places
