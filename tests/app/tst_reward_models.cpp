#include "arguments.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "built_with_arrow.hpp"
#include "data/json_rows.hpp"
#include "data/table_file.hpp"
#include "patience.hpp"
#include "plain_parquet.hpp"
#include "process.hpp"
#include "records/evaluation_record.hpp"
#include "runs/run_folder.hpp"
#include "sanitized.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include <signal.h>

namespace dpl {
namespace {

using test::Arguments;
using test::Ended;
using test::fixtureArgument;
using test::Process;

/// The commands that train and evaluate reward models, on the tiny backbones.
class RewardModels : public testing::Test {
protected:
    Arguments command(const Arguments& arguments) const
    {
        Arguments all{DPL_EXECUTABLE};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }

    Ended run(const Arguments& arguments) const { return Process(command(arguments), temporary.path()).end(); }

    Json jsonOf(const Arguments& arguments) const
    {
        const Ended ended = run(arguments);
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        return parseJson(ended.out, "the output");
    }

    Arguments training(const std::string& logDir, const Arguments& more = {}) const
    {
        Arguments all{"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path",
            fixtureArgument("training/lora_pairs.jsonl"), "--log_dir", (temporary / logDir).string(), "--learning-rate",
            "0.001", "--threads", "1", "--reward_model_type", "mean_and_variance", "--json"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    test::TemporaryFolder temporary;
};

TEST_F(RewardModels, areTrainedEvaluatedScoredAndSummarised)
{
    const Json trained = jsonOf(training("logs", {"--eval_steps", "0"}));
    EXPECT_TRUE(trained.at("finished").get<bool>());
    EXPECT_GT(trained.at("comparisons_per_second").get<double>(), 0.0);
    EXPECT_GT(trained.at("peak_rss_mib").get<double>(), 1.0);
    const std::string adapter = trained.at("files").at(0).get<std::string>();
    EXPECT_EQ(adapter,
        (temporary / "logs" / "both" / "mean_and_variance_tiny-llama__0_0.001_cosine_1_0.0"
            / "mean_and_variance_tiny-llama__0_0.001_cosine_1_0.0_peft_last_checkpoint")
            .string());

    const Json evaluated = jsonOf({"evaluate", "--reward-model-checkpoint", adapter, "--data_path",
        fixtureArgument("evaluation/own/comparisons"), "--json"});
    EXPECT_EQ(evaluated.at("rows"), 12);
    EXPECT_EQ(evaluated.at("outputs"), 2);
    EXPECT_EQ(evaluated.at("files").at(0), adapter + "/eval_results_both.jsonl");

    const auto scores = (temporary / "logs" / "scores.jsonl").string();
    const Json scored =
        jsonOf({"score", "--input", fixtureArgument("evaluation/own/responses.jsonl"), "--reward_model_checkpoints",
            adapter, "--reward_model_names", "both_mean_and_variance", "--output", scores, "--json"});
    EXPECT_EQ(scored.at("rows"), 5);

    const Json summary = jsonOf({"summarize", (temporary / "logs").string(), "--json"});
    const std::string text = summary.dump();
    EXPECT_NE(text.find("\"prompts\":5"), std::string::npos) << text;

    const Json runs = jsonOf({"runs", temporary.path().string(), "--json"});
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0].at("state"), "finished");
    EXPECT_TRUE(runs[0].at("metrics").contains("train/loss"));
}

/// A Parquet file in which each row has `notes` bytes that nothing is made of.
void writeRows(const std::filesystem::path& file, int rows, std::size_t notes)
{
    constexpr int ofPage = 16;
    test::PlainParquet writer(file, {"chosen", "rejected", "notes"});
    std::vector<std::vector<std::vector<std::string>>> columns(3);
    for (int row = 0; row < rows; ++row) {
        if (row % ofPage == 0) {
            for (auto& pages : columns) {
                pages.emplace_back();
            }
        }
        const std::string number = std::to_string(row);
        columns[0].back().push_back("\n\nHuman: " + number + "?\n\nAssistant: Yes.");
        columns[1].back().push_back("\n\nHuman: " + number + "?\n\nAssistant: No.");
        columns[2].back().push_back(std::string(notes, 'n'));
        if (row % 1024 == 1023 || row + 1 == rows) {
            writer.addRowGroup(columns);
            columns.assign(3, {});
        }
    }
    writer.finish();
}

/// A process needs some address space for itself: as much as the same rows without the large column take. The file is
/// ten times as large as what may be added to that.
TEST_F(RewardModels, areEvaluatedOnAFileOfTenTimesTheAddressSpace)
{
    if (test::isSanitized || (!data::readsTables() && !test::builtWithArrow())) {
        GTEST_SKIP() << "a sanitizer needs the addresses itself; without Apache Arrow there is no Parquet";
    }
    constexpr int mebibyte = 1 << 20;
    constexpr int rows = 4608;
    constexpr std::uint64_t allowed = 24; // MiB
    constexpr std::uint64_t closely = 4; // MiB to which what a process needs for itself is found
    writeRows(temporary / "small.parquet", rows, 1);
    writeRows(temporary / "large.parquet", rows, 65536);
    ASSERT_GE(std::filesystem::file_size(temporary / "large.parquet"), 10 * (allowed + closely) * mebibyte);
    const auto within = [&](std::uint64_t addresses, const char* file) {
        const std::string command = "ulimit -v " + std::to_string(addresses * 1024)
            + "; exec " DPL_EXECUTABLE " evaluate --reward_model_checkpoint '"
            + fixtureArgument("adapters/tiny-llama-base") + "' --data_path '" + (temporary / file).string()
            + "' --output '" + (temporary / "out.jsonl").string() + "' --overwrite --threads 1 --json";
        return Process({"/bin/sh", "-c", command}, temporary.path()).end();
    };
    std::uint64_t tooLittle = 0;
    std::uint64_t enough = 2048;
    while (within(enough, "small.parquet").exitCode != 0) { // LibTorch for CUDA has gigabytes of addresses
        enough *= 2;
        ASSERT_LT(enough, 65536u) << within(enough, "small.parquet").err;
    }
    while (enough - tooLittle > closely) {
        const std::uint64_t middle = (tooLittle + enough) / 2;
        std::filesystem::remove(records::recordFile(temporary / "out.jsonl"));
        (within(middle, "small.parquet").exitCode == 0 ? enough : tooLittle) = middle;
    }
    const Ended ended = within(enough + allowed, "large.parquet");
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_EQ(parseJson(ended.out, "the output").at("rows"), rows);
    data::JsonRowReader reader(temporary / "out.jsonl");
    int number = 0;
    for (Json row; reader.next(row); ++number) {
        ASSERT_TRUE(row.at("chosen").get<std::string>().starts_with("\n\nHuman: " + std::to_string(number) + "?"));
        ASSERT_EQ(row.at("notes").get_ref<const std::string&>().size(), 65536u);
    }
    EXPECT_EQ(number, rows);
}

/// OpenMP gives a team fewer threads than were asked for: with a part of its work undone LibTorch's numbers were not
/// finite.
TEST_F(RewardModels, areTrainedWithinAThreadLimit)
{
    Arguments limited = command(training("limited"));
    *(std::find(limited.begin(), limited.end(), "--threads") + 1) = "2";
    limited.insert(limited.begin(), {"/usr/bin/env", "OMP_THREAD_LIMIT=1"});
    const Ended ended = Process(limited, temporary.path()).end();
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    const Json trained = parseJson(ended.out, "the output");
    EXPECT_EQ(trained.at("train_loss"), jsonOf(training("alone")).at("train_loss"));
    EXPECT_EQ(runs::readRun(trained.at("folder").get<std::string>()).threads, 1) << "as many as there were";
}

TEST_F(RewardModels, haveALogThatKeepsTheirWarnings)
{
    const Json trained = jsonOf(training("logs", {"--eval_steps", "5", "--save_steps", "5"}));
    const std::string folder = trained.at("folder").get<std::string>();
    const Json runs = jsonOf({"runs", (temporary / "logs").string(), "--json"});
    ASSERT_EQ(runs.at(0).at("warnings").size(), 1u);
    EXPECT_NE(runs[0]["warnings"][0].get<std::string>().find("is a single file"), std::string::npos);

    const Ended log = run({"runs", "--log", folder});
    EXPECT_EQ(log.exitCode, 0) << log.err;
    for (const char* part : {"  began     training with dpl " DPL_VERSION, "  warning   ", "is a single file",
             "wrote the checkpoint step-5", "held-out comparisons at step 5: loss ", "  finished  at step "}) {
        EXPECT_NE(log.out.find(part), std::string::npos) << part << "\n" << log.out;
    }
    const Json entries = jsonOf({"runs", "--log", folder, "--json"});
    EXPECT_EQ(entries.at(0).at("event"), "began");
    EXPECT_EQ(entries.back().at("event"), "finished");
    const Ended none = run({"runs", "--log", (temporary / "logs").string()});
    EXPECT_EQ(none.exitCode, 1);
    EXPECT_NE(none.err.find("run.json"), std::string::npos) << none.err;
}

TEST_F(RewardModels, areFilteredAndListedByTheirParameters)
{
    jsonOf(training("logs", {"--eval_steps", "0"}));
    Arguments categoricalTraining = training("logs", {"--eval_steps", "4", "--num_train_epochs", "2"});
    *(std::find(categoricalTraining.begin(), categoricalTraining.end(), "--reward_model_type") + 1) = "categorical";
    jsonOf(categoricalTraining);
    const std::string root = (temporary / "logs").string();
    const Json categorical = jsonOf({"runs", root, "--filter", "num_train_epochs=2 heldout>=0 lr<1e-2", "--json"});
    ASSERT_EQ(categorical.size(), 1u);
    EXPECT_NE(categorical[0].at("title").get<std::string>().find("categorical"), std::string::npos);
    const Ended csv =
        run({"runs", root, "--csv", "--columns", "head,heldout,eval_steps", "--filter", "state:finished"});
    EXPECT_EQ(csv.exitCode, 0) << csv.err;
    EXPECT_EQ(csv.out.substr(0, csv.out.find('\n')), "head,heldout,eval_steps\r");
    EXPECT_NE(csv.out.find("mean and variance,,0\r\n"), std::string::npos) << csv.out;
    EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), 3);
    const Ended all = run({"runs", root, "--csv"});
    EXPECT_NE(all.out.find(",lora_dropout"), std::string::npos) << "every parameter is a column";
    const Ended table = run({"runs", root, "--columns", "run,state,num_train_epochs"});
    EXPECT_NE(table.out.find("both · categorical · seed 0"), std::string::npos) << table.out;
    const Ended none = run({"runs", root, "--filter", "acc>2", "--columns", "run"});
    EXPECT_NE(none.out.find("There are no such runs"), std::string::npos);
    const Ended wrong = run({"runs", root, "--filter", "acc>high"});
    EXPECT_EQ(wrong.exitCode, 2);
    EXPECT_NE(wrong.err.find("--filter: Character 5: \"high\" is not a number"), std::string::npos) << wrong.err;
    const Ended unknown = run({"runs", root, "--csv", "--columns", "acuracy"});
    EXPECT_NE(unknown.err.find("--columns: there is no column \"acuracy\""), std::string::npos) << unknown.err;
}

