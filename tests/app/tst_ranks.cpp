// Commands that several processes work on together, started as people start them, and what may happen to one of them.

#include "arguments.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/process_identity.hpp"
#include "job_outputs.hpp"
#include "rank_processes.hpp"
#include "shared_training.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <sstream>

#include <signal.h>
#include <unistd.h>

namespace dpl {
namespace {

using test::Arguments;
using test::Ended;
using test::fixtureArgument;
using test::Process;
using test::RankProcesses;
using test::waitUntil;
using test::writeComparisons;

class Ranks : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        shared = std::make_unique<test::TemporaryFolder>();
        writeComparisons(*shared / "rows.jsonl", 40);
    }
    static void TearDownTestSuite() { shared.reset(); }

    Arguments training(const std::filesystem::path& folder, int epochs = 2, const Arguments& more = {}) const
    {
        Arguments command = test::sharedTraining(rows, folder, epochs, more);
        command.insert(command.begin(), DPL_EXECUTABLE);
        return command;
    }

    Ended run(Arguments command, int processes = 1, const Arguments& before = {}) const
    {
        if (processes > 1) {
            command.push_back("--processes");
            command.push_back(std::to_string(processes));
        }
        command.insert(command.begin(), before.begin(), before.end());
        return Process(command, temporary.path()).end();
    }

    /// Steps that a training has logged.
    static std::size_t stepsIn(const std::filesystem::path& folder)
    {
        std::size_t steps = 0;
        std::error_code ignored;
        if (std::filesystem::exists(folder / "metrics.jsonl", ignored)) {
            std::istringstream lines(readFile(folder / "metrics.jsonl"));
            for (std::string line; std::getline(lines, line);) {
                ++steps;
            }
        }
        return steps;
    }

    /// What a training in one process makes, to compare with.
    const test::JobOutputs& alone(int epochs) const
    {
        static std::map<int, test::JobOutputs> made;
        if (made.count(epochs) == 0) {
            const Ended ended = run(training(temporary / "alone", epochs));
            EXPECT_EQ(ended.exitCode, 0) << ended.err;
            made[epochs] = test::jobOutputsIn(temporary / "alone");
        }
        return made[epochs];
    }

