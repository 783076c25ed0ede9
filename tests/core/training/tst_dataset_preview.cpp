#include "training/dataset_preview.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "demo/demo.hpp"
#include "temporary_folder.hpp"
#include "training/training_params.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace dpl::training {
namespace {

class DatasetPreviews : public testing::Test {
protected:
    void SetUp() override
    {
        demo::writeDemo(0, folder.path());
        params.modelName = (folder.path() / "tiny-llama").string();
        params.dataPath = (folder.path() / "preferences").string();
    }

    test::TemporaryFolder folder;
    TrainingParams params;
};

TEST_F(DatasetPreviews, CountsRowsAndTokens)
{
    const DatasetPreview preview = previewDataset(params, 2, {});
    EXPECT_EQ(preview.rows, 3200);
    EXPECT_EQ(preview.measuredRows, 3200);
    EXPECT_EQ(preview.sideTokens.size(), 6400u);
    EXPECT_EQ(preview.tooLong, 0);
    EXPECT_EQ(preview.comparisons(), 3200);
    ASSERT_EQ(preview.subsets.size(), 2u);
    EXPECT_EQ(preview.subsets[0].first, "harmless");
    EXPECT_EQ(preview.subsets[0].second + preview.subsets[1].second, 3200);
    EXPECT_EQ(preview.pairs->count(), 3200);
    EXPECT_TRUE(preview.hasTestRows);
    ASSERT_EQ(preview.firstPairs.size(), 20u);
    for (const PreviewedPair& pair : preview.firstPairs) {
        EXPECT_EQ(pair.chosen.substr(0, pair.commonBytes), pair.rejected.substr(0, pair.commonBytes));
        EXPECT_GT(pair.commonBytes, 10u); // the prompt
        EXPECT_LE(pair.commonTokens, std::min(pair.chosenTokens, pair.rejectedTokens));
        EXPECT_GT(pair.commonTokens, 0);
    }
    const double sides = std::accumulate(preview.sideTokens.begin(), preview.sideTokens.end(), 0.0) / 3200.0;
    EXPECT_LT(preview.tokensPerComparison, sides); // shared prefixes count once
    EXPECT_GT(preview.tokensPerComparison, sides / 2);
}

TEST_F(DatasetPreviews, SamplesLargeOnesAndSaysWhatIsTooLong)
{
    params.maxLength = 40;
    const DatasetPreview all = previewDataset(params, 1, {});
    ASSERT_GT(all.tooLong, 0);
    ASSERT_LT(all.tooLong, all.rows);
    EXPECT_EQ(all.comparisons(), all.rows - all.tooLong);
    const DatasetPreview sample = previewDataset(params, 1, {}, 800, 10);
    EXPECT_EQ(sample.rows, 3200);
    EXPECT_EQ(sample.measuredRows, 800);
    EXPECT_EQ(sample.firstPairs.size(), 10u);
    EXPECT_EQ(sample.firstPairs[9].row, 9);
    EXPECT_NEAR(static_cast<double>(sample.comparisons()), static_cast<double>(all.comparisons()), 200.0);
}

TEST_F(DatasetPreviews, TakesTheRowsThatTrainingTakes)
{
    params.dataSubset = "helpful";
    params.trainDatasetSize = 30;
    const DatasetPreview preview = previewDataset(params, 1, {});
    EXPECT_EQ(preview.rows, 30);
    ASSERT_EQ(preview.subsets.size(), 1u);
    EXPECT_EQ(preview.subsets[0].first, "helpful");
}

TEST_F(DatasetPreviews, SaysWhatIsWrongAndStops)
{
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(previewDataset(params, 1, stop.get_token()), Stopped);
    const auto blamed = [&] {
        try {
            previewDataset(params, 1, {});
        } catch (const ParameterError& error) {
            return error.parameter();
        }
        return std::string();
    };
    EXPECT_EQ(blamed(), "");
    params.dataPath = (folder.path() / "nothing").string();
    EXPECT_EQ(blamed(), "data_path");
    params.modelName = (folder.path() / "nothing").string();
    EXPECT_EQ(blamed(), "model_name");
    params.tokenizerName = params.modelName;
    EXPECT_EQ(blamed(), "tokenizer_name");
}

TEST(CommonPrefix, EndsAtTheBeginningOfAWord)
{
    EXPECT_EQ(commonPrefix("one two three", "one two tree"), 8u);
    EXPECT_EQ(commonPrefix("same", "same"), 4u);
    EXPECT_EQ(commonPrefix("abc", "abd"), 0u);
    EXPECT_EQ(commonPrefix("a \u00e9", "a \u00e8"), 2u); // both begin with the same byte
    EXPECT_EQ(commonPrefix("", "x"), 0u);
}

} // namespace
} // namespace dpl::training
