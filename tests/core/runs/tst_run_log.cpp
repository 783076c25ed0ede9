#include "runs/run_log.hpp"

#include "runs/run_folder.hpp"
#include "runs/run_recorder.hpp"
#include "runs/run_result.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include <unistd.h>

namespace dpl::runs {
namespace {

using Texts = std::vector<std::string>;

RunRecord trainingRecord()
{
    RunRecord record;
    record.kind = "training";
    record.title = "A run";
    record.params = {{"learning_rate", 0.1}};
    record.device = "cpu";
    record.threads = 2;
    record.totalSteps = 30;
    return record;
}

/// Events and texts as "warning: text".
Texts texts(const std::filesystem::path& folder)
{
    Texts all;
    for (const LogEntry& entry : readLog(folder)) {
        all.push_back(toString(entry.event) + ": " + entry.text + (entry.times > 1 ? " x" : "")
            + (entry.times > 1 ? std::to_string(entry.times) : ""));
    }
    return all;
}

class RunLogTest : public testing::Test {
protected:
    /// A part of a run: what it tells by way of its recorder, and how it ends.
    void part(RunState end, const std::function<void(Observer&)>& tell, RunStart start = RunStart::continueOrBegin)
    {
        RunFolder run(folder, trainingRecord(), start);
        Observer nobody;
        RunRecorder<Observer> recorder(run, nobody);
        tell(recorder);
        run.end(end, end == RunState::failed ? "the disk is full" : "", {});
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path folder = temporary / "run";
    const std::string host = [] {
        char name[256] = "";
        ::gethostname(name, sizeof name);
        return std::string(name);
    }();
};

TEST_F(RunLogTest, saysWhatHappenedToARunInAllItsParts)
{
    part(RunState::stopped, [](Observer& observer) {
        observer.warned("36 of 187 rows are left out");
        observer.progressed({"Training", 8, 30});
        observer.noted("wrote the checkpoint step-8");
    });
    part(RunState::failed, [](Observer& observer) { observer.noted("resumed from the checkpoint step-8"); });
    part(RunState::finished, [](Observer& observer) { observer.progressed({"Training", 30, 30}); });
    const std::string where = "training with dpl " + readRun(folder).programVersion + " on " + host + ", process "
        + std::to_string(::getpid()) + ": cpu, 2 threads";
    EXPECT_EQ(texts(folder),
        (Texts{"began: " + where, "warning: 36 of 187 rows are left out", "note: wrote the checkpoint step-8",
            "stopped: at step 8 of 30; the run can be resumed", "resumed: " + where + "; it was stopped at step 8",
            "note: resumed from the checkpoint step-8", "failed: the disk is full",
            "resumed: " + where + "; it had failed at step 8", "finished: at step 30 of 30"}));
    const Json first =
        parseJson(readFile(folder / "log.jsonl").substr(0, readFile(folder / "log.jsonl").find('\n')), "");
    EXPECT_EQ(first["host"], host);
    EXPECT_EQ(first["process"], ::getpid());
    EXPECT_EQ(first["params"], trainingRecord().params);
    EXPECT_EQ(first["time"], readRun(folder).created);
}

TEST_F(RunLogTest, repeatedWarningsAreCountedAndDoNotFlood)
{
    part(RunState::finished, [](Observer& observer) {
        for (int i = 0; i < 1234; ++i) {
            observer.warned("again");
        }
        observer.warned("once");
    });
    const Texts all = texts(folder);
    EXPECT_EQ(Texts(all.begin() + 1, all.end()),
        (Texts{"warning: again x1234", "warning: once", "finished: at step 0 of 30"}));
    const std::string text = readFile(folder / "log.jsonl");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 8) << "at 1, 10, 100, 1000 and at the end";
    EXPECT_EQ(readRun(folder).warnings, (Texts{"again", "once"}));
}

TEST_F(RunLogTest, differentWarningsAreBounded)
{
    part(RunState::finished, [](Observer& observer) {
        for (std::size_t i = 0; i < RunLog::mostWarnings + 50; ++i) {
            observer.warned("row " + std::to_string(i));
        }
    });
    const std::vector<LogEntry> entries = readLog(folder);
    ASSERT_EQ(entries.size(), 1 + RunLog::mostWarnings + 1 + 1);
    EXPECT_EQ(entries[RunLog::mostWarnings + 1].times, 50);
    const Texts warnings = readRun(folder).warnings;
    ASSERT_EQ(warnings.size(), RunFolder::mostWarnings);
    EXPECT_EQ(warnings[RunFolder::mostWarnings - 2], "row 48");
    EXPECT_NE(warnings.back().find("log.jsonl"), std::string::npos);
}

TEST_F(RunLogTest, warningsOfEveryPartAreInTheRecordOnce)
{
    part(RunState::stopped, [this](Observer& observer) {
        observer.warned("rows are left out");
        EXPECT_EQ(readRun(folder).warnings, (Texts{"rows are left out"})) << "at once";
    });
    part(RunState::stopped, [](Observer& observer) {
        observer.warned("rows are left out");
        observer.warned("a checkpoint is damaged");
    });
    EXPECT_EQ(readRun(folder).warnings, (Texts{"rows are left out", "a checkpoint is damaged"}));
    EXPECT_EQ(texts(folder).size(), 7u) << "and in the log in both";
    part(RunState::stopped, [](Observer&) {}, RunStart::overwrite);
    EXPECT_EQ(readRun(folder).warnings, Texts());
    EXPECT_EQ(texts(folder).size(), 2u) << "of the run that replaced it";
}

TEST_F(RunLogTest, thatCannotBeWrittenCostsTheLogAloneAndIsSaid)
{
    part(RunState::stopped, [](Observer&) {});
    std::filesystem::remove(folder / "log.jsonl");
    std::filesystem::create_symlink("/dev/full", folder / "log.jsonl");
    part(RunState::finished, [](Observer& observer) { observer.noted("wrote the checkpoint step-8"); });
    const RunRecord ended = readRun(folder);
    EXPECT_EQ(ended.state, RunState::finished);
    ASSERT_EQ(ended.warnings.size(), 1u);
    EXPECT_NE(ended.warnings[0].find("log.jsonl"), std::string::npos);
}

TEST_F(RunLogTest, linesThatAreNoneOfALogAreReadAsTheyAre)
{
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "log.jsonl")
        << R"({"time":"2026-01-31T12:00:00Z","event":"warn)"
        << "\n"
        << R"({"time":"2026-01-31T12:00:01Z","event":"moved","text":"to another disk"})"
        << "\n[1]\n"
        << R"({"time":"2026-01-31T12:00:02Z","event":"warning","text":"cut","times":3})";
    const std::vector<LogEntry> entries = readLog(folder);
    ASSERT_EQ(entries.size(), 4u);
    EXPECT_EQ(entries[0], (LogEntry{"", LogEvent::note, R"({"time":"2026-01-31T12:00:00Z","event":"warn)", 1}));
    EXPECT_EQ(entries[1], (LogEntry{"2026-01-31T12:00:01Z", LogEvent::note, "to another disk", 1}));
    EXPECT_EQ(entries[2].text, "[1]");
    EXPECT_EQ(entries[3], (LogEntry{"2026-01-31T12:00:02Z", LogEvent::warning, "cut", 3}));
    EXPECT_EQ(logLine(entries[1]), "2026-01-31 12:00:01Z            to another disk");
    EXPECT_EQ(logLine(entries[3]), "2026-01-31 12:00:02Z  warning   cut (3 times)");
    EXPECT_TRUE(readLog(temporary / "none").empty());
}

TEST_F(RunLogTest, isAddedToAfterTheRun)
{
    part(RunState::finished, [](Observer&) {});
    addToLog(folder, "trained further as another run");
    EXPECT_EQ(texts(folder).back(), "note: trained further as another run");
}

TEST_F(RunLogTest, ofAFailureThatCannotBeRecordedTheFirstCauseIsTold)
{
    RunFolder run(folder, trainingRecord(), RunStart::overwrite);
    std::string told;
    try {
        endingAsFailed(run, [&]() -> int {
            std::filesystem::remove_all(folder);
            std::ofstream(folder) << "no folder any more";
            throw Error("the first cause");
        });
    } catch (const Error& error) {
        told = error.what();
    }
    EXPECT_EQ(told, "the first cause");
}

} // namespace
} // namespace dpl::runs
