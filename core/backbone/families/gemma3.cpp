#include "backbone/config_reader.hpp"
#include "backbone/families/gemma.hpp"
#include "base/error.hpp"

namespace dpl::backbone {

void refuseBothWays(const JsonObject& json)
{
    if (json.boolean("use_bidirectional_attention", false)) {
        throw Error(json.at("use_bidirectional_attention")
            + ": models whose tokens attend to those after them are not supported");
    }
}

/// Gemma team, 2025: as Gemma 2, with a norm of each head's query and key in place of the soft cap, five of six layers
/// with a window, and another theta in these. The language model of one that sees images, too, is read from it.
FamilySpec gemma3Family()
{
    FamilySpec family = gemmaWithNormsAround();
    family.modelType = "gemma3_text";
    family.label = "Gemma 3";
    family.ggufArchitecture = "gemma3";
    family.outerModelType = "gemma3";
    family.classifier = "Gemma3TextForSequenceClassification";
    family.queryNorm = {"self_attn.q_norm", "attn_q_norm"};
    family.keyNorm = {"self_attn.k_norm", "attn_k_norm"};
    family.usualVocabulary = 262208;
    family.usualHeads = 8;
    family.usualKeyValueHeads = 4;
    family.usualContextLength = 131072;
    family.usualRopeTheta = 1e6;
    family.usualWindowTheta = 1e4;
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        config.attentionBias = config.outputBias = json.boolean("attention_bias", false);
        config.attentionScale = attentionScale(readPositive(json, "query_pre_attn_scalar", 256.0));
        refuseBothWays(json);
        const std::int64_t pattern = readSize(json, "sliding_window_pattern", 6);
        readWindows(json, config, saysNull(json, "sliding_window") ? 0 : readSize(json, "sliding_window", 4096),
            [pattern](std::int64_t layer) { return (layer + 1) % pattern != 0; });
    };
    family.readMoreFromGguf = [](const JsonObject& metadata, BackboneConfig& config) {
        config.attentionScale = ggufAttentionScale(metadata, "gemma3", config);
        setWindows(config, readSize(metadata, "gemma3.attention.sliding_window", 0),
            [](std::int64_t layer) { return (layer + 1) % 6 != 0; });
    };
    return family;
}

} // namespace dpl::backbone
