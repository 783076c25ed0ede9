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
    run.record.created = "2026-01-31T12:00:00Z";
    run.record.params = {{"learning_rate", 3e-6}, {"num_train_epochs", 4}, {"lr_scheduler_type", "cosine"},
        {"bf16", true}, {"hidden_context_ratio", nullptr}, {"start_from", "my models/first"}};
    run.head = "mean_and_variance";
    run.subset = "both";
    run.seed = 12;
    run.backbone = "SmolLM2";
    run.learningRate = 3e-6;
    run.loss = 0.52;
    run.accuracy = 0.912;
    run.seconds = 5400.0;
    run.last = {{"train/sigma", 0.8}};
    run.notes = {"", "Looks odd", {"seeds", "first try"}};
    return run;
}

const std::vector<std::string>& parameters()
{
    static const std::vector<std::string> names{
        "learning_rate", "num_train_epochs", "lr_scheduler_type", "bf16", "hidden_context_ratio", "start_from"};
    return names;
}

bool finds(const std::string& text)
{
    const RunFilter filter(text, parameters());
    EXPECT_EQ(filter.problem(), "") << text;
    return filter.matches(sample(), "running");
}

std::string problemOf(const std::string& text)
{
    return RunFilter(text, parameters()).problem();
}

TEST(RunFilter, findsWordsAndFields)
{
    for (const char* text : {"", "state:running", "state:run", "HEAD:mean smol", "head:mean_and_variance", "seed:12",
             "tag:first", "odd", "experiment:paper both", "kind:train", "head:", "\"looks odd\"", "  both  "}) {
        EXPECT_TRUE(finds(text)) << text;
    }
    for (const char* text : {"state:finished", "head:categorical", "seed:1", "tag:try", "both missing",
             "subset:helpful", "\"odd looks\""}) {
        EXPECT_FALSE(finds(text)) << text;
    }
}

TEST(RunFilter, comparesNumbers)
{
    for (const char* text : {"acc>0.9", "acc > 0.9", "accuracy>=0.912", "acc=0.912", "acc==0.912", "acc>91%",
             "loss<0.6", "lr<1e-4", "lr=3e-6", "lr=0.000003", "lr!=1e-4", "time<2h", "time>=90m", "time=5400",
             "time<1d", "seed>11", "sigma>0.5", "acc>0.9 lr<1e-4 experiment:paper", "step<1", "progress=0"}) {
        EXPECT_TRUE(finds(text)) << text;
    }
    for (const char* text :
        {"acc>0.912", "acc<0.9", "acc!=0.912", "lr>1e-4", "time<60s", "seed:1", "seed!=12", "acc>0.9 lr>1e-4"}) {
        EXPECT_FALSE(finds(text)) << text;
    }
}

TEST(RunFilter, knowsTheRunsParameters)
{
    for (const char* text :
        {"num_train_epochs=4", "num_train_epochs>3", "lr_scheduler_type:cos", "bf16=true", "lr_scheduler_type=cosine",
            "lr_scheduler_type!=step", "start_from:\"my models\"", "Num_Train_Epochs<=4"}) {
        EXPECT_TRUE(finds(text)) << text;
    }
    for (const char* text : {"num_train_epochs<4", "lr_scheduler_type=cos", "bf16=false"}) {
        EXPECT_FALSE(finds(text)) << text;
    }
}

TEST(RunFilter, ordersDates)
{
    for (const char* text :
        {"created>2026-01-30", "created>=2026-01-31", "created<=2026-01-31", "created:2026-01", "date<2026-02"}) {
        EXPECT_TRUE(finds(text)) << text;
    }
    for (const char* text : {"created>2026-01-31", "created<2026-01-31"}) {
        EXPECT_FALSE(finds(text)) << text;
    }
}

TEST(RunFilter, whatARunHasNotIsNotFound)
{
    for (const char* text :
        {"heldout>0", "heldout<1", "heldout!=0.5", "hidden_context_ratio=0", "entropy<9", "hidden_context_ratio!=0"}) {
        EXPECT_FALSE(finds(text)) << text;
    }
}

TEST(RunFilter, saysWhatItDoesNotUnderstandAndWhere)
{
    EXPECT_EQ(problemOf("both stat:done").find("Character 6: there is no column or parameter \"stat\"; use state"), 0u);
    EXPECT_EQ(problemOf("acc>high"), "Character 5: \"high\" is not a number");
    EXPECT_EQ(problemOf("naïve acc > 0,9"), "Character 13: \"0,9\" is not a number") << "characters, not bytes";
    EXPECT_EQ(problemOf("time<2x"), "Character 6: \"2x\" is not a number");
    EXPECT_EQ(problemOf("head>3").find("Character 1: \"head\" is a text"), 0u);
    EXPECT_EQ(problemOf("acc>"), "Character 5: a value is missing behind \"acc\"");
    EXPECT_EQ(RunFilter("num_train_epochs=4").problem().find("Character 1: "), 0u) << "where no run has it";
    // What is understood counts.
    EXPECT_FALSE(RunFilter("stat:done seed:3").matches(sample(), "running"));
    EXPECT_TRUE(RunFilter("stat:done seed:12").matches(sample(), "running"));
}

} // namespace
} // namespace dpl::runs
