#include "digit_pattern.hpp"
#include "error_message.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_result.hpp"
#include "temporary_folder.hpp"

#include <cmath>
#include <fstream>
#include <map>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dpl::runs {
namespace {

using test::errorOf;
using test::says;
using test::TemporaryFolder;

RunRecord syntheticRecord(double lr = 0.1)
{
    RunRecord record;
    record.kind = "synthetic";
    record.title = "A run";
    record.params = {{"lr", lr}};
    record.totalSteps = 10;
    return record;
}

void put(const std::filesystem::path& file, const std::string& content)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
}

/// A run that has ended.
void putRun(const std::filesystem::path& folder, const std::string& created)
{
    RunRecord ended = syntheticRecord();
    ended.created = created;
    ended.state = RunState::finished;
    put(folder / "run.json", ended.toJson().dump());
}

TEST(RunFolder, isRunningWhileItLivesAndWhatItEndedAsAfterwards)
{
    const TemporaryFolder temporary;
    const std::filesystem::path folder = temporary.path() / "a" / "run";
    {
        RunFolder run(folder, syntheticRecord(), RunStart::overwrite);
        EXPECT_EQ(readRun(folder).state, RunState::running);
        EXPECT_EQ(readRun(folder).finished, "");
        EXPECT_FALSE(readRun(folder).programVersion.empty());
        run.progressed({"training", 4, 12});
        run.end(RunState::stopped, "", {{"loss", 0.5}});
    }
    const RunRecord ended = readRun(folder);
    EXPECT_EQ(ended.state, RunState::stopped);
    EXPECT_EQ(ended.step, 4);
    EXPECT_EQ(ended.totalSteps, 12);
    EXPECT_EQ(ended.summary["loss"], 0.5);
    EXPECT_GE(ended.finished, ended.created);
}

TEST(RunFolder, leftWithoutAnEndIsInterrupted)
{
    const TemporaryFolder folder;
    {
        RunFolder run(folder.path(), syntheticRecord(), RunStart::overwrite);
    }
    EXPECT_EQ(readRun(folder.path()).state, RunState::interrupted);
    EXPECT_EQ(findRuns(folder.path()).at(0).record.state, RunState::interrupted);
}

TEST(RunFolder, ofAProcessThatWasKilledIsInterruptedAndCanBeResumed)
{
    const TemporaryFolder folder;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        RunFolder run(folder.path(), syntheticRecord(), RunStart::overwrite);
        run.append({"base", 1, {{"loss", 0.5}}});
        if (::write(ready[1], "x", 1) == 1) {
            ::pause();
        }
        ::_exit(1);
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    EXPECT_EQ(readRun(folder.path()).state, RunState::running);
    EXPECT_TRUE(
        says(errorOf([&] { RunFolder(folder.path(), syntheticRecord(), RunStart::overwrite); }), "another process"));
    EXPECT_EQ(readMetrics(folder.path()).size(), 1u) << "watched from another process, and not removed by it";
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ::close(ready[0]);
    ::close(ready[1]);

    const RunRecord killed = readRun(folder.path());
    EXPECT_EQ(killed.state, RunState::interrupted);
    RunFolder resumed(folder.path(), syntheticRecord(), RunStart::continueOrBegin);
    EXPECT_EQ(readRun(folder.path()).state, RunState::running);
    EXPECT_EQ(readRun(folder.path()).created, killed.created);
    EXPECT_EQ(readMetrics(folder.path()).size(), 1u);
}

TEST(RunFolder, thatFailedKeepsTheCauseWhateverItsBytes)
{
    const TemporaryFolder temporary;
    {
        RunFolder run(temporary / "run", syntheticRecord(), RunStart::overwrite);
        const auto work = []() -> int { throw Error("cannot read data/\xff.jsonl"); };
        EXPECT_EQ(errorOf([&] { endingAsFailed(run, work); }), "cannot read data/\xff.jsonl");
    }
    EXPECT_EQ(readRun(temporary / "run").state, RunState::failed);
    EXPECT_EQ(readRun(temporary / "run").message, "cannot read data/\ufffd.jsonl");
}

