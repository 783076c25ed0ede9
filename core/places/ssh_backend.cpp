// Jobs on another machine, each a process of its own there that outlives the connection.

#include "places/backend.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "places/host_report.hpp"
#include "places/job_exit.hpp"
#include "places/ssh_trouble.hpp"
#include "runs/run_record.hpp"

#include <chrono>

namespace dpl::places {

namespace {

using namespace std::chrono_literals;

constexpr auto startDeadline = 120s; ///< setup lines load modules from slow disks

/// A sign of life of a process that another of the host's machines sees: as isAtWork has it.
constexpr std::int64_t signOfLife = 60; // seconds

std::string inFolder(const PlacedJob& job, const char* name)
{
    return (std::filesystem::path(job.there) / name).string();
}

std::string startScript(const PlacedJob& job)
{
    std::string script = "cd " + shellWord(job.there) + " || exit 1\nrm -f " + exitName + "\n{ :\n";
    for (const std::string& line : job.place.setup) {
        script += line + "\n";
    }
    script += "} >&2\n";
    script += "p=" + shellWord(job.place.program) + "\n";
    script += "command -v \"$p\" >/dev/null || { printf '%s\\n' \"there is no $p\" >&2; exit 127; }\n";
    script += "s=$(command -v setsid)\n"; // without it, nohup has to do
    script += "$s nohup \"$p\" job " + shellWord(inFolder(job, recipeName)) + " </dev/null >>" + logName
        + " 2>&1 &\njob=$!\n";
    return script + hostQuestion() + processQuestion(0, "$job");
}

/// Ends a process, if the number is still its own: by TERM, or at once with all that it started.
std::string stopScript(const ProcessIdentity& process, StopHow how)
{
    const std::string pid = std::to_string(process.pid);
    return "[ \"$(uname -n)\" = " + shellWord(process.host) + " ] || exit 3\n" + "s=$(cat /proc/" + pid
        + "/stat 2>/dev/null) || exit 0\n"
        + "set -- ${s##*) }\n" // from the third field on; the 22nd is when it started
        + "[ \"${20}\" = " + std::to_string(process.started) + " ] || exit 0\n"
        + (how == StopHow::save ? "kill -TERM " + pid : "kill -KILL -" + pid + " 2>/dev/null || kill -KILL " + pid)
        + "\n";
}

const ProcessIdentity& processOf(const PlacedJob& job)
{
    if (!job.state.process) {
        throw Error((job.folder / runs::placedName).string() + " does not say which process does the job");
    }
    return *job.state.process;
}

/// The last thing that a job wrote before it went without a word.
std::string lastWords(const std::filesystem::path& log)
{
    if (!isPresent(log)) {
        return {};
    }
    std::string text = readFile(log);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
        text.pop_back();
    }
    return firstLine(text.substr(text.find_last_of("\r\n") + 1));
}

void fail(PlacedState& state, const std::string& reason)
{
    state.stage = PlacedStage::failed;
    state.reason = reason;
}

/// What a report and the mirror, which was brought after it, say of a job.
void judge(PlacedJob& job, const HostReport& report, const ProcessReport& process)
{
    PlacedState& state = job.state;
    const ProcessIdentity& identity = processOf(job);
    const bool isSameMachine = report.host == identity.host && report.boot == identity.boot;
    state.seen = runs::utcNow();
    state.reason.clear();
    if (process.exit && process.exit->process == identity) {
        state.stage = process.exit->stage;
        state.reason = process.exit->message;
    } else if (isSameMachine && process.isAlive && process.started == identity.started) {
        state.stage = PlacedStage::running;
    } else if (report.host != identity.host) {
        const bool isAlive = process.written && report.now - *process.written < signOfLife;
        state.stage = isAlive ? PlacedStage::running : PlacedStage::unknown;
        state.reason = isAlive ? "" : "it was started on " + identity.host + ", which " + report.host + " cannot see";
    } else if (job.asked == StopHow::now) {
        state.stage = PlacedStage::cancelled;
    } else if (!process.hasFolder) {
        fail(state, "its folder is no longer there");
    } else if (report.boot != identity.boot) {
        fail(state, report.host + " was restarted meanwhile");
    } else {
        const std::string words = lastWords(job.folder / logName);
        fail(state, "its process was ended from outside" + (words.empty() ? "" : "; it wrote last: " + words));
    }
}

class BySsh final : public Backend {
public:
    void start(PlacedJob& job, Shell& shell, const std::stop_token& stop) const override
    {
        if (job.request != SlurmRequest() || !job.script.empty()) {
            throw Error("what is asked of Slurm means nothing on " + job.place.host
                + "; make it a place of the kind ssh-slurm if it is a cluster");
        }
        writeThere(shell, inFolder(job, recipeName), dumpJson(job.recipe, 2) + "\n", stop);
        const Shell::Output output = shell.run(startScript(job), {}, startDeadline, stop);
        if (output.status != 0) {
            throw Error("the job could not be started on " + job.place.host + ": " + firstLine(output.err)
                + "; say in the place's program where dpl is, and in its setup what has to be loaded first");
        }
        const HostReport report = parsedReport(output.out);
        const auto process = report.processes.find(0);
        if (process == report.processes.end() || process->second.pid <= 0) {
            throw Error(job.place.host + " does not say which process does the job: " + firstLine(output.out));
        }
        job.state.process = ProcessIdentity{report.host, report.boot, process->second.pid, process->second.started};
        job.state.stage = PlacedStage::running;
    }

    void look(std::span<PlacedJob*> jobs, Shell& shell, const std::stop_token& stop) const override
    {
        std::string script = hostQuestion();
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            script += processQuestion(static_cast<int>(i), std::to_string(processOf(*jobs[i]).pid))
                + folderQuestion(static_cast<int>(i), jobs[i]->there);
        }
        const HostReport report = parsedReport(shell.run(script, {}, questionDeadline, stop).out);
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            const auto process = report.processes.find(static_cast<int>(i));
            if (process == report.processes.end()) {
                throw Error(jobs[i]->place.host + " answers otherwise than it was asked");
            }
            try {
                // The files first: once a job is known to be over, it is not looked at again.
                if (process->second.hasFolder) {
                    shell.fetch(jobs[i]->there, jobs[i]->folder, Fetch::records, stop);
                }
                judge(*jobs[i], report, process->second);
            } catch (const Unreachable&) {
                throw; // the others cannot be reached either
            } catch (const Error& error) {
                jobs[i]->state.reach = PlacedReach::unreachable;
                jobs[i]->state.error = error.what();
            }
        }
    }

    void stop(PlacedJob& job, StopHow how, Shell& shell, const std::stop_token& stop) const override
    {
        const ProcessIdentity& process = processOf(job);
        const Shell::Output output = shell.run(stopScript(process, how), {}, questionDeadline, stop);
        if (output.status == 3) {
            throw Error("the job runs on " + process.host + ", and " + job.place.host
                + " leads to another machine now; stop it there (kill " + std::to_string(process.pid) + ")");
        }
        if (output.status != 0) {
            throw Error("process " + std::to_string(process.pid) + " on " + process.host
                + " cannot be stopped: " + firstLine(output.err));
        }
    }
};

} // namespace

std::unique_ptr<Backend> sshBackend()
{
    return std::make_unique<BySsh>();
}

} // namespace dpl::places