TEST_F(RewardModels, stopEarlyAndKeepTheBestOnRequest)
{
    Arguments arguments = training("logs",
        {"--num_train_epochs", "6", "--eval_steps", "1", "--lr_scheduler_type", "constant", "--early_stopping_patience",
            "2", "--load_best_model_at_end"});
    *(std::find(arguments.begin(), arguments.end(), "--learning-rate") + 1) = "0.1"; // at which it gets worse again
    const Json trained = jsonOf(arguments);
    EXPECT_TRUE(trained.at("finished").get<bool>());
    EXPECT_TRUE(trained.at("stopped_early").get<bool>());
    EXPECT_LT(trained.at("steps"), trained.at("total_steps"));
    EXPECT_EQ(trained.at("best_step").get<int>() + 2, trained.at("steps").get<int>()) << "two without an improvement";
    const Ended log = run({"runs", "--log", trained.at("folder").get<std::string>()});
    for (const char* part : {"stops early at step ", "has not improved for 2 evaluations",
             "the trained model is that of step ", "the best one by held-out loss"}) {
        EXPECT_NE(log.out.find(part), std::string::npos) << part << "\n" << log.out;
    }
    const Json runs = jsonOf({"runs", (temporary / "logs").string(), "--json"});
    EXPECT_EQ(runs.at(0).at("state"), "finished");
    const Ended refused = run(training("other", {"--early_stopping_patience", "2", "--eval_steps", "0"}));
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_NE(refused.err.find("set eval_steps above 0"), std::string::npos) << refused.err;
}

