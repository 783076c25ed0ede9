#include "backbone/config_reader.hpp"
#include "backbone/families/gemma.hpp"

#include <cmath>

namespace dpl::backbone {

FamilySpec gemmaWithNormsAround()
{
    FamilySpec family;
    family.norm = NormKind::rmsAroundOne;
    family.attentionOutputNorm = {"post_attention_layernorm", "post_attention_norm"};
    family.mlpNorm = {"pre_feedforward_layernorm", "ffn_norm"};
    family.mlpOutputNorm = {"post_feedforward_layernorm", "post_ffw_norm"};
    family.scalesEmbedding = true;
    family.tiesEmbedding = true;
    family.usualHeadSize = 256;
    family.usualActivation = Activation::geluTanh;
    family.keys.activation = "hidden_activation";
    return family;
}

double attentionScale(double scalar)
{
    return 1.0 / std::sqrt(scalar);
}

double ggufAttentionScale(const JsonObject& metadata, const std::string& architecture, const BackboneConfig& config)
{
    const std::string key = architecture + ".attention.scale";
    if (metadata.has(key)) {
        return readPositive(metadata, key, 0.0);
    }
    // The models of 27 billion parameters, of which llama.cpp goes by the number of layers.
    const bool isLargest = config.layers == (architecture == "gemma2" ? 46 : 62);
    return isLargest ? attentionScale(static_cast<double>(config.hiddenSize) / static_cast<double>(config.heads)) : 0.0;
}

/// Gemma team, 2024: norms on both sides of attention and MLP, scores with a soft cap, a window on every other layer.
FamilySpec gemma2Family()
{
    FamilySpec family = gemmaWithNormsAround();
    family.modelType = "gemma2";
    family.label = "Gemma 2";
    family.ggufArchitecture = "gemma2";
    family.classifier = "Gemma2ForSequenceClassification";
    family.usualContextLength = 8192;
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        config.attentionBias = config.outputBias = json.boolean("attention_bias", false);
        config.attentionScale = attentionScale(readPositive(json, "query_pre_attn_scalar", 256.0));
        config.softCap =
            saysNull(json, "attn_logit_softcapping") ? 0.0 : readPositive(json, "attn_logit_softcapping", 50.0);
        refuseBothWays(json);
        readWindows(json, config, saysNull(json, "sliding_window") ? 0 : readSize(json, "sliding_window", 4096),
            [](std::int64_t layer) { return layer % 2 == 0; });
    };
    family.readMoreFromGguf = [](const JsonObject& metadata, BackboneConfig& config) {
        config.attentionScale = ggufAttentionScale(metadata, "gemma2", config);
        config.softCap = readPositive(metadata, "gemma2.attn_logit_softcapping", 50.0);
        setWindows(config, readSize(metadata, "gemma2.attention.sliding_window", 4096),
            [](std::int64_t layer) { return layer % 2 == 0; });
    };
    return family;
}

} // namespace dpl::backbone
