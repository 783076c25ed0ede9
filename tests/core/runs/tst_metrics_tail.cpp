#include "base/error.hpp"
#include "error_message.hpp"
#include "run_samples.hpp"
#include "runs/metrics_tail.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

namespace dpl::runs {
namespace {

using test::TemporaryFolder;
using test::trainingRecord;

void append(const std::filesystem::path& folder, const std::string& text)
{
    std::ofstream(folder / "metrics.jsonl", std::ios::binary | std::ios::app) << text;
}

TEST(MetricsTail, readsWhatWasAppendedAndWaitsForTheEndOfALine)
{
    const TemporaryFolder folder;
    MetricsTail tail(folder.path());
    EXPECT_FALSE(tail.update()); // no file yet
    append(folder.path(), "{\"series\":\"train\",\"step\":1,\"loss\":0.5,\"time\":2.5}\n{\"series\":\"train\",\"st");
    EXPECT_TRUE(tail.update());
    EXPECT_EQ(tail.series().at("train").steps, std::vector<std::int64_t>{1});
    EXPECT_EQ(tail.series().at("train").seconds, std::vector<double>{2.5});
    EXPECT_FALSE(tail.update());
    append(folder.path(), "ep\":2,\"loss\":null}\n{\"series\":\"eval\",\"step\":2,\"accuracy\":0.75}\n");
    EXPECT_TRUE(tail.update());
    EXPECT_EQ(tail.series().at("train").steps, (std::vector<std::int64_t>{1, 2}));
    EXPECT_TRUE(std::isnan(tail.series().at("train").values.at("loss")[1]));
    EXPECT_TRUE(std::isnan(tail.series().at("train").seconds[1]));
    EXPECT_EQ(tail.series().at("eval").values.at("accuracy"), std::vector<double>{0.75});
}

TEST(MetricsTail, takesTheLaterValuesOfRepeatedSteps)
{
    const TemporaryFolder folder;
    append(folder.path(),
        "{\"series\":\"train\",\"step\":1,\"loss\":1}\n{\"series\":\"train\",\"step\":3,\"loss\":3}\n"
        "{\"series\":\"train\",\"step\":2,\"loss\":20,\"extra\":7}\n{\"series\":\"train\",\"step\":3,\"loss\":30}\n");
    MetricsTail tail(folder.path());
    tail.update();
    const MetricSeries& train = tail.series().at("train");
    EXPECT_EQ(train.steps, (std::vector<std::int64_t>{1, 2, 3}));
    EXPECT_EQ(train.values.at("loss"), (std::vector<double>{1, 20, 30}));
    EXPECT_EQ(train.values.at("extra").size(), 3U);
    EXPECT_EQ(train.values.at("extra")[1], 7.0);
}

TEST(MetricsTail, beginsAgainWhenAFreshStartReplacedTheFile)
{
    const TemporaryFolder folder;
    append(folder.path(), "{\"series\":\"train\",\"step\":1,\"loss\":1,\"time\":1}\n");
    MetricsTail tail(folder.path());
    tail.update();
    std::filesystem::remove(folder.path() / "metrics.jsonl");
    append(folder.path(),
        "{\"series\":\"train\",\"step\":1,\"loss\":9,\"time\":1}\n{\"series\":\"train\",\"step\":2,\"loss\":8,\"time\":"
        "2}\n");
    EXPECT_TRUE(tail.update());
    EXPECT_EQ(tail.series().at("train").values.at("loss"), (std::vector<double>{9, 8}));
    std::filesystem::remove(folder.path() / "metrics.jsonl");
    EXPECT_TRUE(tail.update());
    EXPECT_TRUE(tail.series().empty());
}

TEST(MetricsTail, saysWhichLineIsNoneOfMetrics)
{
    const TemporaryFolder folder;
    append(folder.path(), "{\"series\":\"train\",\"step\":1}\nnonsense\n");
    MetricsTail tail(folder.path());
    EXPECT_NE(test::errorOf([&tail] { tail.update(); }).find("metrics.jsonl:2"), std::string::npos);
}

TEST(MetricsTail, refusesStepsThatAreNoWholeNumbers)
{
    for (const char* step : {"1e300", "-1e300", "1.5"}) {
        const TemporaryFolder folder;
        append(folder.path(), std::string("{\"series\":\"train\",\"step\":") + step + ",\"loss\":1}\n");
        MetricsTail tail(folder.path());
        EXPECT_TRUE(test::says(test::errorOf([&] { tail.update(); }), {"metrics.jsonl:1", "whole number"})) << step;
    }
}

TEST(MetricsTail, timeGoesOnWhereAnInterruptedRunLeftOff)
{
    const TemporaryFolder folder;
    {
        RunFolder run(folder.path(), trainingRecord("base", "both", 0), RunStart::overwrite);
        run.append({"train", 1, {{"loss", 0.5}}});
        run.end(RunState::stopped, "", nullptr);
    }
    append(folder.path(), "{\"series\":\"train\",\"step\":2,\"loss\":0.5,\"time\":1000}\n");
    RunFolder run(folder.path(), trainingRecord("base", "both", 0), RunStart::continueOrBegin);
    run.append({"train", 3, {{"loss", 0.4}}});
    MetricsTail tail(folder.path());
    tail.update();
    const std::vector<double>& seconds = tail.series().at("train").seconds;
    EXPECT_LT(seconds[0], 100.0);
    EXPECT_GE(seconds[2], 1000.0);
    EXPECT_LT(seconds[2], 1100.0);
    EXPECT_EQ(readMetrics(folder.path())[2].values.size(), 1U); // the time is no number of the run's
}

TEST(LastMetrics, areReadFromTheEndOfALongFile)
{
    const TemporaryFolder folder;
    std::string text = "{\"series\":\"eval\",\"step\":1,\"accuracy\":0.5}\n";
    for (int step = 1; step <= 5000; ++step) {
        text += "{\"series\":\"train\",\"step\":" + std::to_string(step) + ",\"loss\":" + std::to_string(step) + "}\n";
    }
    append(folder.path(),
        text + "{\"series\":\"eval\",\"step\":5000,\"accuracy\":0.75}\n{\"series\":\"train\",\"step\":5001,\"lo");
    const auto last = lastMetrics(folder.path());
    EXPECT_EQ(last.at("train/loss"), 5000.0);
    EXPECT_EQ(last.at("eval/accuracy"), 0.75);
    EXPECT_TRUE(lastMetrics(folder.path() / "none").empty());
}

} // namespace
} // namespace dpl::runs