TEST_F(RewardModels, areNeverReplacedUnlessTold)
{
    const Arguments more{"--eval_steps", "0"};
    const Json first = jsonOf(training("logs", more));
    const std::string folder = first.at("folder").get<std::string>();
    const std::string record = readFile(std::filesystem::path(folder) / "run.json");
    const Ended again = run(training("logs", more));
    EXPECT_EQ(again.exitCode, 0);
    EXPECT_NE(again.err.find("already done"), std::string::npos) << again.err;
    EXPECT_EQ(parseJson(again.out, "the output"), first);

    std::filesystem::create_directory(folder + "-2");
    Arguments other = more;
    other.insert(other.end(), {"--seed", "1"});
    const Ended refused = run(training("logs", other));
    EXPECT_EQ(refused.exitCode, 1);
    for (const std::string& part :
        {std::string("seed is 0 there and 1 here"), "--run_folder " + folder + "-3", std::string("--overwrite")}) {
        EXPECT_NE(refused.err.find(part), std::string::npos) << refused.err;
    }
    EXPECT_EQ(readFile(std::filesystem::path(folder) / "run.json"), record);
    other.push_back("--overwrite");
    EXPECT_EQ(jsonOf(training("logs", other)).at("folder"), folder);
    EXPECT_EQ(runs::readRun(folder).params.at("seed"), 1);
    other.push_back("--resume");
    EXPECT_EQ(run(training("logs", other)).exitCode, 2) << "they contradict each other";
    EXPECT_TRUE(std::filesystem::is_directory(temporary / "logs" / ".tokens"));
}