TEST(RunFolder, overwritingReplacesWhatARunWritesAndNothingElse)
{
    const TemporaryFolder folder;
    putRun(folder.path(), "2020-01-01T00:00:00Z");
    put(folder / "metrics.jsonl", "{\"series\": \"old\", \"step\": 1}\n");
    put(folder.path() / "checkpoints" / "step-1" / "x", "");
    put(folder.path() / "outputs" / "result.json", "{}");
    put(folder.path() / "tensorboard" / "events", "");
    put(folder.path() / "model" / "weights", "");
    put(folder / "figure.pdf", "mine");
    RunFolder run(folder.path(), syntheticRecord(), RunStart::overwrite);
    EXPECT_FALSE(run.goesOn());
    run.clearModel("model");
    EXPECT_FALSE(std::filesystem::exists(folder / "model"));
    EXPECT_FALSE(std::filesystem::exists(folder / "tensorboard"));
    EXPECT_TRUE(readMetrics(folder.path()).empty());
    EXPECT_FALSE(std::filesystem::exists(run.checkpoints()));
    EXPECT_FALSE(std::filesystem::exists(run.outputs()));
    EXPECT_TRUE(std::filesystem::exists(folder / "figure.pdf"));
    EXPECT_NE(readRun(folder.path()).created, "2020-01-01T00:00:00Z");
}

TEST(RunFolder, goesOnWithTheSameRunOnly)
{
    const TemporaryFolder folder;
    putRun(folder.path(), "2020-01-01T00:00:00Z");
    std::filesystem::create_directory(folder.path().string() + "-2");
    try {
        RunFolder(folder.path(), syntheticRecord(0.2), RunStart::continueOrBegin);
        ADD_FAILURE() << "another run";
    } catch (const OtherRun& error) {
        EXPECT_TRUE(
            says(error.what(), {folder.path().string(), "different parameters", "lr is 0.1 there and 0.2 here"}));
        EXPECT_EQ(error.freeFolder(), folder.path().string() + "-3");
        EXPECT_EQ(freeFolderBeside(folder.path().string() + "-2"), folder.path().string() + "-3") << "not -2-2";
        EXPECT_EQ(freeFolderBeside(folder / "seed-0"), folder / "seed-0-2") << "there is no seed";
    }
    std::filesystem::remove(folder.path().string() + "-2");
    RunRecord other = syntheticRecord();
    other.kind = "reward";
    EXPECT_TRUE(says(errorOf([&] { RunFolder(folder.path(), other, RunStart::continueOrBegin); }),
        "kind is \"synthetic\" there and \"reward\" here"));
    EXPECT_EQ(readRun(folder.path()).state, RunState::finished) << "as it was";
    EXPECT_TRUE(RunFolder(folder.path(), syntheticRecord(), RunStart::continueOrBegin).goesOn());
}

TEST(RunFolder, saysThatRowsAreCutOtherwiseThanBefore)
{
    const TemporaryFolder folder;
    RunRecord before = syntheticRecord();
    before.cut = {{"tokens_per_batch", 512}};
    {
        RunFolder run(folder.path(), before, RunStart::continueOrBegin);
        EXPECT_TRUE(run.warningsOfStart().empty());
        run.end(RunState::stopped, "", nullptr);
    }
    {
        RunFolder same(folder.path(), before, RunStart::continueOrBegin);
        EXPECT_TRUE(same.warningsOfStart().empty());
        same.end(RunState::stopped, "", nullptr);
    }
    RunRecord now = syntheticRecord();
    now.cut = {{"tokens_per_batch", 1024}};
    const RunFolder run(folder.path(), now, RunStart::continueOrBegin);
    ASSERT_EQ(run.warningsOfStart().size(), 1u);
    EXPECT_TRUE(says(run.warningsOfStart()[0], {"{\"tokens_per_batch\":512}", "{\"tokens_per_batch\":1024}"}));
    EXPECT_EQ(readRun(folder.path()).cut, now.cut);
}

