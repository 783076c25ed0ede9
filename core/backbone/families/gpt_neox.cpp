#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"

namespace dpl::backbone {

/// Black et al., 2022: layer norms, rotary positions on a part of each head, attention and MLP side by side. Pythia.
FamilySpec gptNeoxFamily()
{
    FamilySpec family;
    family.modelType = "gpt_neox";
    family.label = "GPT-NeoX";
    family.ggufArchitecture = "gptneox";
    family.classifier = "GPTNeoXForSequenceClassification";
    family.prefix = "gpt_neox.";
    family.embedding = {"embed_in", "token_embd"};
    family.finalNorm = {"final_layer_norm", "output_norm"};
    family.head = {"embed_out", "output"};
    family.norm = NormKind::layer;
    family.queryKeyValue = {{"attention.query_key_value", "attn_qkv"}};
    family.interleavesHeads = true;
    family.attentionOutput = {"attention.dense", "attn_output"};
    family.mlpIn = {{"mlp.dense_h_to_4h", "ffn_up"}};
    family.mlpOut = {"mlp.dense_4h_to_h", "ffn_down"};
    family.isGated = false;
    family.rotatesPart = true;
    family.usualRotaryPart = 0.25;
    family.usualEpsilon = 1e-5;
    family.usualActivation = Activation::gelu;
    family.adapted = {"query_key_value"};
    family.keys.keyValueHeads = "";
    family.keys.headSize = "";
    family.keys.normEpsilon = "layer_norm_eps";
    family.keys.ropeTheta = "rotary_emb_base";
    family.keys.rotaryPart = "rotary_pct";
    family.keys.embeddingDropout = "hidden_dropout";
    family.keys.residualDropout = "hidden_dropout";
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        config.attentionBias = config.outputBias = json.boolean("attention_bias", true);
        config.mlpBias = true;
        config.isParallel = json.boolean("use_parallel_residual", true);
    };
    family.readMoreFromGguf = [](const JsonObject& metadata, BackboneConfig& config) {
        config.attentionBias = config.outputBias = config.mlpBias = true;
        config.isParallel = metadata.boolean("gptneox.use_parallel_residual", true);
    };
    return family;
}

} // namespace dpl::backbone