/// Comparisons enough for seconds of scoring.
std::string manyComparisons(int copies)
{
    std::string content;
    data::JsonRowReader reader(fixtureArgument("evaluation/own/tiny-llama-base/eval_results_both.jsonl"));
    std::vector<Json> rows;
    for (Json row; reader.next(row);) {
        rows.push_back(row);
    }
    for (int copy = 0; copy < copies; ++copy) {
        for (Json& row : rows) {
            row["copy"] = copy;
            content += row.dump() + "\n";
        }
    }
    return content;
}

class Evaluations : public RewardModels {
protected:
    Evaluations() { writeFileAtomically(temporary / "rows.jsonl", manyComparisons(60)); }

    Arguments evaluation(const std::string& output, const Arguments& more = {}) const
    {
        Arguments all{"evaluate", "--reward_model_checkpoint", fixtureArgument("adapters/tiny-llama-mean_and_variance"),
            "--data_path", (temporary / "rows.jsonl").string(), "--threads", "1", "--output",
            (temporary / output).string()};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    /// Ends a command by a signal when its partial file has grown by so many bytes; false if it was done before.
    bool endWhileItWrites(const Arguments& arguments, const std::string& output, std::uintmax_t bytes, int signal,
        Ended* ended = nullptr) const
    {
        const auto partial = records::partialFile(temporary / output);
        const auto size = [&] {
            std::error_code error;
            const auto found = std::filesystem::file_size(partial, error);
            return error ? std::uintmax_t{0} : found;
        };
        const std::uintmax_t before = size();
        Process process(command(arguments), temporary.path());
        while (process.runs() && size() < before + bytes) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        const bool wasRunning = process.runs();
        process.signal(signal);
        const Ended end = process.end();
        if (ended != nullptr) {
            *ended = end;
        }
        return wasRunning;
    }
};

TEST_F(Evaluations, goOnAfterKillsToTheSameBytes)
{
    ASSERT_EQ(run(evaluation("whole.jsonl")).exitCode, 0);
    const std::string whole = readFile(temporary / "whole.jsonl");
    const std::uintmax_t share = whole.size() / 6;
    int kills = 0;
    for (const std::uintmax_t bytes : {share, share / 3, 2 * share, share / 7, share}) {
        kills += endWhileItWrites(evaluation("killed.jsonl"), "killed.jsonl", bytes, SIGKILL) ? 1 : 0;
        EXPECT_FALSE(std::filesystem::exists(temporary / "killed.jsonl"));
    }
    EXPECT_GT(kills, 3);
    const Ended last = run(evaluation("killed.jsonl"));
    EXPECT_EQ(last.exitCode, 0) << last.err;
    EXPECT_NE(last.err.find("resuming after"), std::string::npos) << last.err;
    EXPECT_EQ(readFile(temporary / "killed.jsonl"), whole);
    EXPECT_FALSE(std::filesystem::exists(records::partialFile(temporary / "killed.jsonl")));
}

TEST_F(Evaluations, goOnAfterAFullDiskToTheSameBytes)
{
    if (test::isThreadSanitized) {
        GTEST_SKIP() << "the sanitizer itself needs larger files than the limit allows";
    }
    ASSERT_EQ(run(evaluation("whole.jsonl")).exitCode, 0);
    // A limit on the size of files stands in for the disk.
    Arguments limited{"/bin/bash", "-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\""};
    for (const std::string& argument : command(evaluation("full.jsonl"))) {
        limited.push_back(argument);
    }
    const Ended full = Process(limited, temporary.path()).end();
    EXPECT_EQ(full.exitCode, 1);
    EXPECT_NE(full.err.find("full.jsonl.partial"), std::string::npos) << full.err;
    EXPECT_FALSE(std::filesystem::exists(temporary / "full.jsonl"));
    const Ended rest = run(evaluation("full.jsonl"));
    EXPECT_EQ(rest.exitCode, 0) << rest.err;
    EXPECT_NE(rest.err.find("resuming after"), std::string::npos) << rest.err;
    EXPECT_EQ(readFile(temporary / "full.jsonl"), readFile(temporary / "whole.jsonl"));
}

TEST_F(Evaluations, sayHowFarTheyCameWhenInterrupted)
{
    Ended ended;
    ASSERT_TRUE(endWhileItWrites(evaluation("out.jsonl"), "out.jsonl", 100000, SIGINT, &ended));
    EXPECT_EQ(ended.exitCode, 130);
    EXPECT_NE(ended.err.find(" of 720 rows; they are kept, and the same command resumes after them"), std::string::npos)
        << ended.err;
    const Ended rest = run(evaluation("out.jsonl", {"--json"}));
    EXPECT_EQ(rest.exitCode, 0);
    EXPECT_EQ(parseJson(rest.out, "the output").at("rows"), 720);
    const Ended again = run(evaluation("out.jsonl", {"--json"}));
    EXPECT_EQ(again.exitCode, 0);
    EXPECT_NE(again.err.find("already done"), std::string::npos) << again.err;
    EXPECT_EQ(parseJson(again.out, "the output").at("was_there"), true);

    const std::string bytes = readFile(temporary / "out.jsonl");
    const Ended refused = run(evaluation("out.jsonl", {"--eval_dataset_size", "5"}));
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_NE(refused.err.find("eval_dataset_size is 0 there and 5 here"), std::string::npos) << refused.err;
    EXPECT_EQ(readFile(temporary / "out.jsonl"), bytes);
    const Ended replaced = run(evaluation("out.jsonl", {"--eval_dataset_size", "5", "--overwrite"}));
    EXPECT_EQ(replaced.exitCode, 0) << replaced.err;
    EXPECT_EQ(records::recordOf(temporary / "out.jsonl").value().rows, 5);
}

TEST_F(Evaluations, ofSeveralModelsGoOnAfterKillsToTheSameBytes)
{
    std::string prompts;
    for (int copy = 0; copy < 120; ++copy) {
        prompts += readFile(fixtureArgument("evaluation/own/responses.jsonl"));
    }
    writeFileAtomically(temporary / "responses.jsonl", prompts);
    const auto scoring = [&](const std::string& output) {
        return Arguments{"score", "--input", (temporary / "responses.jsonl").string(), "--reward_model_checkpoints",
            fixtureArgument("adapters/tiny-llama-base") + "," + fixtureArgument("adapters/tiny-llama-categorical"),
            "--reward_model_names", "both,both_categorical", "--threads", "1", "--output",
            (temporary / output).string()};
    };
    ASSERT_EQ(run(scoring("whole.jsonl")).exitCode, 0);
    int kills = 0;
    for (const std::uintmax_t bytes : {4000, 1, 12000, 100000}) {
        kills += endWhileItWrites(scoring("killed.jsonl"), "killed.jsonl", bytes, SIGKILL) ? 1 : 0;
    }
    EXPECT_GT(kills, 2);
    EXPECT_EQ(run(scoring("killed.jsonl")).exitCode, 0);
    EXPECT_EQ(readFile(temporary / "killed.jsonl"), readFile(temporary / "whole.jsonl"));
}

TEST_F(Evaluations, keepOtherScoresBesideTheirOwnIfAskedTo)
{
    const auto scoring = [&](const char* maxLength, const Arguments& more = {}) {
        Arguments arguments{"score", "--input", fixtureArgument("evaluation/own/responses.jsonl"),
            "--reward_model_checkpoints", fixtureArgument("adapters/tiny-llama-base"), "--reward_model_names", "both",
            "--threads", "1", "--output", (temporary / "scores.jsonl").string(), "--max_length", maxLength};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    };
    ASSERT_EQ(scoring("64").exitCode, 0);
    const std::string first = readFile(temporary / "scores.jsonl");
    const Ended refused = scoring("32");
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_NE(refused.err.find("--own_name"), std::string::npos) << refused.err;
    EXPECT_EQ(scoring("32", {"--own_name"}).exitCode, 0);
    EXPECT_EQ(readFile(temporary / "scores.jsonl"), first);
    EXPECT_EQ(records::recordOf(temporary / "scores-2.jsonl").value().params.at("max_length"), 32);
    EXPECT_NE(scoring("32", {"--own_name"}).err.find("already done"), std::string::npos);
    EXPECT_EQ(scoring("32", {"--own_name", "--overwrite"}).exitCode, 2);
}

TEST_F(RewardModels, goOnAfterAKillToTheSameBytes)
{
    const Arguments more{"--num_train_epochs", "60", "--save_steps", "7", "--eval_steps", "0", "--logging_steps", "50"};
    const Json whole = jsonOf(training("whole", more));
    Process killed(command(training("killed", more)), temporary.path());
    const auto checkpoints =
        temporary / "killed" / "both" / "mean_and_variance_tiny-llama__0_0.001_cosine_60_0.0" / "checkpoints";
    for (int i = 0; i < 3000 * test::patience && killed.runs(); ++i) {
        std::error_code ignored;
        if (std::filesystem::exists(checkpoints / "step-21", ignored)) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    killed.signal(SIGKILL);
    EXPECT_EQ(killed.end().signal, SIGKILL) << "it was faster than the test";
    EXPECT_EQ(runs::readRun(checkpoints.parent_path()).state, runs::RunState::interrupted);
    const Json resumed = jsonOf(training("killed", more)); // arrow up, return
    const auto adapterOf = [](const Json& result) {
        return readFile(
            std::filesystem::path(result.at("files").at(0).get<std::string>()) / "adapter_model.safetensors");
    };
    EXPECT_EQ(adapterOf(resumed), adapterOf(whole));
    EXPECT_EQ(resumed.at("train_loss"), whole.at("train_loss"));
}

TEST_F(RewardModels, aFullDiskIsSaidAndLosesNothing)
{
    if (test::isThreadSanitized) {
        GTEST_SKIP() << "the sanitizer itself needs larger files than the limit allows";
    }
    const Arguments more{"--save_steps", "3", "--eval_steps", "0"};
    const Json whole = jsonOf(training("whole", more));
    // A limit on the size of files stands in for the disk: adapters fit, the optimiser's moments do not.
    Arguments limited{"/bin/bash", "-c", "trap '' XFSZ; ulimit -f 40; exec \"$0\" \"$@\""};
    for (const std::string& argument : command(training("full", more))) {
        limited.push_back(argument);
    }
    const Ended ended = Process(limited, temporary.path()).end();
    EXPECT_EQ(ended.exitCode, 1);
    EXPECT_NE(ended.err.find("optimizer.safetensors"), std::string::npos) << ended.err;
    const auto folder = temporary / "full" / "both" / "mean_and_variance_tiny-llama__0_0.001_cosine_1_0.0";
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::failed);
    EXPECT_FALSE(std::filesystem::exists(folder / "checkpoints" / "step-3"))
        << "no checkpoint is better than half of one";
    Arguments again = more;
    again.push_back("--resume_from_checkpoint");
    const Json resumed = jsonOf(training("full", again));
    EXPECT_EQ(resumed.at("train_loss"), whole.at("train_loss"));
}

TEST_F(RewardModels, areStoppedByCtrlCAndSayHowToGoOn)
{
    Process training_(command(training("logs", {"--num_train_epochs", "2000", "--eval_steps", "0"})), temporary.path());
    const auto folder = temporary / "logs" / "both" / "mean_and_variance_tiny-llama__0_0.001_cosine_2000_0.0";
    for (int i = 0; i < 3000 * test::patience && training_.runs(); ++i) {
        std::error_code ignored;
        if (std::filesystem::exists(folder / "metrics.jsonl", ignored)
            && std::filesystem::file_size(folder / "metrics.jsonl", ignored) > 0) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    training_.signal(SIGINT);
    const Ended ended = training_.end();
    EXPECT_EQ(ended.exitCode, 130);
    EXPECT_NE(ended.err.find("Run the same command to resume"), std::string::npos);
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::stopped);
}

TEST_F(RewardModels, anyListOfTextsIsRankedFromStandardInputToStandardOutput)
{
    const auto shell = [&](const std::string& input, const Arguments& arguments) {
        writeFileAtomically(temporary / "input", input);
        std::string line = std::string(DPL_EXECUTABLE) + " score --threads 1 --reward_model_checkpoints "
            + fixtureArgument("adapters/tiny-llama-mean_and_variance") + " --model_name "
            + fixtureArgument("models/tiny-llama");
        for (const std::string& argument : arguments) {
            line += " " + argument;
        }
        return Process({"/bin/sh", "-c", line + " < '" + (temporary / "input").string() + "'"}, temporary.path()).end();
    };
    const auto linesOf = [](const std::string& text) {
        std::vector<Json> lines;
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);) {
            lines.push_back(parseJson(line, "a line"));
        }
        return lines;
    };
    const Ended plain = shell("Tea is good.\nRain\nTea is good.\n", {});
    EXPECT_EQ(plain.exitCode, 0) << plain.err;
    const std::vector<Json> texts = linesOf(plain.out);
    ASSERT_EQ(texts.size(), 3u);
    EXPECT_EQ(texts[0].at("text"), "Tea is good.");
    EXPECT_EQ(texts[0].at("reward"), texts[2].at("reward"));
    EXPECT_EQ(texts[0].at("outputs").at("tiny-llama-mean_and_variance").size(), 2u);
    const Ended top = shell("{\"prompt\": \"Q: \", \"responses\": [\"a\", \"b\", \"c\"]}\n",
        {"--top", "1", "--alpha", "0.01", "--reward_model_names", "mine", "--input", "-", "--output", "-"});
    EXPECT_EQ(top.exitCode, 0) << top.err;
    const std::vector<Json> best = linesOf(top.out);
    ASSERT_EQ(best.size(), 1u);
    EXPECT_EQ(best[0].at("rank"), 1);
    EXPECT_TRUE(best[0].at("outputs").contains("mine"));
    const Ended written = shell("a\nb\n", {"--output", (temporary / "ranked.jsonl").string()});
    EXPECT_EQ(written.exitCode, 0) << written.err;
    EXPECT_EQ(linesOf(readFile(temporary / "ranked.jsonl")).size(), 2u);
    const Ended empty = shell("", {});
    EXPECT_EQ(empty.exitCode, 1);
    EXPECT_NE(empty.err.find("no texts"), std::string::npos) << empty.err;
    EXPECT_EQ(shell("a\n", {"--rank_by", "other"}).exitCode, 2);
}

