// Kills at any moment, and the same command again. DPL_KILLS says how many of each kind (kill_many runs many).

#include "arguments.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "job_outputs.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>

#include <signal.h>

namespace dpl {
namespace {

using test::Arguments;
using test::Ended;
using test::Process;

int kills()
{
    const char* said = std::getenv("DPL_KILLS");
    return said != nullptr ? std::atoi(said) : 3;
}

class KillMany : public testing::Test {
protected:
    Ended toTheEnd(const Arguments& command) const { return Process(command, temporary.path()).end(); }

    /// `command(folder)` writes into the folder. Killed at random moments and given again, as often as that takes.
    template <typename Command> void killAndCompare(const std::string& what, const Command& command)
    {
        const double start = steadySeconds();
        ASSERT_EQ(toTheEnd(command(whole)).exitCode, 0);
        const double seconds = steadySeconds() - start;
        const test::JobOutputs expected = test::jobOutputsIn(whole);
        ASSERT_FALSE(expected.empty());
        std::mt19937 random(static_cast<unsigned>(kills()));
        std::uniform_real_distribution<double> moment(0.0, seconds);
        int killed = 0;
        int rounds = 0;
        while (killed < kills()) {
            Process process(command(interrupted), temporary.path());
            std::this_thread::sleep_for(std::chrono::duration<double>(moment(random)));
            process.signal(SIGKILL);
            const Ended ended = process.end();
            if (ended.signal == SIGKILL) {
                ++killed;
                continue;
            }
            ASSERT_EQ(ended.exitCode, 0) << what << " after " << killed << " kills: " << ended.err;
            ++rounds;
            ASSERT_EQ(test::differenceOf(expected, test::jobOutputsIn(interrupted)), "");
            std::filesystem::remove_all(interrupted);
        }
        const Ended last = toTheEnd(command(interrupted));
        ASSERT_EQ(last.exitCode, 0) << what << " after " << killed << " kills: " << last.err;
        ASSERT_EQ(test::differenceOf(expected, test::jobOutputsIn(interrupted)), "");
        std::cout << what << ": " << killed << " kills, " << rounds + 1 << " times to the end\n";
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path whole = temporary / "whole";
    const std::filesystem::path interrupted = temporary / "interrupted";
    const std::string fixtures = DPL_FIXTURES;
    const std::string demo = DPL_DEMO;
};

TEST_F(KillMany, trainings)
{
    killAndCompare("dpl train", [this](const std::filesystem::path& folder) {
        return Arguments{DPL_EXECUTABLE, "train", "--model_name", fixtures + "/models/tiny-llama", "--data_path",
            fixtures + "/training/lora_pairs.jsonl", "--run_folder", (folder / "run").string(), "--learning_rate",
            "0.001", "--threads", "1", "--num_train_epochs", "60", "--save_steps", "5", "--eval_steps", "50",
            "--logging_steps", "1"};
    });
}

TEST_F(KillMany, sweeps)
{
    Json json;
    json["base"] = {{"model_name", demo + "/tiny-llama"}, {"data_path", demo + "/preferences"},
        {"train_dataset_size", 64}, {"eval_steps", 0}, {"per_device_train_batch_size", 8}, {"save_steps", 2},
        {"learning_rate", 0.002}};
    json["reward_model_type"] = {"base", "categorical"};
    json["responses"] = demo + "/responses.jsonl";
    writeFileAtomically(temporary / "sweep.json", json.dump(2));
    killAndCompare("dpl sweep", [this](const std::filesystem::path& folder) {
        return Arguments{DPL_EXECUTABLE, "sweep", (temporary / "sweep.json").string(), "--out_dir", folder.string(),
            "--threads", "1"};
    });
}

TEST_F(KillMany, evaluations)
{
    killAndCompare("dpl evaluate", [this](const std::filesystem::path& folder) {
        return Arguments{DPL_EXECUTABLE, "evaluate", "--reward_model_checkpoint",
            fixtures + "/adapters/tiny-llama-base", "--data_path", demo + "/preferences", "--output",
            (folder / "rows.jsonl").string(), "--threads", "1"};
    });
}

} // namespace
} // namespace dpl
