// Jobs on another machine, by commands, over an sshd of the test's own; and connections that ask.

#include "arguments.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/stopped.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "executable_file.hpp"
#include "job_outputs.hpp"
#include "patience.hpp"
#include "places/askpass.hpp"
#include "places/placed_jobs.hpp"
#include "places/places_file.hpp"
#include "process.hpp"
#include "runs/run_folder.hpp"
#include "slurm_cluster.hpp"
#include "ssh_server.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include <signal.h>

namespace dpl {
namespace {

namespace fs = std::filesystem;

using test::Arguments;
using test::differenceOf;
using test::Ended;
using test::fixtureArgument;
using test::jobOutputsIn;
using test::Process;
using test::says;
using test::SshServer;

class RemoteJobs : public testing::Test {
protected:
    void SetUp() override
    {
        if (const std::string missing = SshServer::missing(); !missing.empty()) {
            GTEST_SKIP() << missing;
        }
        serve("");
    }

    void TearDown() override
    {
        for (places::PlacedJob& job : places::list({places::mirrorsFolder()}).jobs) {
            if (runs::isActive(job.state.stage)) {
                places::stop(job, places::StopHow::now, shells);
            }
        }
    }

    static constexpr int longEnough =
        120; ///< epochs, to be stopped within, though a question to a host takes half a second

    /// With a host whose logins run some lines first.
    void serve(const std::string& login)
    {
        server = std::make_unique<SshServer>(login);
        config.put(server->config().string());
        places::PlacesFile file;
        file.add({"cluster", places::PlaceKind::ssh, "there", there, DPL_EXECUTABLE});
        places::writePlaces(file);
    }

    static std::vector<std::string> command(Arguments arguments)
    {
        arguments.insert(arguments.begin(), DPL_EXECUTABLE);
        return arguments;
    }

    Ended run(const Arguments& arguments) const { return Process(command(arguments), temporary.path()).end(); }

    /// What `dpl train` makes of a training without a place.
    static const test::JobOutputs& expected(int epochs)
    {
        static std::map<int, test::JobOutputs> known;
        test::JobOutputs& outputs = known[epochs];
        if (outputs.empty()) {
            const test::TemporaryFolder folder;
            const Ended ended = Process(command(training((folder / "run").string(), epochs)), folder.path()).end();
            EXPECT_EQ(ended.exitCode, 0) << ended.err;
            outputs = jobOutputsIn(folder / "run");
        }
        return outputs;
    }

    static Arguments training(const std::string& folder, int epochs)
    {
        return {"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path",
            fixtureArgument("training/lora_pairs.jsonl"), "--run_folder", folder, "--num_train_epochs",
            std::to_string(epochs), "--eval_steps", "0", "--logging_steps", "1", "--threads", "1", "--save_steps",
            "1000000"};
    }

    Json submitted(const Arguments& words) const
    {
        Arguments all{"submit", "--place", "cluster", "--json", "--"};
        all.insert(all.end(), words.begin(), words.end());
        const Ended ended = run(all);
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        return ended.exitCode == 0 ? parseJson(ended.out, "stdout") : Json::object();
    }

    /// As they are now, over a connection that stays; in `dpl jobs`, each command has one of its own.
    std::vector<places::PlacedJob> jobs()
    {
        places::JobList list = places::list({places::mirrorsFolder()});
        EXPECT_TRUE(list.unreadable.empty());
        places::look(list.jobs, shells);
        return list.jobs;
    }

