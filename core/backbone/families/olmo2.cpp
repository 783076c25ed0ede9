#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"
#include "base/error.hpp"

namespace dpl::backbone {

/// OLMo team, 2025: Llama whose norms stand behind attention and MLP instead of in front of them, with a norm of the
/// whole query and of the whole key.
FamilySpec olmo2Family()
{
    FamilySpec family;
    family.modelType = "olmo2";
    family.label = "OLMo 2";
    family.ggufArchitecture = "olmo2";
    family.classifier = "Olmo2ForSequenceClassification";
    family.attentionNorm = {};
    family.attentionOutputNorm = {"post_attention_layernorm", "post_attention_norm"};
    family.mlpNorm = {};
    family.mlpOutputNorm = {"post_feedforward_layernorm", "post_ffw_norm"};
    family.queryNorm = {"self_attn.q_norm", "attn_q_norm"};
    family.keyNorm = {"self_attn.k_norm", "attn_k_norm"};
    family.normsWholeQuery = true;
    family.usualEpsilon = 1e-5;
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        config.attentionBias = config.outputBias = json.boolean("attention_bias", false);
    };
    family.readMoreFromGguf = [](const JsonObject& metadata, BackboneConfig&) {
        constexpr const char* key = "olmo2.attention.sliding_window";
        if (metadata.has(key)) {
            throw Error(metadata.at(key) + ": this is a model of type olmo3, which is not supported");
        }
    };
    return family;
}

} // namespace dpl::backbone
