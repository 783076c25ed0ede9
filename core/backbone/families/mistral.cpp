#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"

namespace dpl::backbone {

/// Jiang et al., 2023: Llama, whose tokens may see only so many before them. Its GGUF files say "llama", and nothing of
/// that window.
FamilySpec mistralFamily()
{
    FamilySpec family;
    family.modelType = "mistral";
    family.label = "Mistral";
    family.classifier = "MistralForSequenceClassification";
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        setWindows(config, slidingWindow(json), [](std::int64_t) { return true; });
    };
    return family;
}

} // namespace dpl::backbone
