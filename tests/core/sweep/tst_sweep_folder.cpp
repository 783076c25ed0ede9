#include "sweep/sweep_folder.hpp"

#include "base/files.hpp"
#include "error_message.hpp"
#include "runs/run_folder.hpp"
#include "sweep/sweep_file.hpp"
#include "temporary_folder.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

namespace dpl::sweep {
namespace {

using test::says;

class SweepFolder : public testing::Test {
protected:
    SweepFolder()
    {
        params.base = {{"model_name", "some/tiny-llama"}, {"data_path", "data"}, {"lora_r", 8}};
        params.lists = {{"seed", {0}}, {"reward_model_type", {"base", "categorical"}}};
    }

    /// A run as an earlier start of the sweep left it.
    void write(const PlannedRun& run, runs::RunState state, bool hasModel = true)
    {
        runs::RunRecord record;
        record.kind = "training";
        record.params = run.params.toJson();
        runs::RunFolder(folder / run.folder, record, runs::RunStart::overwrite).end(state, "", nullptr);
        if (state == runs::RunState::finished && hasModel) {
            writeFileAtomically(training::modelFileOf(run.params, folder / run.folder), "");
        }
    }

    /// What the refusal of the params says of the difference.
    std::string differenceOf(const SweepParams& changed, const std::vector<ExpectedRun>& expected = {})
    {
        try {
            standingsOf(folder, changed.plan(), expected);
        } catch (const OtherExperiment& other) {
            EXPECT_EQ(other.freeFolder(), temporary / "demo-2");
            return other.difference();
        }
        return "";
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path folder = temporary / "demo";
    SweepParams params;
};

TEST_F(SweepFolder, aRunThatAnEarlierVersionPutByTheListsValueStaysThere)
{
    params.lists = {{"learning_rate", {0.001, 0.01}}, {"reward_model_type", {"base", "categorical"}}};
    params.overrides = {{{{"reward_model_type", {"categorical"}}}, Json{{"learning_rate", 0.004}}}};
    const std::vector<PlannedRun> plan = params.plan();
    const auto of = [](const std::vector<PlannedRun>& runs) {
        return *std::find_if(runs.begin(), runs.end(),
            [](const PlannedRun& run) { return run.params.rewardModelType == "categorical"; });
    };
    const PlannedRun own = of(plan);
    EXPECT_EQ(own.folder.begin()->string(), "learning_rate-0.004");
    EXPECT_EQ(of(placedIn(folder, plan)).folder, own.folder) << "nothing is there";
    PlannedRun earlier = own;
    earlier.folder = own.earlier->folder;
    write(earlier, runs::RunState::stopped);
    const std::vector<PlannedRun> placed = placedIn(folder, plan);
    EXPECT_EQ(of(placed).folder, earlier.folder);
    EXPECT_EQ(of(placed).group, "learning_rate-0.001");
    const auto standings = standingsOf(folder, placed);
    EXPECT_EQ(std::count(standings.begin(), standings.end(), RunStanding::begun), 1);
    earlier.params.loraRank = 32;
    write(earlier, runs::RunState::stopped);
    EXPECT_EQ(of(placedIn(folder, plan)).folder, own.folder) << "another run is there";
}

TEST_F(SweepFolder, tellsHowFarEachRunIs)
{
    using enum RunStanding;
    const std::vector<PlannedRun> plan = params.plan();
    EXPECT_EQ(standingsOf(folder, plan), (std::vector{none, none}));
    write(plan[1], runs::RunState::stopped);
    EXPECT_EQ(standingsOf(folder, plan), (std::vector{none, begun}));
    write(plan[1], runs::RunState::finished, false);
    EXPECT_EQ(standingsOf(folder, plan), (std::vector{none, begun})) << "its model is gone";
    write(plan[1], runs::RunState::finished);
    EXPECT_EQ(standingsOf(folder, plan), (std::vector{none, finished}));
}

TEST_F(SweepFolder, isStillTheSweepsWhereEqualRunsWereTrainedTwice)
{
    using enum RunStanding;
    params.lists.insert(params.lists.begin(), {"learning_rate", {0.001, 0.01}});
    for (const PlannedRun& run : params.plan()) {
        PlannedRun trained = run;
        trained.params.learningRate = 0.004;
        trained.folder = std::filesystem::path(run.group) / training::referenceFolder(trained.params);
        write(run.params.rewardModelType == "base" ? run : trained, runs::RunState::finished);
    }
    params.overrides = {{{{"reward_model_type", {"categorical"}}}, Json{{"learning_rate", 0.004}}}};
    EXPECT_EQ(standingsOf(folder, placedIn(folder, params.plan())), (std::vector{finished, finished, finished}));
}

TEST_F(SweepFolder, aFileIsWrittenBesideWhatIsThere)
{
    EXPECT_EQ(writeBesideOthers(folder, params), folder / "sweep.json");
    EXPECT_EQ(writeBesideOthers(folder, params), folder / "sweep.json") << "it says the same";
    const std::string first = readFile(folder / "sweep.json");
    params.base["lora_r"] = 4;
    EXPECT_EQ(writeBesideOthers(folder, params), folder / "sweep-2.json");
    writeFileAtomically(folder / "sweep-2.json", "{");
    EXPECT_EQ(writeBesideOthers(folder, params), folder / "sweep-3.json") << "what cannot be read stays, too";
    EXPECT_EQ(readFile(folder / "sweep.json"), first);
    EXPECT_EQ(readFile(folder / "sweep-2.json"), "{");
}

TEST_F(SweepFolder, percentagesThatDifferAreToldAsPeopleWriteThem)
{
    write(params.plan()[0], runs::RunState::finished);
    params.base["holdout_share"] = 0.1;
    EXPECT_EQ(differenceOf(params), "both · base · seed 0: holdout_share is 0.0 there and 10.0 here");
}

TEST_F(SweepFolder, aRunThatCannotBeReadKeepsNoneOfTheOthers)
{
    using enum RunStanding;
    const std::vector<PlannedRun> plan = params.plan();
    writeFileAtomically(folder / plan[0].folder / "run.json", "{");
    EXPECT_EQ(standingsOf(folder, plan), (std::vector{begun, none}));
}

TEST_F(SweepFolder, refusesAnotherExperiment)
{
    write(params.plan()[0], runs::RunState::stopped);
    SweepParams samePlace = params;
    samePlace.base["lora_r"] = 16; // not in the folder's name
    EXPECT_EQ(differenceOf(samePlace), "both · base · seed 0: lora_r is 8 there and 16 here");
    SweepParams besides = params;
    besides.base["learning_rate"] = 0.5;
    EXPECT_TRUE(says(differenceOf(besides), {"both · base · seed 0: learning_rate is ", "there and 0.5 here"}));
    SweepParams more = params;
    more.lists[0].values = {0, 1};
    EXPECT_EQ(differenceOf(more), "") << "another seed is another group";
}

TEST_F(SweepFolder, whatWillBeWrittenCounts)
{
    const PlannedRun first = params.plan()[0];
    const std::vector<ExpectedRun> queued{{folder / first.folder, first.params}};
    EXPECT_EQ(differenceOf(params, queued), "");
    SweepParams changed = params;
    changed.base["lora_r"] = 16;
    EXPECT_EQ(differenceOf(changed, queued), "both · base · seed 0: lora_r is 8 there and 16 here");
    changed = params;
    changed.base["num_train_epochs"] = 7;
    EXPECT_TRUE(says(differenceOf(changed, queued), {"num_train_epochs is ", "there and 7 here"}));
}

} // namespace
} // namespace dpl::sweep
