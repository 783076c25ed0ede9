#include "training/training_estimate.hpp"

#include "backbone/backbone_card.hpp"
#include "backbone/memory_estimate.hpp"
#include "base/stopped.hpp"
#include "demo/demo.hpp"
#include "temporary_folder.hpp"
#include "training/train.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace dpl::training {
namespace {

class TrainingEstimates : public testing::Test {
protected:
    void SetUp() override
    {
        demo::writeDemo(0, folder.path());
        params.modelName = (folder.path() / "tiny-llama").string();
        params.dataPath = (folder.path() / "preferences").string();
        params.trainDatasetSize = 200;
        params.evalSteps = 0;
        preview = previewDataset(params, 1, {});
    }

    test::TemporaryFolder folder;
    TrainingParams params;
    DatasetPreview preview;
};

TEST_F(TrainingEstimates, CountsTheStepsThatTrainingTakes)
{
    params.trainBatchSize = 8;
    params.gradientAccumulationSteps = 3;
    params.epochs = 2;
    Observer silent;
    const TrainingResult result = train(params, {1, false, "cpu"}, {}, silent, {});
    const TrainingEstimate estimate = estimateTraining(params, "cpu", preview, {});
    EXPECT_EQ(estimate.steps, result.totalSteps);
    EXPECT_EQ(estimate.comparisons, result.comparisons);
    EXPECT_FALSE(estimate.measured);
    EXPECT_FALSE(estimate.seconds);
    EXPECT_GT(estimate.bytes, 0);
}

TEST_F(TrainingEstimates, MeasuresAFewStepsAndScalesByTokens)
{
    const ComputeOptions compute{1, false, "cpu"};
    const TrainingProbe probe = probeTraining(params, compute, preview, 0.2, {});
    EXPECT_GT(probe.steps, 0);
    EXPECT_LE(probe.steps, 400);
    EXPECT_GT(probe.tokensPerSecond, 0.0);
    EXPECT_GT(probe.bytes, 0);
    EXPECT_EQ(probe.what, probeKey(params, compute));

    const TrainingEstimate once = estimateTraining(params, "cpu", preview, probe);
    ASSERT_TRUE(once.measured);
    EXPECT_NEAR(*once.seconds, 200.0 / *once.comparisonsPerSecond, 1e-9);
    params.epochs = 3;
    EXPECT_NEAR(*estimateTraining(params, "cpu", preview, probe).seconds, 3.0 * *once.seconds, 1e-9);
    DatasetPreview longer = preview;
    longer.tokensPerComparison *= 2.0;
    params.epochs = 1;
    EXPECT_NEAR(*estimateTraining(params, "cpu", longer, probe).seconds, 2.0 * *once.seconds, 1e-9);

    EXPECT_EQ(probeKey(params, compute), probe.what);
    params.learningRate = 1.0; // does not matter
    params.trainDatasetSize = 10;
    EXPECT_EQ(probeKey(params, compute), probe.what);
    params.rewardModelType = "categorical";
    EXPECT_NE(probeKey(params, compute), probe.what);
}

TEST_F(TrainingEstimates, OfADeviceFollowTheTypeAndTheLargestBatch)
{
    const auto bytes = [&] { return estimateTraining(params, "cuda:0", preview, {}).bytes; };
    const backbone::BackboneCard card = backbone::describeBackbone(params.modelName);
    const std::int64_t longest = *std::max_element(preview.sideTokens.begin(), preview.sideTokens.end());
    ASSERT_LT(longest, params.maxLength);
    backbone::DeviceWork work;
    work.trains = true;
    work.tokens = 2 * params.trainBatchSize * longest;
    EXPECT_EQ(bytes(), backbone::deviceBytes(card, work));
    EXPECT_NE(bytes(), estimateTraining(params, "cpu", preview, {}).bytes);
    params.bf16 = work.bf16 = true;
    EXPECT_EQ(bytes(), backbone::deviceBytes(card, work));
    params.trainBatchSize *= 2;
    work.tokens *= 2;
    EXPECT_EQ(bytes(), backbone::deviceBytes(card, work));
    params.maxLength = longest - 1; // the longest sides are left out
    EXPECT_LT(bytes(), backbone::deviceBytes(card, work));
    // What was measured there counts, unless nobody counted memory.
    TrainingProbe probe;
    probe.tokensPerSecond = 1000.0;
    probe.bytes = 12345;
    EXPECT_EQ(estimateTraining(params, "cuda:0", preview, probe).bytes, 12345);
    EXPECT_TRUE(estimateTraining(params, "cuda:0", preview, probe).memoryMeasured);
    probe.bytes = 0;
    EXPECT_EQ(estimateTraining(params, "cuda:0", preview, probe).bytes, bytes());
    EXPECT_FALSE(estimateTraining(params, "cuda:0", preview, probe).memoryMeasured);
    EXPECT_TRUE(estimateTraining(params, "cuda:0", preview, probe).measured);
}

TEST_F(TrainingEstimates, TellTheMemoryOfTheTrainingAndNotOfTheProgram)
{
    const ComputeOptions compute{1, false, "cpu"};
    const std::int64_t alone = probeTraining(params, compute, preview, 0.2, {}).bytes;
    std::vector<char> held(std::size_t{256} << 20, 1); // as by a window with its pages
    {
        const std::vector<char> freed(std::size_t{256} << 20, 1); // as by an earlier job
        EXPECT_EQ(held.back(), freed.back());
    }
    const std::int64_t besides = probeTraining(params, compute, preview, 0.2, {}).bytes;
    EXPECT_LT(std::abs(besides - alone), 64 << 20) << alone << " and " << besides;
    EXPECT_EQ(held.front(), 1);
}

TEST_F(TrainingEstimates, AreMadeOfUnbalancedDataToo)
{
    const std::filesystem::path data = folder / "unbalanced";
    const auto write = [&](const std::string& name, int rows) {
        std::filesystem::create_directories(data / name);
        std::ofstream file(data / name / "train.jsonl");
        for (int i = 0; i < rows; ++i) {
            file << R"({"chosen": "one )" << i << R"(", "rejected": "two"})" << "\n";
        }
    };
    write("harmless-base", 5);
    write("helpful-base", 400);
    params.dataPath = data.string();
    params.trainDatasetSize = 0;
    params.trainBatchSize = 4;
    const DatasetPreview unbalanced = previewDataset(params, 1, {});
    EXPECT_EQ(unbalanced.files, 2);
    EXPECT_EQ(unbalanced.rowsOfShortestFile, 5);
    EXPECT_GT(probeTraining(params, {1, false, "cpu"}, unbalanced, 0.1, {}).tokensPerSecond, 0.0);
}

TEST_F(TrainingEstimates, StopsOnRequest)
{
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(probeTraining(params, {1, false, "cpu"}, preview, 0.2, stop.get_token()), Stopped);
}

} // namespace
} // namespace dpl::training