TEST_F(RewardModels, aClassifierIsEvaluatedByTheLabelThatIsSaid)
{
    const auto folder = std::filesystem::path(fixtureArgument("foreign/classifier-labels"));
    Arguments arguments{"evaluate", "--reward_model_checkpoint", (folder / "model").string(), "--data_path",
        (folder / "pairs.jsonl").string(), "--output", (temporary / "out.jsonl").string(), "--threads", "1"};
    const Ended asked = run(arguments);
    EXPECT_EQ(asked.exitCode, 1);
    EXPECT_NE(asked.err.find("helpfulness, safety and brevity"), std::string::npos) << asked.err;
    EXPECT_NE(asked.err.find("--reward_label"), std::string::npos) << asked.err;
    arguments.insert(arguments.end(), {"--reward_label", "1", "--json"});
    EXPECT_EQ(jsonOf(arguments).at("outputs"), 1);
    arguments[arguments.size() - 2] = "safety";
    const Ended other = run(arguments);
    EXPECT_EQ(other.exitCode, 1) << "another label is another evaluation";
    EXPECT_NE(other.err.find("reward_label"), std::string::npos) << other.err;
}

TEST_F(RewardModels, wrongUseIsSaidInOneLine)
{
    const std::vector<std::pair<Arguments, std::string>> cases{
        {{"train", "--data_path", "x"}, "model_name"},
        {training("logs", {"--lr_scheduler_type", "cubic"}), "cosine"},
        {training("logs", {"--bf16", "maybe"}), "bf16"},
        {training("logs", {"--seed", "-1"}), "from 0 to 2^64 - 1"},
        {training("logs", {"--logging_steps", "99999999999999999999"}), "logging_steps"},
        {training("logs", {"--resume_from_checkpoint", "/some/folder"}), "resume_from_checkpoint"},
        {{"score", "--input", "x", "--reward_model_checkpoints", "a", "b", "--reward_model_names", "a", "--output",
             "o"},
            "1 names for 2"},
        {{"evaluate", "--reward_model_checkpoint", "a", "--data_path", "x", "--data_subset", "all"}, "all"},
    };
    for (const auto& [arguments, part] : cases) {
        const Ended ended = run(arguments);
        EXPECT_EQ(ended.exitCode, 2) << part << ": " << ended.err;
        EXPECT_NE(ended.err.find(part), std::string::npos) << ended.err;
        EXPECT_EQ(ended.out, "");
    }
    const Ended missing = run(training("logs", {"--data_path", "/nowhere.jsonl"}));
    EXPECT_EQ(missing.exitCode, 2) << "given twice";
    const Ended nothing = run({"evaluate", "--reward_model_checkpoint", "/nowhere", "--data_path",
        fixtureArgument("training/lora_pairs.jsonl")});
    EXPECT_EQ(nothing.exitCode, 1);
    EXPECT_NE(nothing.err.find("/nowhere"), std::string::npos);
}

