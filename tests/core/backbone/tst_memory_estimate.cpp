#include "backbone/memory_estimate.hpp"

#include "backbone/backbone_card.hpp"
#include "fixture_path.hpp"

#include <gtest/gtest.h>

namespace dpl::backbone {
namespace {

/// Of Llama-2-7b's shape.
BackboneCard llama()
{
    BackboneCard card;
    card.config.family = familyOfModelType("llama");
    card.config.layers = 32;
    card.config.hiddenSize = 4096;
    card.config.intermediateSize = 11008;
    card.config.heads = 32;
    card.config.keyValueHeads = 32;
    card.config.headSize = 128;
    card.config.vocabularySize = 32000;
    card.parameters = 6'607'343'616;
    return card;
}

double gibibytes(std::int64_t bytes)
{
    return static_cast<double>(bytes) / (1 << 30);
}

TEST(DeviceMemory, isTheWeightsByTypeAndTheActivationsByTokens)
{
    const BackboneCard card = llama();
    DeviceWork work;
    const std::int64_t inFloat = deviceBytes(card, work); // of no token
    work.bf16 = true;
    const std::int64_t weights = 32 * (4 * 4096 * 4096 + 3 * std::int64_t{4096} * 11008);
    EXPECT_EQ(inFloat - deviceBytes(card, work), weights * (4 - 2));
    EXPECT_NEAR(gibibytes(deviceBytes(card, work)), 12.06 + 0.59, 0.05);

    work.trains = true;
    const std::int64_t none = deviceBytes(card, work);
    work.tokens = 1000;
    const std::int64_t some = deviceBytes(card, work) - none;
    const std::int64_t mask = 1000 * 1000 * (1 + 2);
    const std::int64_t kept = 32 * (3 * 4096 + 4 * 4096 + 2 * 11008);
    EXPECT_GT(some - mask, kept * 1000 * 2);
    EXPECT_LT(some - mask, kept * 1000 * 2 * 12 / 10);
    work.tokens = 2000;
    EXPECT_EQ(deviceBytes(card, work) - none - 4 * mask, 2 * (some - mask));
}

TEST(DeviceMemory, isLessWhereLessIsKept)
{
    const BackboneCard card = llama();
    DeviceWork work;
    work.tokens = 4096;
    work.trains = true;
    const std::int64_t plain = deviceBytes(card, work);
    work.keepsLayerInputsAlone = true;
    const std::int64_t checkpointed = deviceBytes(card, work);
    EXPECT_LT(checkpointed, plain);
    work.keepStored = true;
    EXPECT_LT(deviceBytes(card, work), checkpointed);
    work.keepStored = false;
    work.trains = false;
    EXPECT_LT(deviceBytes(card, work), checkpointed);
}

TEST(DeviceMemory, ofWeightsThatAreAllTrainedHoldsGradientsAndMoments)
{
    const BackboneCard card = llama();
    DeviceWork work;
    work.trains = true;
    work.trainsEveryWeight = true;
    EXPECT_NEAR(gibibytes(deviceBytes(card, work)), gibibytes(16 * card.parameters) + 0.59, 0.01);
}

TEST(DeviceMemory, ofASmallBackboneIsMostlyTheDriversOwn)
{
    const BackboneCard card = describeBackbone(test::fixturePath("models/tiny-gpt2"));
    ASSERT_TRUE(card.isUsable()) << card.error;
    DeviceWork work;
    work.tokens = 64;
    EXPECT_GT(gibibytes(deviceBytes(card, work)), 0.5);
    EXPECT_LT(gibibytes(deviceBytes(card, work)), 0.7);
}

} // namespace
} // namespace dpl::backbone
