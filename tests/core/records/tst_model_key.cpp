#include "records/model_key.hpp"
#include "summary/published_numbers.hpp"

#include <gtest/gtest.h>

namespace dpl::records {
namespace {

using namespace summary;

using data::DataSubset;
using preference::RewardHead;

TEST(ModelKeyTest, isReadFromTheReferencesNames)
{
    EXPECT_EQ(modelOfColumn("both"), (ModelKey{RewardHead::base, DataSubset::both}));
    EXPECT_EQ(modelOfColumn("helpful_categorical"), (ModelKey{RewardHead::categorical, DataSubset::helpful}));
    EXPECT_EQ(
        modelOfColumn("harmless_mean_and_variance"), (ModelKey{RewardHead::meanAndVariance, DataSubset::harmless}));
    for (const char* other : {"", "base", "both_", "both_base", "categorical", "Both", "both_categorical_2"}) {
        EXPECT_FALSE(modelOfColumn(other).has_value()) << other;
    }
    EXPECT_EQ(
        modelOfFolder(
            "a/relabeled_hh_rlhf/harmless/mean_and_variance_Llama-2-7b-hf__0_3e-06_cosine_2_0.0_peft_last_checkpoint"),
        (ModelKey{RewardHead::meanAndVariance, DataSubset::harmless}));
    EXPECT_EQ(modelOfFolder("both/base_gpt2__8_2e-05_linear_1_peft_last_checkpoint"),
        (ModelKey{RewardHead::base, DataSubset::both}));
    EXPECT_EQ(modelOfFolder("x/both/categorical_gpt2__8_2e-05_linear_1_10_0.1/"
                            "categorical_gpt2__8_2e-05_linear_1_10_0.1_peft_last_checkpoint"),
        (ModelKey{RewardHead::categorical, DataSubset::both}))
        << "in the folder of its run";
    EXPECT_EQ(modelOfFolder("helpful/base_gpt2__8_2e-05_linear_1/base_gpt2__8_2e-05_linear_1_last_checkpoint"),
        (ModelKey{RewardHead::base, DataSubset::helpful}))
        << "trained in full";
    for (const char* other : {"both/base_gpt2__8/base_gpt2__9_peft_last_checkpoint", "both",
             "other/base_gpt2__8_peft_last_checkpoint", "both/base_gpt2__8", "both/point_gpt2__8_peft_last_checkpoint",
             "both/basegpt2__8_peft_last_checkpoint", "both/base_gpt2_peft_last_checkpoint", ""}) {
        EXPECT_FALSE(modelOfFolder(other).has_value()) << other;
    }
    for (const PublishedRates& row : publishedRates()) {
        EXPECT_EQ(modelOfColumn(columnName(row.model)), row.model);
    }
}

TEST(PublishedNumbers, areThePapers)
{
    EXPECT_EQ(publishedRates().size(), 7u);
    EXPECT_EQ(publishedRates({RewardHead::categorical, DataSubset::both}, Statistic::quantile)->jailbreakRate, 0.134);
    EXPECT_FALSE(publishedRates({RewardHead::base, DataSubset::both}, Statistic::quantile).has_value());
    EXPECT_EQ(publishedExplainedVariance({RewardHead::meanAndVariance, DataSubset::harmless}), 0.77);
    EXPECT_EQ(publishedExplainedVariance({RewardHead::categorical, DataSubset::both}), 0.41);
    EXPECT_FALSE(publishedExplainedVariance({RewardHead::base, DataSubset::both}).has_value());
}

} // namespace
} // namespace dpl::records
