#include "backbone/memory_estimate.hpp"

#include "backbone/backbone_card.hpp"
#include "backbone/block_shape.hpp"

#include <algorithm>

namespace dpl::backbone {

namespace {

constexpr std::int64_t sizeOfFloat = 4;
constexpr std::int64_t sizeOfBfloat16 = 2;
constexpr std::int64_t sizeOfTrained = 4 * sizeOfFloat; // a weight, its gradient, and AdamW's two moments
constexpr std::int64_t textTokens = 1024;
constexpr std::int64_t comparisonTokens = 2 * 2 * textTokens; // two comparisons that share nothing
constexpr std::int64_t libraryBytes = std::int64_t{250} << 20; // what the program and LibTorch take themselves
constexpr std::int64_t driverBytes = std::int64_t{600} << 20; // a driver's context, and the workspaces of its libraries

/// Numbers of one layer's matrices.
std::int64_t matrixNumbers(const BackboneConfig& c)
{
    std::int64_t sum = 0;
    const BlockShape block = blockShape(c, 0);
    for (const GroupShape* group : block.groups()) {
        sum += group->inputs * group->outputs();
    }
    return sum;
}

/// Of its largest matrix, which is dequantised alone where weights stay stored.
std::int64_t largestMatrix(const BackboneConfig& c)
{
    std::int64_t largest = 0;
    const BlockShape block = blockShape(c, 0);
    for (const GroupShape* group : block.groups()) {
        for (const auto& [name, outputs] : group->members) {
            largest = std::max(largest, group->inputs * outputs);
        }
    }
    return largest;
}

/// What the MLP keeps of each token.
std::int64_t innerNumbers(const BackboneConfig& c)
{
    return blockShape(c, 0).mlpIn.outputs();
}

/// What a layer keeps of each token for the backward pass: two residual streams, the input of the adapted layers,
/// queries, keys and values, the attention's output, and the MLP's inner numbers.
std::int64_t keptNumbers(const BackboneConfig& c)
{
    return 3 * c.hiddenSize + 2 * c.queryWidth() + 2 * c.keyValueWidth() + innerNumbers(c);
}

/// The same where LibTorch's attention computes, which has keys and values for every head.
std::int64_t keptByTensors(const BackboneConfig& c)
{
    return 3 * c.hiddenSize + 4 * c.queryWidth() + innerNumbers(c);
}

/// What is alive at once within a layer, forward.
std::int64_t livingNumbers(const BackboneConfig& c)
{
    return 4 * c.hiddenSize + c.queryWidth() + 2 * c.keyValueWidth() + 3 * c.intermediateSize;
}

/// Of each token, by a pass there and, in training, back.
std::int64_t numbersOfToken(const BackboneConfig& c, const DeviceWork& work)
{
    if (!work.trains) {
        return livingNumbers(c);
    }
    const std::int64_t kept =
        work.keepsLayerInputsAlone ? 2 * c.hiddenSize * c.layers + keptByTensors(c) : keptByTensors(c) * c.layers;
    return kept + 3 * livingNumbers(c);
}

} // namespace

void estimateMemory(BackboneCard& card)
{
    const BackboneConfig& c = card.config;
    const std::int64_t resident = matrixNumbers(c) * c.layers * sizeOfFloat;
    const std::int64_t dequantised = largestMatrix(c) * sizeOfFloat;
    const std::int64_t scoring = libraryBytes + livingNumbers(c) * textTokens * sizeOfFloat;
    const std::int64_t training =
        libraryBytes + (keptNumbers(c) * c.layers + 3 * livingNumbers(c)) * comparisonTokens * sizeOfFloat;
    card.scoringBytes = resident + scoring;
    card.trainingBytes = 2 * resident + training; // laid out for the forward and for the backward pass
    card.storedScoringBytes = card.fileBytes + dequantised + scoring;
    card.storedTrainingBytes = card.fileBytes + dequantised + training;
}

std::int64_t deviceBytes(const BackboneCard& card, const DeviceWork& work)
{
    const BackboneConfig& c = card.config;
    const std::int64_t size = work.bf16 ? sizeOfBfloat16 : sizeOfFloat;
    const std::int64_t weights = work.trainsEveryWeight ? card.parameters * sizeOfTrained
        : work.keepStored                               ? largestMatrix(c) * size
                                                        : matrixNumbers(c) * c.layers * size;
    const std::int64_t mask = work.tokens * work.tokens * (1 + size); // as it is made, and in the attention's type
    return driverBytes + weights + numbersOfToken(c, work) * work.tokens * size + mask;
}

} // namespace dpl::backbone