    /// The same command again, in so many processes, gives what one process does.
    void expectGoesOn(const std::filesystem::path& folder, int epochs, int processes, const test::JobOutputs& expected)
    {
        const Ended ended = run(training(folder, epochs), processes);
        ASSERT_EQ(ended.exitCode, 0) << ended.err;
        EXPECT_EQ(test::differenceOf(expected, test::jobOutputsIn(folder)), "");
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path rows = *shared / "rows.jsonl";
    static inline std::unique_ptr<test::TemporaryFolder> shared; ///< of the suite
    static constexpr int longTraining = 40; ///< epochs that something can happen in
};

const std::string host = thisProcess().host;

TEST_F(Ranks, trainingsHaveTheSameBitsInOneTwoFourAndEightProcesses)
{
    const test::JobOutputs& expected = alone(2);
    for (const int processes : {2, 4, 8}) {
        const std::filesystem::path folder = temporary / std::to_string(processes);
        const Ended ended = run(training(folder), processes);
        ASSERT_EQ(ended.exitCode, 0) << ended.err;
        EXPECT_EQ(test::differenceOf(expected, test::jobOutputsIn(folder)), "") << processes << " processes";
        const Json record = readJsonFile(folder / "run.json");
        EXPECT_EQ(record["ranks"]["world_size"], processes);
        EXPECT_EQ(record["ranks"]["reduction"], "tree");
        EXPECT_EQ(record["ranks"]["ranks"].size(), static_cast<std::size_t>(processes));
    }
    const Ended again = run(training(temporary / "2"), 2);
    EXPECT_EQ(again.exitCode, 0);
    EXPECT_NE(again.err.find("already done"), std::string::npos) << again.err;
}

TEST_F(Ranks, ofAWholeModelSumInARingToTheSameBitsEachTime)
{
    const Arguments whole{"--full_fine_tuning", "True"};
    test::JobOutputs first;
    for (const char* name : {"a", "b"}) {
        const Ended ended = run(training(temporary / name, 1, whole), 2);
        ASSERT_EQ(ended.exitCode, 0) << ended.err;
        const test::JobOutputs outputs = test::jobOutputsIn(temporary / name);
        EXPECT_EQ(first.empty() ? "" : test::differenceOf(first, outputs), "");
        first = outputs;
        EXPECT_EQ(readJsonFile(temporary / name / "run.json")["ranks"]["reduction"], "ring");
    }
    ASSERT_EQ(run(training(temporary / "alone", 1, whole)).exitCode, 0);
    const Json two = readJsonFile(temporary / "a" / "outputs" / "result.json");
    const Json one = readJsonFile(temporary / "alone" / "outputs" / "result.json");
    EXPECT_NEAR(two["train_loss"].get<double>(), one["train_loss"].get<double>(), 1e-5);
    EXPECT_NEAR(two["eval_loss"].get<double>(), one["eval_loss"].get<double>(), 1e-5);
}

TEST_F(Ranks, writeTheEvaluationAndScoreFilesOfOneProcess)
{
    const std::filesystem::path judged = temporary / "judged.jsonl";
    writeComparisons(judged, 120, 2);
    ASSERT_EQ(run(training(temporary / "run", 1)).exitCode, 0);
    std::string model;
    for (const auto& entry : std::filesystem::directory_iterator(temporary / "run")) {
        if (entry.path().string().ends_with("_peft_last_checkpoint")) {
            model = entry.path().string();
        }
    }
    std::string responses;
    for (int i = 0; i < 30; ++i) {
        responses +=
            Json{{"prompt", "\n\nHuman: number " + std::to_string(i) + "\n\nAssistant:"},
                {"responses", {" yes", " no, not at all", " perhaps " + std::string(static_cast<std::size_t>(i), 'x')}}}
                .dump()
            + "\n";
    }
    const std::filesystem::path set = temporary / "responses.jsonl";
    writeFileAtomically(set, responses);
    std::vector<std::string> evaluations;
    std::vector<std::string> scores;
    std::vector<std::string> rankings;
    for (const int processes : {1, 2, 3}) {
        const std::string number = std::to_string(processes);
        const auto file = [&](const std::string& name) { return (temporary / (name + number)).string(); };
        const Ended evaluated = run({DPL_EXECUTABLE, "evaluate", "--reward_model_checkpoint", model, "--data_path",
                                        judged.string(), "--output", file("evaluation"), "--threads", "1"},
            processes);
        ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
        EXPECT_NE(evaluated.out.find("120 comparisons"), std::string::npos) << evaluated.out;
        evaluations.push_back(readFile(file("evaluation")));
        const Ended scored =
            run({DPL_EXECUTABLE, "score", "--reward_model_checkpoints", model, model, "--reward_model_names", "a", "b",
                    "--input", set.string(), "--output", file("scores"), "--threads", "1"},
                processes);
        ASSERT_EQ(scored.exitCode, 0) << scored.err;
        scores.push_back(readFile(file("scores")));
        const Ended ranked = run({DPL_EXECUTABLE, "score", "--reward_model_checkpoints", model, "--input", set.string(),
                                     "--top", "2", "--threads", "1"},
            processes);
        ASSERT_EQ(ranked.exitCode, 0) << ranked.err;
        rankings.push_back(ranked.out);
    }
    for (const auto& results : {evaluations, scores, rankings}) {
        EXPECT_FALSE(results[0].empty());
        EXPECT_TRUE(results[1] == results[0]) << "two processes";
        EXPECT_TRUE(results[2] == results[0]) << "three processes";
    }
}

TEST_F(Ranks, goOnWhereOneWasKilledInAnotherNumber)
{
    const test::JobOutputs& expected = alone(longTraining);
    const std::filesystem::path folder = temporary / "run";
    for (const int victim : {1, 0}) {
        const std::size_t before = stepsIn(folder);
        RankProcesses ranks(training(folder, longTraining), 2, temporary.path());
        ASSERT_TRUE(waitUntil([&] { return stepsIn(folder) > before + 6; }));
        const double killed = steadySeconds();
        ranks[victim].signal(SIGKILL);
        const Ended other = ranks.end(1 - victim);
        EXPECT_EQ(other.exitCode, 75) << other.err;
        EXPECT_NE(
            other.err.find("rank " + std::to_string(victim) + " (" + host + ") was lost at step"), std::string::npos)
            << other.err;
        EXPECT_NE(other.err.find("the same command goes on"), std::string::npos) << other.err;
        EXPECT_LT(steadySeconds() - killed, 12.0 * test::patience);
    }
    EXPECT_TRUE(std::filesystem::exists(folder / "rank-1.log"));
    expectGoesOn(folder, longTraining, 4, expected);
}

TEST_F(Ranks, nameOneThatIsFrozen)
{
    const std::filesystem::path folder = temporary / "run";
    for (const int victim : {1, 0}) {
        const std::size_t before = stepsIn(folder);
        RankProcesses ranks(training(folder, longTraining, {"--silence_timeout", "2"}), 2, temporary.path());
        ASSERT_TRUE(waitUntil([&] { return stepsIn(folder) > before + 3; }));
        ranks[victim].signal(SIGSTOP);
        const Ended other = ranks.end(1 - victim);
        EXPECT_EQ(other.exitCode, 75) << other.err;
        EXPECT_NE(other.err.find("rank " + std::to_string(victim) + " (" + host + ") gave no sign of life for 2 s"),
            std::string::npos)
            << other.err;
        ranks[victim].signal(SIGKILL);
        ranks[victim].signal(SIGCONT);
    }
}

TEST_F(Ranks, stopTogetherWhereOneIsAsked)
{
    const test::JobOutputs& expected = alone(longTraining);
    const std::filesystem::path folder = temporary / "run";
    for (const auto& [asked, signal] : {std::pair{1, SIGINT}, std::pair{0, SIGTERM}}) {
        const std::size_t before = stepsIn(folder);
        RankProcesses ranks(training(folder, longTraining), 2, temporary.path());
        ASSERT_TRUE(waitUntil([&] { return stepsIn(folder) > before + 3; }));
        const double start = steadySeconds();
        ranks[asked].signal(signal);
        EXPECT_EQ(ranks.end(asked).exitCode, 128 + signal);
        const Ended other = ranks.end(1 - asked);
        EXPECT_EQ(other.exitCode, 75) << other.err;
        EXPECT_LT(steadySeconds() - start, 5.0 * test::patience);
        const Json record = readJsonFile(folder / "run.json");
        EXPECT_EQ(record["state"], "stopped");
        EXPECT_TRUE(
            std::filesystem::exists(folder / "checkpoints" / ("step-" + std::to_string(record["step"].get<int>()))));
    }
    expectGoesOn(folder, longTraining, 1, expected);
}

TEST_F(Ranks, goOnWithAnEvaluationThatLostOne)
{
    ASSERT_EQ(run(training(temporary / "run", 1)).exitCode, 0);
    std::string model;
    for (const auto& entry : std::filesystem::directory_iterator(temporary / "run")) {
        if (entry.path().string().ends_with("_peft_last_checkpoint")) {
            model = entry.path().string();
        }
    }
    const std::filesystem::path many = temporary / "many.jsonl";
    writeComparisons(many, 4000, 3);
    const auto evaluation = [&](const std::string& name) {
        return Arguments{DPL_EXECUTABLE, "evaluate", "--reward_model_checkpoint", model, "--data_path", many.string(),
            "--output", (temporary / name).string(), "--threads", "1"};
    };
    const std::filesystem::path partial = temporary / "lost.partial";
    RankProcesses ranks(evaluation("lost"), 2, temporary.path());
    std::error_code ignored;
    ASSERT_TRUE(
        waitUntil([&] { return std::filesystem::exists(partial, ignored) && readFile(partial).size() > 20'000; }));
    ranks[1].signal(SIGKILL);
    const Ended first = ranks.end(0);
    ASSERT_EQ(first.exitCode, 75) << first.err;
    EXPECT_NE(first.err.find("rank 1"), std::string::npos) << first.err;
    ASSERT_TRUE(std::filesystem::exists(partial));
    const Ended again = run(evaluation("lost"), 3);
    ASSERT_EQ(again.exitCode, 0) << again.err;
    EXPECT_NE(again.err.find("resuming after"), std::string::npos) << again.err;
    ASSERT_EQ(run(evaluation("whole")).exitCode, 0);
    EXPECT_TRUE(readFile(temporary / "lost") == readFile(temporary / "whole"));
}

TEST_F(Ranks, tellThatTheyAreGivenDifferentThingsInOneSentence)
{
    // The same words name other rows in another folder.
    for (const char* name : {"0", "1"}) {
        std::filesystem::create_directories(temporary / name);
        writeComparisons(temporary / name / "mine.jsonl", 40, static_cast<unsigned>(std::atoi(name)));
    }
    Arguments command = training(temporary / "run", 2);
    *std::find(command.begin(), command.end(), rows.string()) = "mine.jsonl";
    RankProcesses ranks(command, 2, temporary.path(),
        [&](int rank) { return Arguments{"/usr/bin/env", "-C", (temporary / std::to_string(rank)).string()}; });
    for (const int rank : {0, 1}) {
        const Ended ended = ranks.end(rank);
        EXPECT_EQ(ended.exitCode, 1);
        EXPECT_NE(ended.err.find("rank 0 (" + host + ") and rank 1 (" + host + ") differ in the rows of data_path"),
            std::string::npos)
            << ended.err;
    }
}

TEST_F(Ranks, endTogetherWhereOneMeetsAnError)
{
    std::filesystem::create_directories(temporary / "0");
    std::filesystem::create_directories(temporary / "1");
    writeComparisons(temporary / "0" / "mine.jsonl", 40);
    writeFileAtomically(temporary / "1" / "mine.jsonl", "no rows\n");
    Arguments command = training(temporary / "run", 2);
    *std::find(command.begin(), command.end(), rows.string()) = "mine.jsonl";
    RankProcesses ranks(command, 2, temporary.path(),
        [&](int rank) { return Arguments{"/usr/bin/env", "-C", (temporary / std::to_string(rank)).string()}; });
    for (const int rank : {0, 1}) {
        const Ended ended = ranks.end(rank);
        EXPECT_EQ(ended.exitCode, 1);
        EXPECT_NE(ended.err.find("rank 1 (" + host + "): mine.jsonl"), std::string::npos) << ended.err;
    }
}

TEST_F(Ranks, areRefusedWhereBatchesCannotBeShared)
{
    const Ended ended = run(training(temporary / "run", 2), 3);
    EXPECT_EQ(ended.exitCode, 2);
    EXPECT_NE(ended.err.find("8 batches a step"), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("set gradient_accumulation_steps to 9, or use 2 processes"), std::string::npos)
        << ended.err;
}

TEST_F(Ranks, areRefusedByCommandsThatRunInOneProcess)
{
    const Arguments two{"/usr/bin/env", "RANK=1", "WORLD_SIZE=2"};
    for (const char* command : {"summarize", "sweep", "synthetic", "demo", "runs", "tokenize", "fetch", "backbone"}) {
        const Ended ended = run({DPL_EXECUTABLE, command}, 1, two);
        EXPECT_EQ(ended.exitCode, 2) << command;
        EXPECT_NE(ended.err.find(std::string("dpl ") + command + " runs in one process"), std::string::npos)
            << ended.err;
    }
    EXPECT_EQ(run({DPL_EXECUTABLE, "--version"}, 1, two).exitCode, 0);
}

TEST_F(Ranks, areStartedByMpirun)
{
    if (::access("/usr/bin/mpirun", X_OK) != 0) {
        GTEST_SKIP() << "mpirun is not installed";
    }
    const test::JobOutputs& expected = alone(2);
    const Ended ended = run(training(temporary / "run"), 1,
        {"/usr/bin/env", "MASTER_PORT=" + std::to_string(test::freePort()), "/usr/bin/mpirun", "--allow-run-as-root",
            "--oversubscribe", "-np", "2"});
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_EQ(test::differenceOf(expected, test::jobOutputsIn(temporary / "run")), "");
    EXPECT_EQ(readJsonFile(temporary / "run" / "run.json")["ranks"]["world_size"], 2);
}

TEST_F(Ranks, areStartedByTorchrun)
{
    const char* python = std::getenv("DPL_PYTHON");
    if (python == nullptr || run({python, "-c", "import torch.distributed.run"}).exitCode != 0) {
        GTEST_SKIP() << "DPL_PYTHON names no interpreter that has torchrun";
    }
    const test::JobOutputs& expected = alone(2);
    Arguments command = training(temporary / "run");
    command.insert(command.begin(),
        {python, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "--no-python"});
    const Ended ended = run(command);
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_EQ(test::differenceOf(expected, test::jobOutputsIn(temporary / "run")), "");
}

/// Two machines as the kernel can pretend them: network namespaces with a cable between them. The name of this one
/// leads to the loopback in both, as on many real machines.
class TwoMachines {
public:
    TwoMachines()
    {
        m_isThere = ::geteuid() == 0 && ip("netns add " + m_a) && ip("netns add " + m_b)
            && ip("link add " + m_a + " type veth peer name " + m_b) && ip("link set " + m_a + " netns " + m_a)
            && ip("link set " + m_b + " netns " + m_b) && ip("-n " + m_a + " addr add 10.77.3.1/24 dev " + m_a)
            && ip("-n " + m_b + " addr add 10.77.3.2/24 dev " + m_b) && ip("-n " + m_a + " link set lo up")
            && ip("-n " + m_b + " link set lo up") && ip("-n " + m_a + " link set " + m_a + " up")
            && ip("-n " + m_b + " link set " + m_b + " up");
    }
    ~TwoMachines()
    {
        ip("netns del " + m_a);
        ip("netns del " + m_b);
    }
    TwoMachines(const TwoMachines&) = delete;
    TwoMachines& operator=(const TwoMachines&) = delete;

    bool isThere() const { return m_isThere; }
    Arguments in(int machine) const
    {
        return {"/usr/bin/env", "PATH=/usr/sbin:/sbin:/usr/bin:/bin", "ip", "netns", "exec", machine == 0 ? m_a : m_b};
    }
    bool cut() const { return ip("-n " + m_a + " link set " + m_a + " down"); }
    bool mend() const { return ip("-n " + m_a + " link set " + m_a + " up"); }

private:
    static bool ip(const std::string& words)
    {
        return std::system(("PATH=/usr/sbin:/sbin:$PATH ip " + words + " >/dev/null 2>&1").c_str()) == 0; // NOLINT
    }

    std::string m_a = "dpla" + std::to_string(::getpid());
    std::string m_b = "dplb" + std::to_string(::getpid());
    bool m_isThere = false;
};

TEST_F(Ranks, onTwoMachinesFindTheNetworkBetweenThem)
{
    const TwoMachines machines;
    if (!machines.isThere()) {
        GTEST_SKIP() << "network namespaces need root and iproute2";
    }
    const test::JobOutputs& expected = alone(2);
    RankProcesses ranks(
        training(temporary / "run"), 2, temporary.path(), [&](int rank) { return machines.in(rank); }, "10.77.3.1");
    const Ended first = ranks.end(0);
    ASSERT_EQ(first.exitCode, 0) << first.err;
    EXPECT_EQ(ranks.end(1).exitCode, 0);
    EXPECT_EQ(test::differenceOf(expected, test::jobOutputsIn(temporary / "run")), "");
}

TEST_F(Ranks, onTwoMachinesNoticeThatTheCableIsCut)
{
    const TwoMachines machines;
    if (!machines.isThere()) {
        GTEST_SKIP() << "network namespaces need root and iproute2";
    }
    const std::filesystem::path folder = temporary / "run";
    RankProcesses ranks(
        training(folder, longTraining, {"--silence_timeout", "2"}), 2, temporary.path(),
        [&](int rank) { return machines.in(rank); }, "10.77.3.1");
    ASSERT_TRUE(waitUntil([&] { return stepsIn(folder) > 3; }));
    ASSERT_TRUE(machines.cut());
    for (const int rank : {0, 1}) {
        const Ended ended = ranks.end(rank);
        EXPECT_EQ(ended.exitCode, 75) << ended.err;
        EXPECT_NE(ended.err.find("rank " + std::to_string(1 - rank)), std::string::npos) << ended.err;
    }
}

TEST_F(Ranks, onTwoMachinesDoNotMindACableThatIsOutForAMoment)
{
    const TwoMachines machines;
    if (!machines.isThere()) {
        GTEST_SKIP() << "network namespaces need root and iproute2";
    }
    const test::JobOutputs& expected = alone(longTraining);
    const std::filesystem::path folder = temporary / "run";
    RankProcesses ranks(
        training(folder, longTraining), 2, temporary.path(), [&](int rank) { return machines.in(rank); }, "10.77.3.1");
    ASSERT_TRUE(waitUntil([&] { return stepsIn(folder) > 3; }));
    ASSERT_TRUE(machines.cut());
    std::this_thread::sleep_for(std::chrono::seconds(2));
    ASSERT_TRUE(machines.mend());
    const Ended first = ranks.end(0);
    ASSERT_EQ(first.exitCode, 0) << first.err;
    EXPECT_EQ(ranks.end(1).exitCode, 0);
    EXPECT_EQ(test::differenceOf(expected, test::jobOutputsIn(folder)), "");
}

/// Rank processes killed at random moments, and the job gone on with in a random number of processes. DPL_KILLS says
/// how many kills; tests/app/kill_many makes many.
TEST_F(Ranks, areKilledAtRandomMomentsAndGoOnInRandomNumbersToTheSameBits)
{
    const char* said = std::getenv("DPL_KILLS");
    const int kills = said != nullptr ? std::atoi(said) : 5;
    constexpr int epochs = 12;
    const test::JobOutputs& expected = alone(epochs);
    std::mt19937 random(7);
    int rounds = 0;
    std::filesystem::path folder = temporary / "round-0";
    for (int killed = 0; killed < kills;) {
        const int size = std::array{1, 2, 4}.at(random() % 3);
        RankProcesses ranks(training(folder, epochs, {"--rendezvous_timeout", "4", "--silence_timeout", "3"}), size,
            temporary.path()); // for one killed before it came
        const int victim = static_cast<int>(random() % static_cast<unsigned>(size));
        std::this_thread::sleep_for(std::chrono::milliseconds(200 + random() % 2500));
        const bool wasAlive = ranks[victim].runs();
        ranks[victim].signal(SIGKILL);
        bool isDone = true;
        for (int rank = 0; rank < size; ++rank) {
            const Ended ended = ranks.end(rank);
            isDone = isDone && ended.exitCode == 0;
            const bool nobodyCame = ended.err.find("did not come") != std::string::npos
                || ended.err.find("cannot be reached") != std::string::npos
                || ended.err.find("rank 0 does not answer") != std::string::npos;
            const bool isRight = ended.signal == SIGKILL || ended.exitCode == 75 || ended.exitCode == 0
                || (ended.exitCode == 1 && nobodyCame);
            ASSERT_TRUE(isRight) << "rank " << rank << " of " << size << ": " << ended.exitCode << " " << ended.err;
        }
        killed += wasAlive ? 1 : 0;
        if (isDone) {
            ASSERT_EQ(test::differenceOf(expected, test::jobOutputsIn(folder)), "") << killed << " kills";
            folder = temporary / ("round-" + std::to_string(++rounds));
        }
    }
    const Ended last = run(training(folder, epochs), 2);
    ASSERT_EQ(last.exitCode, 0) << last.err;
    EXPECT_EQ(test::differenceOf(expected, test::jobOutputsIn(folder)), "");
    std::cout << kills << " kills, " << rounds + 1 << " times to the end\n";
}

} // namespace
} // namespace dpl
