#include "runs/run_filter.hpp"

#include <gtest/gtest.h>

namespace dpl::runs {
namespace {

ListedRun sample()
{
    ListedRun run;
    run.folder = "/runs/paper/both/base_tiny";
    run.experiment = "paper";
    run.record.kind = "training";
    run.record.title = "base on both";
    run.head = "base";
    run.subset = "both";
    run.seed = 12;
    run.backbone = "SmolLM2";
    run.notes = {"", "Looks odd", {"seeds", "first try"}};
    return run;
}

TEST(RunFilter, findsWordsAndFields)
{
    const ListedRun run = sample();
    for (const char* text : {"", "state:running", "state:run", "HEAD:base smol", "seed:12", "tag:first", "odd",
             "experiment:paper both", "kind:train", "head:"}) {
        EXPECT_TRUE(RunFilter(text).matches(run, "running")) << text;
    }
    for (const char* text : {"state:done", "head:categorical", "seed:1", "tag:try", "base missing", "subset:helpful"}) {
        EXPECT_FALSE(RunFilter(text).matches(run, "running")) << text;
    }
}

TEST(RunFilter, saysWhichFieldThereIsNone)
{
    EXPECT_TRUE(RunFilter("state:done text").problem().empty());
    EXPECT_NE(RunFilter("stat:done").problem().find("\"stat\""), std::string::npos);
}

} // namespace
} // namespace dpl::runs