TEST(RunFolder, beginsWhereThereIsNone)
{
    const TemporaryFolder folder;
    put(folder.path() / "checkpoints" / "step-1" / "x", "of a run whose record was removed");
    const RunFolder run(folder.path(), syntheticRecord(), RunStart::continueOrBegin);
    EXPECT_FALSE(run.goesOn());
    EXPECT_FALSE(std::filesystem::exists(run.checkpoints()));
}

TEST(RunFolder, comparesParamsByNameWithTheirDefaults)
{
    const TemporaryFolder folder;
    RunRecord earlier = syntheticRecord();
    earlier.params = parseJson(R"({"a": 1, "b": {"x": 1, "y": null}})", "there");
    put(folder / "run.json", earlier.toJson().dump());
    RunRecord asked = syntheticRecord();
    asked.params = parseJson(R"({"b": {"y": null, "x": 1.0}, "a": 1})", "asked");
    EXPECT_NO_THROW(RunFolder(folder.path(), asked, RunStart::continueOrBegin)) << "in another order";

    // A later version has a parameter more.
    asked.params["c"] = 3;
    put(folder / "run.json", earlier.toJson().dump());
    const auto completed = [](const Json& params, const std::string& source) {
        EXPECT_TRUE(says(source, "run.json: params"));
        Json all = params;
        all["c"] = 3;
        return all;
    };
    EXPECT_NO_THROW(RunFolder(folder.path(), asked, RunStart::continueOrBegin, completed));
    asked.params["c"] = 4;
    put(folder / "run.json", earlier.toJson().dump());
    EXPECT_TRUE(says(errorOf([&] { RunFolder(folder.path(), asked, RunStart::continueOrBegin, completed); }),
        "c is 3 there and 4 here"));
}

TEST(RunFolder, removesWhatAKilledProcessLeftUnfinished)
{
    const TemporaryFolder folder;
    putRun(folder.path(), "2020-01-01T00:00:00Z");
    put(folder / ".unfinished-run.json.a1B2c3", "{");
    put(folder / ".unfinished-notes.json.a1B2c3", "{"); // the user may be writing one
    put(folder.path() / "outputs" / ".unfinished-result.json.a1B2c3", "{");
    put(folder.path() / "model" / ".unfinished-weights.a1B2c3", "half");
    put(folder.path() / "model" / "weights", "whole");
    RunFolder run(folder.path(), syntheticRecord(), RunStart::continueOrBegin);
    run.clearModel("model");
    EXPECT_FALSE(std::filesystem::exists(folder / ".unfinished-run.json.a1B2c3"));
    EXPECT_TRUE(std::filesystem::exists(folder / ".unfinished-notes.json.a1B2c3"));
    EXPECT_TRUE(std::filesystem::is_empty(run.outputs()));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "model" / ".unfinished-weights.a1B2c3"));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "model" / "weights")) << "where the run goes on";
}

TEST(ParamDifferences, areNamedWithBothValues)
{
    const Json there = parseJson(R"({"a": 1, "b": [1, 2], "c": null, "old": "x"})", "there");
    const Json asked = parseJson(R"({"new": 3, "b": [2, 1], "a": 1.0})", "asked");
    EXPECT_EQ(paramDifferences(there, asked),
        (std::vector<ParamDifference>{{"new", nullptr, 3}, {"b", {1, 2}, {2, 1}}, {"old", "x", nullptr}}));
    Json many;
    for (int i = 0; i < 8; ++i) {
        many["p" + std::to_string(i)] = i;
    }
    EXPECT_TRUE(says(
        OtherRun("f", paramDifferences(Json::object(), many)).what(), {"p4 is not given there and 4 here", "3 more"}));
}

