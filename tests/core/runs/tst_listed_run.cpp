#include "base/files.hpp"
#include "run_samples.hpp"
#include "runs/run_comparison.hpp"
#include "runs/run_curves.hpp"
#include "runs/run_names.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace dpl::runs {
namespace {

using test::TemporaryFolder;
using test::trainingRecord;

/// Those that an index finds, newest first.
Entries<ListedRun> newestFirst(const IndexedEntries& entries)
{
    auto runs = entries.all<ListedRun>();
    sortNewestFirst(runs);
    return runs;
}

TEST(ListedRuns, haveTheirLastNumbersAndAreReadAgainWhenTheyChange)
{
    const TemporaryFolder root;
    const auto folder = root.path() / "paper" / "both" / "base_tiny";
    FolderIndex index(root.path(), {listedRuns()});
    EXPECT_TRUE(newestFirst(index.update()).empty());
    {
        RunFolder run(folder, trainingRecord("base", "both", 3), RunStart::overwrite);
        auto runs = newestFirst(index.update());
        ASSERT_EQ(runs.size(), 1U);
        EXPECT_EQ(runs[0]->record.state, RunState::running);
        EXPECT_EQ(runs[0]->experiment, "paper");
        EXPECT_EQ(runs[0]->name(), "both · base · seed 3");
        EXPECT_EQ(runs[0]->backbone, "tiny-llama");
        EXPECT_FALSE(runs[0]->loss);
        run.append({"train", 10, {{"loss", 0.6}, {"accuracy", 0.7}, {"comparisons_per_second", 2.5}}});
        run.append({"eval", 10, {{"accuracy", 0.65}}});
        runs = newestFirst(index.update());
        EXPECT_EQ(runs[0]->loss, 0.6);
        EXPECT_EQ(runs[0]->heldOutAccuracy, 0.65);
        EXPECT_EQ(runs[0]->comparisonsPerSecond, 2.5);
        run.end(RunState::failed, "the loss is not finite at step 20", nullptr);
    }
    auto runs = newestFirst(index.update());
    EXPECT_EQ(runs[0]->record.state, RunState::failed);
    EXPECT_EQ(runs[0]->record.message, "the loss is not finite at step 20");
    EXPECT_TRUE(runs[0]->canResume());
    writeNotes(folder, {"mine", "", {"tag"}});
    runs = newestFirst(index.update());
    EXPECT_EQ(runs[0]->name(), "mine");

    std::ofstream(folder / "run.json") << "{";
    runs = newestFirst(index.update());
    EXPECT_FALSE(runs[0]->error.empty());
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(newestFirst(index.update()).empty());
}

TEST(ListedRuns, haveNoHeldOutNumbersOfTheUntrainedModel)
{
    const TemporaryFolder root;
    const auto folder = root.path() / "both" / "base_tiny";
    RunFolder run(folder, trainingRecord("base", "both", 3), RunStart::overwrite);
    run.append({"eval", 0, {{"accuracy", 0.5}}});
    run.append({"train", 10, {{"loss", 0.6}}});
    EXPECT_FALSE(readListedRun(folder, root.path()).heldOutAccuracy);
    run.append({"eval", 20, {{"accuracy", 0.65}}});
    EXPECT_EQ(readListedRun(folder, root.path()).heldOutAccuracy, 0.65);
}

TEST(ListedRuns, ofEarlierVersionsHaveNoneEither)
{
    const std::filesystem::path earlier = std::filesystem::path(DPL_FIXTURES) / "runs" / "finished-training";
    const ListedRun run = readListedRun(earlier, earlier.parent_path());
    EXPECT_FALSE(run.heldOutAccuracy) << "it evaluated before its first step only";
    EXPECT_TRUE(run.loss);
    EXPECT_FALSE(run.modelIsGone);
}

TEST(ListedRuns, sayThatTheirModelIsGone)
{
    const TemporaryFolder root;
    const auto folder = root.path() / "both" / "base_tiny";
    const auto model = folder / "base_tiny_peft_last_checkpoint";
    RunFolder(folder, trainingRecord("base", "both", 3), RunStart::overwrite).end(RunState::finished, "", nullptr);
    writeFileAtomically(model / "adapter_model.safetensors", "");
    FolderIndex index(root.path(), {listedRuns()});
    auto runs = newestFirst(index.update());
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_FALSE(runs[0]->modelIsGone);
    EXPECT_FALSE(runs[0]->canResume());
    std::filesystem::remove_all(model);
    runs = newestFirst(index.update());
    EXPECT_TRUE(runs[0]->modelIsGone);
    EXPECT_TRUE(runs[0]->canResume()) << "and trains it again";
}

TEST(ListedRuns, areTakenFromElsewhereOnce)
{
    const TemporaryFolder root;
    const TemporaryFolder elsewhere;
    {
        RunFolder run(elsewhere.path() / "run", trainingRecord("base", "both", 0), RunStart::overwrite);
    }
    const std::vector<FurtherPlace> further{
        {elsewhere.path() / "run", 0, typeid(ListedRun)}, {elsewhere.path() / "nothing", 0, typeid(ListedRun)}};
    EXPECT_EQ(FolderIndex(root.path(), {listedRuns()}).update(further).all<ListedRun>().size(), 1U);
    FolderIndex index(elsewhere.path(), {listedRuns()});
    EXPECT_EQ(index.update(further).all<ListedRun>().size(), 1U);
    EXPECT_EQ(index.update().all<ListedRun>()[0]->record.state, RunState::interrupted);
}

ListedRun listed(const std::string& head, const std::string& subset, int seed, double rate)
{
    ListedRun run;
    run.record = trainingRecord(head, subset, seed, rate);
    run.folder = "/runs/" + head + subset + std::to_string(seed);
    run.head = head;
    run.subset = subset;
    run.seed = static_cast<std::uint64_t>(seed);
    return run;
}

TEST(ParameterDifferences, areTheParametersThatAreNotTheSame)
{
    std::vector<ListedRun> runs{listed("base", "both", 0, 3e-6), listed("base", "helpful", 0, 1e-5)};
    runs[1].record.params["num_atoms"] = 10;
    const report::Table table = parameterDifferences(runs);
    ASSERT_EQ(table.rows.size(), 3U);
    EXPECT_EQ(report::cellText(table.rows[0][0]), "data_subset");
    EXPECT_EQ(report::cellText(table.rows[0][2]), "helpful");
    EXPECT_EQ(report::cellText(table.rows[1][1]), "3e-06");
    EXPECT_EQ(report::cellText(table.rows[2][1]), "–");
    EXPECT_TRUE(parameterDifferences({runs[0], runs[0]}).rows.empty());
    EXPECT_EQ(lastNumbers(runs).rows.size(), 2U);
}

TEST(LastNumbers, haveTheStatesOfTheList)
{
    const std::vector<ListedRun> runs{listed("base", "both", 0, 3e-6), listed("base", "both", 1, 3e-6)};
    const report::Table table = lastNumbers(runs, {"paused", "queued"});
    EXPECT_EQ(report::cellText(table.rows[0][1]), "paused");
    EXPECT_EQ(report::cellText(table.rows[1][1]), "queued");
    EXPECT_EQ(report::cellText(lastNumbers(runs).rows[0][1]), toString(runs[0].record.state));
}

TEST(RunNames, sayWhatTheirExperimentVaried)
{
    const Json params = trainingRecord("base", "both", 0, 0.001).params;
    const auto name = [&params](const std::string& group) {
        return plannedRun("/runs/sweep/" + group + "/both/base", "/runs", "training", "", params).name();
    };
    EXPECT_EQ(name("seed-0_learning_rate-0.001"), "both · base · seed 0 · learning rate 0.001");
    EXPECT_EQ(name("learning_rate-0.001_seed-0"), "both · base · seed 0 · learning rate 0.001");
    EXPECT_EQ(name("seed-0"), "both · base · seed 0");
}

TEST(RunNames, ofRunsShownTogetherDiffer)
{
    std::vector<ListedRun> runs{
        listed("base", "both", 0, 1e-3), listed("base", "both", 0, 1e-2), listed("base", "both", 1, 1e-2)};
    const auto names = [&runs] {
        std::vector<const ListedRun*> all;
        for (const ListedRun& run : runs) {
            all.push_back(&run);
        }
        return distinctNames(all);
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(names(),
        (Names{"both · base · seed 0 · learning rate 0.001", "both · base · seed 0 · learning rate 0.01",
            "both · base · seed 1"}))
        << "by what differs among equal ones";
    runs[0].experiment = "demo";
    runs[1].experiment = "sweep1";
    EXPECT_EQ(names()[0], "both · base · seed 0 (demo)");
    runs = {listed("base", "both", 0, 1e-3), listed("base", "both", 0, 1e-3)};
    runs[0].folder = "/runs/a/both/base";
    runs[1].folder = "/runs/b/both/base";
    EXPECT_EQ(names(), (Names{"both · base · seed 0 (a/both/base)", "both · base · seed 0 (b/both/base)"}));
}

TEST(SeedGroup, isSharedByRunsThatDifferInTheirSeedAlone)
{
    EXPECT_EQ(seedGroup(listed("base", "both", 0, 1e-5)), seedGroup(listed("base", "both", 1, 1e-5)));
    EXPECT_NE(seedGroup(listed("base", "both", 0, 1e-5)), seedGroup(listed("base", "both", 0, 2e-5)));
}

} // namespace
} // namespace dpl::runs
