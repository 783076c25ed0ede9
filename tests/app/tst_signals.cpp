#include "arguments.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "process.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <chrono>
#include <thread>

#include <signal.h>

namespace dpl {
namespace {

using test::Arguments;
using test::Ended;
using test::Process;
using test::says;

/// A long training on a tiny backbone, and what signals do to it.
class Signals : public testing::Test {
protected:
    /// The training, started by a shell with `before` in front of it: variables, or what is to be ignored.
    std::unique_ptr<Process> started(const std::string& before = {}) const
    {
        const std::string fixtures = DPL_FIXTURES;
        auto process = std::make_unique<Process>(
            Arguments{"/bin/sh", "-c",
                "unset SLURM_JOB_ID PBS_JOBID LSB_JOBID TORCHELASTIC_RUN_ID; " + before + " exec \"$0\" \"$@\"",
                DPL_EXECUTABLE, "train", "--model_name", fixtures + "/models/tiny-llama", "--data_path",
                fixtures + "/training/lora_pairs.jsonl", "--run_folder", run.string(), "--num_train_epochs", "3000",
                "--eval_steps", "0", "--logging_steps", "1", "--threads", "1", "--save_steps", "1000000"},
            temporary.path());
        waitFor(*process, [this] { return lines() > 2; });
        return process;
    }

    template <typename F> static void waitFor(Process& process, const F& holds)
    {
        for (const double start = steadySeconds(); !holds() && process.runs() && steadySeconds() - start < 60.0;) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ASSERT_TRUE(holds());
        ASSERT_TRUE(process.runs()) << process.end().err;
    }

    std::size_t lines() const
    {
        std::error_code ignored;
        return std::filesystem::exists(run / "metrics.jsonl", ignored) ? runs::readMetrics(run).size() : 0;
    }

    bool hasCheckpoint() const { return !listed().empty(); }

    std::vector<std::string> listed() const
    {
        std::vector<std::string> names;
        std::error_code ignored;
        for (std::filesystem::directory_iterator at(run / "checkpoints", ignored), end; !ignored && at != end;
             at.increment(ignored)) {
            if (at->path().filename().string().starts_with("step-")) {
                names.push_back(at->path().filename().string());
            }
        }
        return names;
    }

    void expectSaved(const Ended& ended, int exitCode) const
    {
        EXPECT_EQ(ended.exitCode, exitCode) << ended.err;
        EXPECT_TRUE(says(ended.err, "Run the same command to resume"));
        EXPECT_EQ(runs::readRun(run).state, runs::RunState::stopped);
        EXPECT_TRUE(hasCheckpoint());
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path run = temporary / "run";
};

TEST_F(Signals, ofATerminalThatClosesSaveWhatIsDone)
{
    const auto process = started();
    process->signal(SIGHUP);
    process->signal(SIGHUP);
    expectSaved(process->end(), 128 + SIGHUP);
}

TEST_F(Signals, underASchedulerSayThatTheCommandGoesOn)
{
    for (const auto& [variable, signal, code] : {std::tuple{"SLURM_JOB_ID", SIGTERM, 75}, {"PBS_JOBID", SIGHUP, 75},
             {"TORCHELASTIC_RUN_ID", SIGTERM, 75}, {"LSB_JOBID", SIGINT, 130}}) {
        std::filesystem::remove_all(run);
        const auto process = started(std::string(variable) + "=17; export " + variable + ";");
        process->signal(signal);
        SCOPED_TRACE(variable);
        expectSaved(process->end(), code);
    }
}

TEST_F(Signals, beforeATimeLimitSaveAndGoOn)
{
    const auto process = started();
    for (const int signal : {SIGUSR1, SIGUSR2}) {
        const auto before = listed();
        process->signal(signal);
        waitFor(*process, [&] { return listed() != before; });
        const std::size_t so_far = lines();
        waitFor(*process, [&] { return lines() > so_far + 5; });
    }
    EXPECT_EQ(runs::readRun(run).state, runs::RunState::running);
}

TEST_F(Signals, thatNohupIgnoresStayIgnored)
{
    const auto process = started("trap '' HUP;");
    process->signal(SIGHUP);
    const std::size_t so_far = lines();
    waitFor(*process, [&] { return lines() > so_far + 20; });
    process->signal(SIGTERM);
    expectSaved(process->end(), 128 + SIGTERM);
}

TEST_F(Signals, twiceLeaveAtOnceAndTheRunCanGoOn)
{
    const auto process = started();
    process->signal(SIGSTOP);
    process->signal(SIGTERM);
    process->signal(SIGINT);
    process->signal(SIGINT);
    process->signal(SIGCONT);
    const int code = process->end().exitCode;
    EXPECT_TRUE(code == 130 || code == 128 + SIGTERM) << code;
    EXPECT_NE(runs::readRun(run).state, runs::RunState::running);
}

} // namespace
} // namespace dpl
