#include "arguments.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "process.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <thread>

#include <signal.h>
#include <sys/stat.h>

namespace dpl {
namespace {

using test::Arguments;
using test::Ended;
using test::fixtureArgument;
using test::Process;
using test::says;

/// What dpl reads and writes besides ordinary files, started by a shell that puts it there.
class Streams : public testing::Test {
protected:
    Ended run(const std::string& script, const Arguments& arguments) const
    {
        Arguments all{"/bin/sh", "-c", script, DPL_EXECUTABLE};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return Process(all, temporary.path()).end();
    }

    Arguments training(const Arguments& more = {}) const
    {
        Arguments all{"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path",
            fixtureArgument("training/lora_pairs.jsonl"), "--run_folder", (temporary / "run").string(), "--threads",
            "1"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    runs::RunState state() const { return runs::readRun(temporary / "run").state; }

    const test::TemporaryFolder temporary;
};

TEST_F(Streams, aFullStandardOutputIsNoticedByEveryCommand)
{
    const std::string full = R"(exec "$0" "$@" > /dev/full)";
    const std::string data = (temporary / "data").string();
    writeFileAtomically(temporary.path() / "data" / "scores.jsonl",
        R"({"prompt":"Human: p","reward_outputs_both":[[0],[1]]})"
        "\n");
    const std::vector<Arguments> commands{{"--help"}, {"--version"}, {"help", "train"}, {"runs", data},
        {"backbone", fixtureArgument("models/tiny-llama")}, {"summarize", data, "--format", "csv"},
        {"tokenize", "--tokenizer", fixtureArgument("models/tiny-llama"), fixtureArgument("training/lora_pairs.jsonl")},
        training(), training({"--json"}),
        {"synthetic", "--env", "1d", "--num_iterations", "2", "--formats", "csv", "--models", "base", "--out_dir",
            (temporary / "results").string()}};
    for (const Arguments& arguments : commands) {
        const Ended ended = run(full, arguments);
        EXPECT_EQ(ended.exitCode, 1) << arguments[0];
        EXPECT_TRUE(says(ended.err, "cannot write standard output: ")) << arguments[0];
    }
    EXPECT_EQ(state(), runs::RunState::finished) << "it is the message that is lost";
}

TEST_F(Streams, thatAreClosedAreNotTheRunsOwnFiles)
{
    const Ended ended = run(R"(exec "$0" "$@" <&- >&- 2>&-)", training({"--logging_steps", "1"}));
    EXPECT_EQ(ended.exitCode, 0);
    EXPECT_EQ(state(), runs::RunState::finished);
    EXPECT_TRUE(std::filesystem::is_empty(temporary.path() / "run" / ".lock"));
    for (const auto& file : std::filesystem::directory_iterator(temporary.path() / "run" / "tensorboard")) {
        EXPECT_EQ(readFile(file.path()).find("train step"), std::string::npos) << file.path();
    }
}

TEST_F(Streams, aReaderOfMessagesThatGoesAwayEndsNoTraining)
{
    const Ended ended = run(R"({ "$0" "$@"; echo $? > ")" + (temporary / "code").string() + R"("; } 2>&1 | head -n 1)",
        training({"--logging_steps", "1", "--num_train_epochs", "10"}));
    EXPECT_EQ(ended.exitCode, 0);
    EXPECT_EQ(state(), runs::RunState::finished);
    EXPECT_EQ(readFile(temporary / "code"), "1\n") << "what was printed at the end was not read";
}

TEST_F(Streams, outputsThatArePipesAreWrittenThrough)
{
    const std::filesystem::path pipe = temporary / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const std::string rows = (temporary / "rows").string();
    const Ended ended =
        run("timeout 60 cat " + pipe.string() + " > " + rows + R"( & "$0" "$@"; code=$?; wait; exit $code)",
            {"evaluate", "--reward_model_checkpoint", fixtureArgument("adapters/tiny-llama-base"), "--data_path",
                fixtureArgument("training/lora_pairs.jsonl"), "--output", pipe.string(), "--threads", "1"});
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    const std::string read = readFile(rows);
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    EXPECT_NE(read.find("reward_output_chosen"), std::string::npos);
}

TEST_F(Streams, namesThatAreNotUtf8AreNamed)
{
    const std::string name = "bad\xff\xfename";
    std::filesystem::create_directory(temporary / name);
    std::filesystem::copy(fixtureArgument("training/lora_pairs.jsonl"), temporary.path() / name / "d.jsonl");
    const Ended refused = run(R"(exec "$0" "$@")",
        {"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path",
            (temporary.path() / name / "d.jsonl").string(), "--run_folder", (temporary / "run").string()});
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_TRUE(says(refused.err, {"data_path", name, "UTF-8", "symbolic link"}));
    EXPECT_FALSE(std::filesystem::exists(temporary / "run"));

    // What is not kept in the run may be called anything.
    const Ended ended = run(R"(exec "$0" "$@")",
        {"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path",
            fixtureArgument("training/lora_pairs.jsonl"), "--run_folder", (temporary.path() / name / "run").string(),
            "--threads", "1", "--json"});
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_EQ(runs::readRun(temporary.path() / name / "run").state, runs::RunState::finished);
}

#ifdef DPL_C_COMPILER
TEST_F(Streams, fileSystemsWithoutLocksAreTrainedOnWithAWarning)
{
    const std::string library = (temporary / "no_locks.so").string();
    const std::string compile =
        std::string(DPL_C_COMPILER) + " -shared -fPIC -o " + library + " " DPL_SOURCE "/tests/app/no_locks.c";
    ASSERT_EQ(std::system(compile.c_str()), 0) << compile;
    const std::string preload = "export LD_PRELOAD=" + library + R"(; exec "$0" "$@")";
    const Ended ended = run(preload, training());
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_TRUE(says(ended.err, {"no file locks", "Function not implemented"}));
    EXPECT_EQ(state(), runs::RunState::finished);

    // A second one is kept out by what run.json says of the first.
    Arguments first{"/bin/sh", "-c", preload, DPL_EXECUTABLE};
    const Arguments longOne = training({"--num_train_epochs", "3000", "--overwrite", "--logging_steps", "1"});
    first.insert(first.end(), longOne.begin(), longOne.end());
    std::filesystem::create_directory(temporary / "first");
    Process process(first, temporary / "first");
    for (int i = 0; i < 6000 && process.runs(); ++i) {
        std::error_code ignored;
        if (std::filesystem::exists(temporary.path() / "run" / "run.json", ignored)
            && runs::readRun(temporary / "run").step > 0 && runs::readRun(temporary / "run").finished.empty()) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const Ended second = run(preload, training({"--num_train_epochs", "3000"}));
    EXPECT_EQ(second.exitCode, 1);
    EXPECT_TRUE(says(second.err, {"is being written by process ", "choose another folder"}));
    process.signal(SIGKILL);
    EXPECT_EQ(process.end().signal, SIGKILL) << "it was killed while it worked";
    const Ended third = run(preload, training({"--num_train_epochs", "2", "--overwrite"}));
    EXPECT_EQ(third.exitCode, 0) << third.err;
}
#endif

} // namespace
} // namespace dpl
