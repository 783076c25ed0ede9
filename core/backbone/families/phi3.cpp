#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"

namespace dpl::backbone {

/// Abdin et al., 2024: Llama with q, k and v in one matrix, and gate and up in another. Phi-3 and Phi-4.
FamilySpec phi3Family()
{
    FamilySpec family;
    family.modelType = "phi3";
    family.label = "Phi-3";
    family.ggufArchitecture = "phi3";
    family.classifier = "Phi3ForSequenceClassification";
    family.queryKeyValue = {{"self_attn.qkv_proj", "attn_qkv"}};
    family.mlpIn = {{"mlp.gate_up_proj", "ffn_up"}};
    family.rotatesPart = true;
    family.usualContextLength = 4096;
    family.usualEpsilon = 1e-5;
    family.adapted = {"qkv_proj"};
    family.keys.residualDropout = "resid_pdrop";
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        setWindows(config, slidingWindow(json), [](std::int64_t) { return true; });
    };
    family.readMoreFromGguf = [](const JsonObject& metadata, BackboneConfig& config) {
        // Files of Phi-4 say 0, those without a window made earlier nothing.
        constexpr const char* key = "phi3.attention.sliding_window";
        const std::int64_t window = metadata.integer(key, 0) > 0 ? readSize(metadata, key) : 0;
        setWindows(config, window, [](std::int64_t) { return true; });
        readLongropeFactor(metadata, "phi3.rope.scaling.attn_factor", config);
    };
    return family;
}

} // namespace dpl::backbone
