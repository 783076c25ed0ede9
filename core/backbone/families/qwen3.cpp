#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"

namespace dpl::backbone {

/// Yang et al., 2025: Llama with a norm of each head's query and key, and heads of a size of their own.
FamilySpec qwen3Family()
{
    FamilySpec family;
    family.modelType = "qwen3";
    family.label = "Qwen3";
    family.ggufArchitecture = "qwen3";
    family.classifier = "Qwen3ForSequenceClassification";
    family.queryNorm = {"self_attn.q_norm", "attn_q_norm"};
    family.keyNorm = {"self_attn.k_norm", "attn_k_norm"};
    family.usualHeadSize = 128;
    family.usualContextLength = 32768;
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        config.attentionBias = config.outputBias = json.boolean("attention_bias", false);
        readQwenWindows(json, config);
    };
    return family;
}

} // namespace dpl::backbone
