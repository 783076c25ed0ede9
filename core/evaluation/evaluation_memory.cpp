#include "evaluation/evaluation_memory.hpp"

#include "backbone/adapter.hpp"
#include "backbone/backbone_card.hpp"
#include "backbone/memory_estimate.hpp"
#include "base/error.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "scoring/scoring.hpp"

#include <algorithm>
#include <set>

namespace dpl::evaluation {

namespace {

/// Of checkpoints, each once; without those that cannot be read.
std::set<std::filesystem::path> backbonesOf(const std::vector<records::FoundCheckpoint>& checkpoints)
{
    std::set<std::filesystem::path> backbones;
    for (const records::FoundCheckpoint& checkpoint : checkpoints) {
        const std::filesystem::path& folder = checkpoint.folder;
        try {
            backbones.insert(backbone::isAdapter(folder)
                    ? backbone::backboneOf(folder, backbone::readAdapterConfig(folder))
                    : folder);
        } catch (const Error&) {
            // Its job will say what is wrong with it.
        }
    }
    return backbones;
}

} // namespace

std::int64_t memoryOf(const EvaluationChoice& choice, const std::string& device)
{
    backbone::DeviceWork work;
    work.tokens = std::max(scoring::tokensPerBatch, 2 * choice.maxLength);
    work.bf16 = choice.bf16;
    work.keepStored = choice.keepStored;
    std::int64_t most = 0;
    for (const std::filesystem::path& path : backbonesOf(choice.checkpoints)) {
        const backbone::BackboneCard card = backbone::describeBackbone(path);
        if (!card.isUsable()) {
            continue;
        }
        const std::int64_t onCpu = choice.keepStored ? card.storedScoringBytes : card.scoringBytes;
        most = std::max(most, device == "cpu" ? onCpu : backbone::deviceBytes(card, work));
    }
    return most;
}

} // namespace dpl::evaluation