TEST(RunFolder, thatCannotBeWrittenIsAnError)
{
    const TemporaryFolder folder;
    put(folder / "plain", "");
    EXPECT_TRUE(says(errorOf([&] { RunFolder(folder.path() / "plain", syntheticRecord(), RunStart::overwrite); }),
        {"plain", "Not a directory"}));
}

TEST(ReadMetrics, readsWhatWasAppended)
{
    const TemporaryFolder folder;
    RunFolder run(folder.path(), syntheticRecord(), RunStart::overwrite);
    EXPECT_TRUE(readMetrics(folder.path()).empty());
    run.append({"base, seed 0", 1, {{"loss", 0.1}, {"learning_rate", 1e-3}}});
    run.append({"classifier, seed 0", 1, {{"loss", std::nan("")}}});
    const auto points = readMetrics(folder.path());
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].series, "base, seed 0");
    EXPECT_EQ(points[0].step, 1);
    EXPECT_EQ(points[0].values, (std::vector<std::pair<std::string, double>>{{"loss", 0.1}, {"learning_rate", 1e-3}}));
    EXPECT_TRUE(std::isnan(points[1].values.at(0).second));
}

class MetricsFile : public testing::Test {
protected:
    std::vector<Metrics> read(const std::string& content) const
    {
        put(folder / "metrics.jsonl", content);
        return readMetrics(folder.path());
    }

    const TemporaryFolder folder;
};

TEST_F(MetricsFile, aLastLineThatWasCutOffIsLeftOut)
{
    const std::string whole = R"({"series":"a","step":1,"loss":0.5})"
                              "\n"
                              R"({"series":"a","step":2,"loss":0.25})"
                              "\n";
    ASSERT_EQ(read(whole).size(), 2u);
    for (std::size_t size = whole.find('\n') + 1; size < whole.size(); ++size) {
        ASSERT_EQ(read(whole.substr(0, size)).size(), 1u) << "cut to " << size;
    }
    EXPECT_TRUE(read("").empty());
    EXPECT_TRUE(read("{\"ser").empty());
}

TEST_F(MetricsFile, repeatedStepsCountAsTheyWereLast)
{
    const auto points = read(R"({"series":"a","step":1,"loss":1})"
                             "\n"
                             R"({"series":"a","step":2,"loss":2})"
                             "\n"
                             R"({"series":"b","step":2,"loss":3})"
                             "\n"
                             R"({"series":"a","step":2,"loss":4})"
                             "\n"
                             R"({"series":"a","step":3,"loss":5})"
                             "\n");
    std::map<std::pair<std::string, std::int64_t>, double> losses;
    for (const Metrics& point : points) {
        losses[{point.series, point.step}] = point.values.at(0).second;
    }
    EXPECT_EQ(points.size(), 4u);
    EXPECT_EQ((losses[{"a", 2}]), 4.0);
    EXPECT_EQ((losses[{"b", 2}]), 3.0) << "the same step of another series";
    EXPECT_EQ(points.back().step, 3) << "in the order of the steps";
}

TEST_F(MetricsFile, aBrokenLineIsAnErrorThatNamesIt)
{
    const std::string good = R"({"series":"a","step":1,"loss":1})"
                             "\n";
    const auto error = [&](const std::string& line) { return errorOf([&] { read(good + line + "\n" + good); }); };
    const std::string where = (folder / "metrics.jsonl").string() + ":2";
    EXPECT_TRUE(says(error("{\"series\":"), where));
    EXPECT_TRUE(says(error(""), where));
    EXPECT_TRUE(says(error("[1]"), {where, "an object"}));
    EXPECT_TRUE(says(error(R"({"step":1})"), {where, "series"}));
    EXPECT_TRUE(says(error(R"({"series":"a","step":1.5})"), {where, "step"}));
    EXPECT_TRUE(says(error(R"({"series":"a","step":1,"loss":"low"})"), {where, "loss", "a number"}));
}

