#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"

namespace dpl::backbone {

/// Yang et al., 2024: Llama with biases on q, k and v. Qwen 1.5 to 2.5.
FamilySpec qwen2Family()
{
    FamilySpec family;
    family.modelType = "qwen2";
    family.label = "Qwen2";
    family.ggufArchitecture = "qwen2";
    family.classifier = "Qwen2ForSequenceClassification";
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        config.attentionBias = true;
        readQwenWindows(json, config);
    };
    family.readMoreFromGguf = [](const JsonObject&, BackboneConfig& config) { config.attentionBias = true; };
    return family;
}

} // namespace dpl::backbone
