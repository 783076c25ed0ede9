#include "backbone/config_reader.hpp"
#include "backbone/family_spec.hpp"
#include "base/error.hpp"

namespace dpl::backbone {

namespace {

void setBiases(BackboneConfig& config)
{
    config.attentionBias = config.outputBias = config.mlpBias = true;
}

} // namespace

/// Radford et al., 2019: layer norms, learned positions, attention from one matrix, GELU.
FamilySpec gpt2Family()
{
    FamilySpec family;
    family.modelType = "gpt2";
    family.label = "GPT-2";
    family.ggufArchitecture = "gpt2";
    family.classifier = "GPT2ForSequenceClassification";
    family.prefix = "transformer.";
    family.layers = "h.";
    family.embedding = {"wte", "token_embd"};
    family.positions = {"wpe", "position_embd"};
    family.finalNorm = {"ln_f", "output_norm"};
    family.norm = NormKind::layer;
    family.attentionNorm = {"ln_1", "attn_norm"};
    family.mlpNorm = {"ln_2", "ffn_norm"};
    family.queryKeyValue = {{"attn.c_attn", "attn_qkv"}};
    family.attentionOutput = {"attn.c_proj", "attn_output"};
    family.mlpIn = {{"mlp.c_fc", "ffn_up"}};
    family.mlpOut = {"mlp.c_proj", "ffn_down"};
    family.isGated = false;
    family.inputsFirst = true;
    family.rotates = false;
    family.tiesEmbedding = true;
    family.usualContextLength = 0;
    family.usualWidening = 4;
    family.usualEpsilon = 1e-5;
    family.usualDropout = 0.1;
    family.usualActivation = Activation::geluTanh;
    family.adapted = {"c_attn"};
    family.keys.hiddenSize = "n_embd";
    family.keys.intermediateSize = "n_inner";
    family.keys.layers = "n_layer";
    family.keys.heads = "n_head";
    family.keys.keyValueHeads = "";
    family.keys.headSize = "";
    family.keys.contextLength = "n_positions";
    family.keys.normEpsilon = "layer_norm_epsilon";
    family.keys.activation = "activation_function";
    family.keys.embeddingDropout = "embd_pdrop";
    family.keys.attentionDropout = "attn_pdrop";
    family.keys.residualDropout = "resid_pdrop";
    family.readMore = [](const JsonObject& json, BackboneConfig& config) {
        if (!json.boolean("scale_attn_weights", true) || json.boolean("scale_attn_by_inverse_layer_idx", false)) {
            throw Error(
                json.at("scale_attn_weights") + ": other scalings of the attention than GPT-2's own are not supported");
        }
        setBiases(config);
    };
    family.readMoreFromGguf = [](const JsonObject&, BackboneConfig& config) { setBiases(config); };
    return family;
}

} // namespace dpl::backbone
