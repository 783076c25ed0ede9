#pragma once

#include "backbone/tensor_change.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// The layer that makes outputs of the hidden state of a text's last token, as the tools of the field save it.
namespace dpl::backbone {

class WeightSource;

/// Where a score layer is from.
enum class HeadKind {
    none,
    score, ///< score.weight, with score.bias or without: transformers' sequence classifiers, and ours
    valueHead, ///< v_head.summary of TRL and LLaMA-Factory, or the value head of OpenRLHF
};

struct ScoreLayer {
    AdapterMatrix weight; ///< [outputs, hiddenSize]
    std::vector<float> bias; ///< [outputs]; empty: none
    HeadKind kind = HeadKind::none;
};

/// What config.json says of the layer.
struct HeadConfig {
    std::string prefix; ///< OpenRLHF's value_head_prefix: the layer's name; empty: not said
    double mean = 0.0; ///< OpenRLHF's normalize_reward: rewards are (output - mean) / deviation
    double deviation = 1.0;
    std::vector<std::string> labels; ///< id2label, in the order of the outputs; empty: not said

    /// Whether the labels say more than their numbers ("LABEL_0").
    bool namesLabels() const;
};

/// Of the model in a folder; of a file, and without a config.json, what is there if nothing is said. Throws Error
/// naming the field.
HeadConfig readHeadConfig(const std::filesystem::path& model);

/// The name of a head's weight among a model's tensors ("score.weight"), as WeightSource calls them; nothing if there
/// is none. `has` says whether there is a tensor of a name.
template <typename Has> std::optional<std::string> headWeight(const HeadConfig& config, const Has& has)
{
    for (const std::string& name : {config.prefix, std::string("score"), std::string("v_head.summary"),
             std::string("value_head"), std::string("value_head.summary")}) {
        if (!name.empty() && has(name + ".weight")) {
            return name + ".weight";
        }
    }
    return std::nullopt;
}

/// Which kind a head with such a weight is.
HeadKind headKind(const std::string& weight);

/// Files beside an adapter or a model that hold a value head, whether they are there: value_head.safetensors,
/// value_head.bin, and, beside an adapter, pytorch_model.bin.
std::optional<std::filesystem::path> valueHeadFile(const std::filesystem::path& folder);

/// The head in such a file. Throws Error naming the file.
ScoreLayer readValueHead(const std::filesystem::path& file);

/// Takes the head of a model: from its own tensors, or from a file beside them; without an output if there is none, and
/// with what config.json says done to it. Throws Error.
ScoreLayer takeScoreLayer(WeightSource& source);

} // namespace dpl::backbone