TEST_F(RewardModels, everyCommandHasItsPage)
{
    for (const char* name : {"synthetic", "train", "evaluate", "score", "summarize", "sweep", "demo", "runs",
             "backbone", "tokenize", "help"}) {
        const Ended page = run({"help", name});
        EXPECT_EQ(page.exitCode, 0) << name;
        EXPECT_EQ(page.out, run({name, "--help"}).out);
        EXPECT_NE(page.out.find("Usage: "), std::string::npos);
    }
    EXPECT_EQ(run({"help"}).out, run({"--help"}).out);
    EXPECT_EQ(run({"help", "dance"}).exitCode, 2);
}

TEST_F(RewardModels, backbonesAreDescribed)
{
    const Json card = jsonOf({"backbone", fixtureArgument("models/tiny-llama"), "--json"});
    EXPECT_EQ(card.at("layers"), 3);
    EXPECT_TRUE(card.at("error").is_null());
    const Ended text = run({"backbone", fixtureArgument("gguf/tiny-llama-quantized.gguf")});
    EXPECT_EQ(text.exitCode, 0);
    EXPECT_NE(text.out.find("Q4_K"), std::string::npos) << text.out;
    const Ended broken = run({"backbone", fixtureArgument("models")});
    EXPECT_EQ(broken.exitCode, 1);
    EXPECT_NE(broken.out.find("config.json"), std::string::npos);
}

} // namespace
} // namespace dpl