    template <typename F> static void waitFor(const F& holds)
    {
        for (const double begin = steadySeconds(); !holds();) {
            ASSERT_LT(steadySeconds() - begin, 60.0 * test::patience);
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }

    /// Of the newest job.
    void waitForStage(places::PlacedStage stage)
    {
        places::PlacedState last;
        waitFor([&] {
            last = jobs().at(0).state;
            return last.stage == stage || !runs::isActive(last.stage);
        });
        EXPECT_EQ(last.stage, stage) << runs::placedText(last) << last.error;
    }

    void waitForSteps(const fs::path& mirror)
    {
        waitFor([&] {
            jobs();
            return fs::exists(mirror / "metrics.jsonl") && runs::readMetrics(mirror).size() > 2;
        });
    }

    const test::TemporaryFolder temporary;
    const fs::path there = temporary / "there";
    const test::EnvironmentVariable placesFile{"DPL_PLACES", (temporary / "places.json").string()};
    const test::EnvironmentVariable data{"XDG_DATA_HOME", (temporary / "data").string()};
    const test::EnvironmentVariable runtime{"XDG_RUNTIME_DIR", temporary.path().string()};
    test::EnvironmentVariable config{"DPL_SSH_CONFIG"};
    std::unique_ptr<SshServer> server;
    places::Shells shells;
};

TEST_F(RemoteJobs, aTrainingIsMirroredStoppedAndResumedToTheBitsOfItsCommand)
{
    const Json job = submitted(training("results/run", longEnough));
    const fs::path mirror = job.at("folder").get<std::string>();
    EXPECT_EQ(job.at("folder_there"), (there / "results" / "run").string());
    EXPECT_EQ(mirror, places::mirrorsFolder() / "there" / (there / "results" / "run").relative_path());
    waitForSteps(mirror);
    EXPECT_EQ(runs::readRun(mirror).state, runs::RunState::running); // though no lock of it is here
    EXPECT_TRUE(says(run({"jobs"}).out, {"cluster", "training", "running"}));
    const Ended cancelled = run({"cancel", mirror.string()});
    EXPECT_EQ(cancelled.exitCode, 0) << cancelled.err;
    waitForStage(places::PlacedStage::stopped);
    EXPECT_EQ(runs::readRun(mirror).state, runs::RunState::stopped);

    submitted(training("results/run", longEnough));
    waitForStage(places::PlacedStage::finished);
    EXPECT_EQ(runs::readRun(mirror).state, runs::RunState::finished);
    EXPECT_EQ(differenceOf(expected(longEnough), jobOutputsIn(there / "results" / "run")), "");
    EXPECT_EQ(test::numbersOf(mirror / "metrics.jsonl"), expected(longEnough).at("metrics.jsonl"));
    for (const auto& entry : fs::recursive_directory_iterator(mirror)) {
        EXPECT_NE(entry.path().extension(), ".safetensors") << entry.path();
    }
    EXPECT_EQ(run({"jobs", "--models"}).exitCode, 0);
    EXPECT_EQ(differenceOf(expected(longEnough), jobOutputsIn(mirror)), ""); // weights on demand
}

TEST_F(RemoteJobs, areNotReachableForAWhileAndGoOn)
{
    const fs::path mirror = submitted(training("run", 5000)).at("folder").get<std::string>();
    waitForSteps(mirror);
    const Ended busy = run({"submit", "--place", "cluster", "--", "train", "--model_name", "x", "--data_path", "y",
        "--run_folder", "run"});
    EXPECT_TRUE(says(busy.err, {"holds job ", "running"}));
    server->end();
    places::PlacedJob job = jobs().at(0);
    EXPECT_EQ(job.state.reach, places::PlacedReach::unreachable);
    EXPECT_TRUE(says(job.state.error, "refuses the connection"));
    EXPECT_TRUE(says(runs::placedText(job.state), "running; not reachable since "));
    EXPECT_EQ(runs::readRun(mirror).state, runs::RunState::running);
    server->begin();
    job = jobs().at(0);
    EXPECT_EQ(runs::placedText(job.state), "running");
    EXPECT_EQ(job.state.error, "");

    // What ends without a word is told from what was asked to end.
    ASSERT_EQ(::kill(static_cast<pid_t>(job.state.process.value().pid), SIGKILL), 0);
    waitForStage(places::PlacedStage::failed);
    EXPECT_TRUE(says(jobs().at(0).state.reason, "ended from outside"));
    EXPECT_EQ(runs::readRun(mirror).state, runs::RunState::interrupted);
    submitted(training("run", 5000));
    waitForSteps(mirror);
    job = jobs().at(0);
    EXPECT_EQ(job.state.stage, places::PlacedStage::running);
    places::stop(job, places::StopHow::now, shells);
    waitForStage(places::PlacedStage::cancelled);
}

TEST_F(RemoteJobs, haveTheirInputsSentOnceToAHostWithoutOurFiles)
{
    // A host that does not see files of ours: its stat finds none where links are followed.
    const fs::path tools = temporary / "tools";
    test::executableFile(tools / "stat", "case \" $* \" in *' -L '*) exit 1;; esac\nexec /usr/bin/stat \"$@\"\n");
    serve("PATH=" + tools.string() + ":$PATH");
    const fs::path mirror = submitted(training("run", 2)).at("folder").get<std::string>();
    waitForStage(places::PlacedStage::finished);
    EXPECT_EQ(differenceOf(expected(2), jobOutputsIn(there / "run")), "");
    for (const auto& entry : fs::directory_iterator(there / "inputs")) { // by content
        EXPECT_EQ(entry.path().filename().string().size(), 32U) << entry.path();
    }
    const Json params = runs::readRun(there / "run").params;
    EXPECT_TRUE(says(params.at("model_name").get<std::string>(), {(there / "inputs").string(), "/tiny-llama"}));
    EXPECT_TRUE(says(params.at("data_path").get<std::string>(), {(there / "inputs").string(), "/lora_pairs.jsonl"}));

    // The model that lies there is evaluated there, on the rows that are there already, and what it makes comes here.
    const Json evaluation = submitted({"evaluate", "--reward_model_checkpoint",
        (mirror / "base_tiny-llama__0_3e-06_cosine_2_peft_last_checkpoint").string(), "--data_path",
        fixtureArgument("training/lora_pairs.jsonl"), "--threads", "1"});
    waitForStage(places::PlacedStage::finished);
    const fs::path rows = fs::path(evaluation.at("folder").get<std::string>()) / "rows.jsonl";
    ASSERT_TRUE(fs::exists(rows));
    EXPECT_TRUE(says(readFile(rows), "reward_output"));
    EXPECT_EQ(std::distance(fs::directory_iterator(there / "inputs"), {}), 2);
}

TEST_F(RemoteJobs, sayWhatIsMissingBeforeAnythingStarts)
{
    const auto refused = [&](const Arguments& words) {
        const Ended ended = run(words);
        EXPECT_EQ(ended.exitCode, 1);
        EXPECT_FALSE(fs::exists(there / "run" / "job.json"));
        return ended.err;
    };
    const Arguments submit{"submit", "--place", "cluster", "--", "train", "--model_name",
        fixtureArgument("models/tiny-llama"), "--data_path", "/no/such/rows.jsonl", "--run_folder", "run"};
    EXPECT_TRUE(says(refused(submit), {"/no/such/rows.jsonl is neither here nor on there"}));
    places::PlacesFile file;
    file.add({"cluster", places::PlaceKind::ssh, "there", there, "/no/such/dpl"});
    file.add({"closed", places::PlaceKind::ssh, "refused", there, DPL_EXECUTABLE});
    file.add({"strange", places::PlaceKind::ssh, "stranger", there, DPL_EXECUTABLE});
    places::writePlaces(file);
    EXPECT_TRUE(says(refused(submit), {"cluster cannot take the job", "/no/such/dpl --version", "on there"}));
    const Ended tested = run({"places", "test", "closed"});
    EXPECT_EQ(tested.exitCode, 1);
    EXPECT_TRUE(says(tested.out, {"refused refuses the connection"}));
    EXPECT_TRUE(says(run({"places", "test", "strange"}).out, {"stranger is new here", "connect once"}));
}

TEST_F(RemoteJobs, aPlaceIsTested)
{
    const Ended tested = run({"places", "test", "cluster"});
    EXPECT_EQ(tested.exitCode, 0) << tested.err;
    EXPECT_EQ(tested.out, "cluster: version " DPL_VERSION ", folder writable\n");
}

/// A cluster whose commands are on another machine.
TEST_F(RemoteJobs, ofAClusterBehindSshAreFollowedStoppedAndResumedToo)
{
    if (const std::string missing = test::SlurmCluster::missing(); !missing.empty()) {
        GTEST_SKIP() << "There is no Slurm for tests: " << missing;
    }
    const test::SlurmCluster cluster(temporary / "slurm");
    serve("export SLURM_CONF=" + cluster.configuration().string());
    const test::EnvironmentVariable unreachable("SLURM_CONF", "/no/slurm.conf"); // but by ssh
    places::PlacesFile file;
    file.add({"cluster", places::PlaceKind::sshSlurm, "there", there, DPL_EXECUTABLE});
    places::writePlaces(file);
    EXPECT_EQ(
        run({"places", "test", "cluster"}).out, "cluster: version " DPL_VERSION ", 2 nodes idle, folder writable\n");
    const fs::path mirror = submitted(training("run", longEnough)).at("folder").get<std::string>();
    waitForSteps(mirror);
    places::PlacedJob job = jobs().at(0);
    EXPECT_EQ(job.state.stage, places::PlacedStage::running) << runs::placedText(job.state) << job.state.error;
    EXPECT_EQ(runs::readRun(mirror).state, runs::RunState::running);
    places::stop(job, places::StopHow::save, shells);
    waitForStage(places::PlacedStage::stopped);
    submitted(training("run", longEnough));
    waitForStage(places::PlacedStage::finished);
    EXPECT_EQ(differenceOf(expected(longEnough), jobOutputsIn(there / "run")), "");
    EXPECT_EQ(test::numbersOf(mirror / "metrics.jsonl"), expected(longEnough).at("metrics.jsonl"));
}

/// Answers by what ssh's words contain.
class PartAsker final : public places::Asker {
public:
    std::optional<std::string> ask(const places::Question& question, const std::stop_token&) override
    {
        asked.push_back(question);
        for (const auto& [part, answer] : answers) {
            if (question.text.find(part) != std::string::npos) {
                return answer;
            }
        }
        return std::nullopt;
    }