TEST_F(MetricsFile, thatIsMissingIsAnError)
{
    EXPECT_TRUE(
        says(errorOf([&] { readMetrics(folder.path()); }), {(folder / "metrics.jsonl").string(), "No such file"}));
}

TEST(FindRuns, findsNestedRunsNewestFirst)
{
    const TemporaryFolder root;
    putRun(root.path() / "1d" / "128_0.0001_1000", "2026-01-02T00:00:00Z");
    putRun(root.path() / "newest", "2026-01-03T00:00:00Z");
    putRun(root.path() / "a" / "b" / "c" / "d", "2026-01-01T00:00:00Z");
    putRun(root.path() / "a" / "b" / "c" / "too" / "deep", "2026-01-09T00:00:00Z");
    putRun(root.path() / "newest" / "outputs" / "inner", "2026-01-09T00:00:00Z"); // of the run, no run of its own
    put(root.path() / "other" / "file.txt", "");
    const auto found = findRuns(root.path());
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].folder, root.path() / "newest");
    EXPECT_EQ(found[1].folder, root.path() / "1d" / "128_0.0001_1000");
    EXPECT_EQ(found[2].folder, root.path() / "a" / "b" / "c" / "d");
    EXPECT_EQ(found[0].record.title, "A run");
    EXPECT_EQ(found[0].error, "");
    const auto itself = findRuns(root / "newest");
    ASSERT_EQ(itself.size(), 1u);
    EXPECT_EQ(itself[0].folder, root / "newest");
}

TEST(FindRuns, reportsWhatItCannotReadAndGoesOn)
{
    const TemporaryFolder root;
    putRun(root / "good", "2026-01-02T00:00:00Z");
    put(root.path() / "cut" / "run.json", "{\"version\": 1,");
    put(root.path() / "newer" / "run.json", "{\"version\": 99}");
    put(root.path() / "huge" / "run.json", "{\"version\": 1e999}");
    std::filesystem::create_directories(root.path() / "folder" / "run.json");
    std::map<std::string, std::string> errors;
    for (const FoundRun& run : findRuns(root.path())) {
        errors[run.folder.filename().string()] = run.error;
    }
    ASSERT_EQ(errors.size(), 5u);
    EXPECT_EQ(errors["good"], "");
    EXPECT_TRUE(says(errors["cut"], {(root.path() / "cut" / "run.json").string() + ":1:"}));
    EXPECT_TRUE(says(errors["newer"], "newer version"));
    EXPECT_FALSE(errors["huge"].empty());
    EXPECT_TRUE(says(errors["folder"], "it is a folder"));
}

TEST(FindRuns, findsNothingWhereThereIsNothing)
{
    const TemporaryFolder root;
    EXPECT_TRUE(findRuns(root.path()).empty());
    EXPECT_TRUE(findRuns(root / "absent").empty());
    put(root / "file", "");
    EXPECT_TRUE(findRuns(root / "file").empty());
}

TEST(NewRunFolder, isNotTakenYet)
{
    const TemporaryFolder root;
    const std::string plain = "synthetic-1d-########-######";
    EXPECT_TRUE(test::fits(newRunFolder(root.path(), "synthetic-1d").filename().string(), plain));
    EXPECT_FALSE(std::filesystem::exists(newRunFolder(root.path(), "synthetic-1d"))) << "a name, no folder";
    int collisions = 0;
    for (int i = 0; i < 20; ++i) {
        const std::filesystem::path folder = newRunFolder(root.path(), "synthetic-1d");
        EXPECT_EQ(folder.parent_path(), root.path());
        EXPECT_TRUE(std::filesystem::create_directory(folder)) << folder << " is there already";
        const std::string name = folder.filename().string();
        collisions += test::fits(name, plain + "-#") || test::fits(name, plain + "-##") ? 1 : 0;
    }
    EXPECT_GE(collisions, 17) << "twenty within a second or three";
}

} // namespace
} // namespace dpl::runs
