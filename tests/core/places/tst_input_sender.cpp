#include "places/input_sender.hpp"

#include "base/files.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "places/local_shell.hpp"
#include "places/placed_job.hpp"
#include "places/remote_placement.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

namespace fs = std::filesystem;

using recipes::PathUse;
using test::errorOf;
using test::says;

/// A host whose files are this machine's, and that can be told to see none of ours where it is asked.
class StandInHost final : public Shell {
public:
    Output run(const std::string& script, const std::string& input, std::chrono::milliseconds deadline,
        const std::stop_token& stop) override
    {
        if (script.find("df -Pk") != std::string::npos && blocks) {
            return {0, std::to_string(*blocks) + "\n", ""};
        }
        const bool looksAtOurs = script.find("find -L") != std::string::npos;
        return looksAtOurs && !sharesOurs ? Output{1, "", ""} : m_shell.run(script, input, deadline, stop);
    }
    void send(const fs::path& local, const std::string& remote, const std::stop_token&, const BytesTold& told) override
    {
        writeFileAtomically(remote, readFile(local));
        sent.push_back(local.filename().string());
        told(static_cast<std::int64_t>(fs::file_size(local)));
        if (sent.size() == breaksAfter) {
            throw Unreachable("it broke off");
        }
    }
    void fetch(const std::string&, const fs::path&, Fetch, const std::stop_token&) override { }
    bool sharesFiles() const override { return false; }

    bool sharesOurs = false;
    std::optional<std::int64_t> blocks; ///< free, of 1024 bytes
    std::vector<std::string> sent;
    std::size_t breaksAfter = 0;

private:
    LocalShell m_shell;
};

class InputSenders : public testing::Test {
protected:
    InputSenders()
    {
        place.name = "cluster";
        place.kind = PlaceKind::ssh;
        place.host = "there";
        place.folder = temporary / "there";
        writeFileAtomically(temporary / "here" / "model" / "config.json", "{}");
        writeFileAtomically(temporary / "here" / "model" / "parts" / "weights.bin", "weights");
        writeFileAtomically(temporary / "here" / "model" / ".git" / "HEAD", "ours");
        writeFileAtomically(temporary / "here" / "rows.jsonl", "{}\n");
    }

    std::string provided(const std::string& name, PathUse use)
    {
        InputSender sender(
            place, host, temporary / "here", [this](const Progress& progress) { told.push_back(progress); });
        return sender.provide(name, use, {});
    }

    const test::TemporaryFolder temporary;
    const test::EnvironmentVariable cache{"HF_HUB_CACHE", (temporary / "hub").string()};
    Place place;
    StandInHost host;
    std::vector<Progress> told;
};

TEST_F(InputSenders, sendWhatIsHereOnceByItsContent)
{
    const fs::path model = provided("model", PathUse::model);
    EXPECT_EQ(model.filename(), "model"); // runs are named by it
    EXPECT_EQ(model.parent_path().parent_path(), place.folder / "inputs");
    EXPECT_EQ(readFile(model / "parts" / "weights.bin"), "weights");
    EXPECT_FALSE(fs::exists(model / ".git"));
    EXPECT_EQ(host.sent, (std::vector<std::string>{"config.json", "weights.bin"}));
    EXPECT_EQ(told.front().step, 0);
    EXPECT_EQ(told.back().step, 9);
    EXPECT_EQ(told.back().total, 9);
    EXPECT_TRUE(says(told.back().phase, {"Sending model to there"}));

    EXPECT_EQ(provided((temporary / "here" / "model").string(), PathUse::model), model);
    EXPECT_EQ(host.sent.size(), 2U);
    writeFileAtomically(temporary / "here" / "model" / "config.json", "{\"changed\": 1}");
    EXPECT_NE(provided("model", PathUse::model), model);
    EXPECT_EQ(host.sent.size(), 4U);
    const fs::path rows = provided("rows.jsonl", PathUse::dataset);
    EXPECT_EQ(rows.filename(), "rows.jsonl");
    EXPECT_EQ(readFile(rows), "{}\n");
}

TEST_F(InputSenders, halfSentIsNotThere)
{
    host.breaksAfter = 1;
    EXPECT_THROW(provided("model", PathUse::model), Unreachable);
    for (const auto& entry : fs::directory_iterator(place.folder / "inputs")) {
        EXPECT_TRUE(entry.path().filename().string().starts_with(".unfinished-"));
    }
    EXPECT_TRUE(fs::exists(fs::path(provided("model", PathUse::model)) / "parts" / "weights.bin"));
}

