#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"

namespace dpl::backbone {

/// Touvron et al., 2023: RMS norms, rotary positions, grouped-query attention, gated MLP, optional biases. Llama 1-3,
/// SmolLM, TinyLlama.
FamilySpec llamaFamily()
{
    FamilySpec family;
    family.modelType = "llama";
    family.label = "Llama";
    family.ggufArchitecture = "llama";
    family.classifier = "LlamaForSequenceClassification";
    family.pairsRotaryInGguf = true;
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        config.attentionBias = config.outputBias = json.boolean("attention_bias", false);
        config.mlpBias = json.boolean("mlp_bias", false);
    };
    return family;
}

} // namespace dpl::backbone
