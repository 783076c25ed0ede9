#include "evaluation/evaluation_memory.hpp"

#include "backbone/backbone_card.hpp"
#include "backbone/memory_estimate.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "fixture_path.hpp"
#include "scoring/scoring.hpp"

#include <gtest/gtest.h>

namespace dpl::evaluation {
namespace {

records::FoundCheckpoint checkpointIn(const std::filesystem::path& folder)
{
    records::FoundCheckpoint checkpoint;
    checkpoint.folder = folder;
    return checkpoint;
}

TEST(EvaluationMemory, isTheLargestBackbones)
{
    const std::filesystem::path small = test::fixturePath("models/tiny-gpt2");
    const std::filesystem::path large = test::fixturePath("models/tiny-llama");
    const backbone::BackboneCard smallCard = backbone::describeBackbone(small);
    const backbone::BackboneCard largeCard = backbone::describeBackbone(large);
    EvaluationChoice choice;
    choice.checkpoints = {checkpointIn(small), checkpointIn(large), checkpointIn("/nowhere")};
    EXPECT_EQ(memoryOf(choice, "cpu"), std::max(smallCard.scoringBytes, largeCard.scoringBytes));
    backbone::DeviceWork work;
    work.tokens = 2048; // two texts of 1,024
    const auto onDevice = [&] {
        return std::max(backbone::deviceBytes(smallCard, work), backbone::deviceBytes(largeCard, work));
    };
    EXPECT_EQ(memoryOf(choice, "cuda:0"), onDevice());
    choice.bf16 = work.bf16 = true;
    choice.keepStored = work.keepStored = true;
    choice.maxLength = 10;
    work.tokens = scoring::tokensPerBatch;
    EXPECT_EQ(memoryOf(choice, "cuda:0"), onDevice());
    EXPECT_EQ(memoryOf(choice, "cpu"), std::max(smallCard.storedScoringBytes, largeCard.storedScoringBytes));
}

TEST(EvaluationMemory, isNotKnownOfWhatCannotBeRead)
{
    EvaluationChoice choice;
    EXPECT_EQ(memoryOf(choice, "cuda:0"), 0);
    choice.checkpoints = {checkpointIn("/nowhere")};
    EXPECT_EQ(memoryOf(choice, "cuda:0"), 0);
}

} // namespace
} // namespace dpl::evaluation