TEST_F(InputSenders, useWhatIsThereAlready)
{
    host.sharesOurs = true; // a file system in common
    EXPECT_EQ(provided("model", PathUse::model), (temporary / "here" / "model").string());
    writeFileAtomically(temporary / "scratch" / "rows.jsonl", "{}\n");
    EXPECT_EQ(provided((temporary / "scratch" / "rows.jsonl").string(), PathUse::dataset),
        (temporary / "scratch" / "rows.jsonl").string());
    makeFolder(temporary / "hub" / "models--ada--tiny" / "snapshots");
    EXPECT_EQ(provided("ada/tiny", PathUse::model), "ada/tiny");
    // What lies in a mirror is where it is mirrored from.
    PlacedJob job;
    job.folder = temporary / "mirror";
    job.place = place;
    job.there = "/scratch/run";
    job.recipe = Json::object();
    writeFileAtomically(job.folder / "model" / "adapter_config.json", "{}");
    writePlacedJob(job);
    EXPECT_EQ(provided((job.folder / "model").string(), PathUse::model), "/scratch/run/model");
    EXPECT_TRUE(host.sent.empty());
}

TEST_F(InputSenders, sayWhatIsNowhereAndWhatDoesNotFit)
{
    EXPECT_TRUE(says(errorOf([&] { provided("/no/rows.jsonl", PathUse::dataset); }), {"neither here nor on there"}));
    EXPECT_TRUE(says(errorOf([&] { provided("ada/large", PathUse::model); }), {"ada/large", "dpl fetch ada/large"}));
    host.blocks = (std::int64_t{1} << 20) - 1; // less than is to be left
    EXPECT_TRUE(says(errorOf([&] { provided("rows.jsonl", PathUse::dataset); }), {"has room for 0", "make room"}));
    EXPECT_TRUE(host.sent.empty());
}

TEST_F(InputSenders, makeARecipeThatTheHostCanDo)
{
    writeFileAtomically(temporary / "here" / "adapter" / "adapter_config.json",
        Json{{"base_model_name_or_path", (temporary / "here" / "model").string()}}.dump());
    PlacedJob job;
    job.place = place;
    job.there = (place.folder / "jobs" / "evaluation-1").string();
    job.recipe = {{"kind", "evaluation"}, {"working_folder", (temporary / "here").string()}, {"threads", 2},
        {"params",
            {{"reward_model_checkpoint", "adapter"}, {"data_path", "rows.jsonl"}, {"model_name", ""},
                {"tokenizer_name", ""}, {"output", ""}}}};
    const Json recipe = recipeThere(job, host, {}, {});
    EXPECT_FALSE(recipe.contains("working_folder"));
    EXPECT_EQ(recipe["threads"], 2);
    const Json& params = recipe["params"];
    EXPECT_EQ(params["tokenizer_name"], "");
    EXPECT_EQ(params["output"], job.there + "/rows.jsonl");
    for (const char* name : {"reward_model_checkpoint", "data_path", "model_name"}) { // the adapter's backbone as well
        const fs::path path = params[name].get<std::string>();
        EXPECT_EQ(path.parent_path().parent_path(), place.folder / "inputs") << name;
        EXPECT_TRUE(fs::exists(path)) << name;
    }
    job.recipe = {{"kind", "training"}, {"folder", "/home/ada/run"}, {"tokens", "/home/ada/.tokens"},
        {"params", {{"model_name", (temporary / "here" / "model").string()}}}};
    const Json training = recipeThere(job, host, {}, {});
    EXPECT_EQ(training["folder"], job.there);
    EXPECT_EQ(training["tokens"], (place.folder / ".tokens").string());
}

TEST(RemotePlacement, keepsAFoldersNameBelowThePlaces)
{
    Place place;
    place.name = "cluster";
    place.host = "there";
    place.folder = "/scratch/ada";
    EXPECT_EQ(folderThere(place, "/home/ada/results/both/run", "/home/ada"), "/scratch/ada/results/both/run");
    EXPECT_EQ(folderThere(place, "both/run", "/home/ada/results"), "/scratch/ada/both/run");
    EXPECT_EQ(folderThere(place, "/elsewhere/run", "/home/ada"), "/scratch/ada/run");
    EXPECT_EQ(folderThere(place, "../run", "/home/ada"), "/scratch/ada/run");
    EXPECT_EQ(folderThere(place, "/scratch/ada/mine/run", "/home/ada"), "/scratch/ada/mine/run");
    EXPECT_TRUE(says(errorOf([&] { folderThere(place, "/", "/home"); }), "no folder for a job"));
    place.folder.clear();
    EXPECT_TRUE(says(errorOf([&] { folderThere(place, "run", "/home"); }), {"has no folder", "there"}));
}

} // namespace
} // namespace dpl::places