    std::vector<std::pair<std::string, std::string>> answers;
    std::vector<places::Question> asked; ///< read when the connection stands or does not
};

TEST_F(RemoteJobs, aConnectionAsksThroughUsAndCanBeRefused)
{
    {
        PartAsker asker;
        places::RemoteShell locked("locked", server->settings());
        EXPECT_THROW(places::connect(locked, asker, DPL_EXECUTABLE), Stopped); // the user says no
        ASSERT_EQ(asker.asked.size(), 1U);
        EXPECT_EQ(asker.asked[0].kind, places::Question::Kind::secret);
        EXPECT_THROW(locked.run(":"), places::NeedsUser);
    }
    {
        PartAsker asker;
        asker.answers = {{"passphrase", "close sesame"}};
        places::RemoteShell locked("locked", server->settings());
        EXPECT_TRUE(says(test::errorOf([&] { places::connect(locked, asker, DPL_EXECUTABLE); }),
            {"locked does not let you in", "ssh-copy-id"}));
        EXPECT_EQ(asker.asked.back().attempt, static_cast<int>(asker.asked.size())); // the same, again
    }
    {
        PartAsker asker;
        asker.answers = {{"passphrase", "open sesame"}};
        places::RemoteShell locked("locked", server->settings());
        places::connect(locked, asker, DPL_EXECUTABLE);
        EXPECT_EQ(asker.asked.size(), 1U);
        EXPECT_EQ(locked.run("echo here").out, "here\n"); // polls ask nothing more
    }
    {
        PartAsker asker;
        asker.answers = {{"can't be established", "yes"}};
        places::RemoteShell stranger("stranger", server->settings());
        places::connect(stranger, asker, DPL_EXECUTABLE);
        ASSERT_EQ(asker.asked.size(), 1U);
        EXPECT_EQ(asker.asked[0].kind, places::Question::Kind::hostKey);
        EXPECT_TRUE(says(asker.asked[0].text, "fingerprint"));
        EXPECT_EQ(stranger.run("echo here").out, "here\n");
    }
    EXPECT_EQ(places::RemoteShell("stranger", server->settings()).run("echo here").out, "here\n"); // it is known now
}

} // namespace
} // namespace dpl
