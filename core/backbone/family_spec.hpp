#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dpl {
class JsonObject;
} // namespace dpl

namespace dpl::backbone {

struct BackboneConfig;

/// A layer's or tensor's name as transformers spells it within the model, and as llama.cpp does; without ".weight" and
/// ".bias". Names within a layer follow "layers.0." and "blk.0.". Empty: the family has none.
struct TensorName {
    std::string_view name;
    std::string_view gguf;

    bool exists() const { return !name.empty(); }
};

enum class NormKind {
    rms, ///< x / rms(x) * weight
    rmsAroundOne, ///< x / rms(x) * (1 + weight), as in Gemma; GGUF files hold 1 + weight
    layer, ///< (x - mean) / deviation * weight + bias
};

enum class Activation {
    silu,
    geluTanh, ///< GPT-2's and Gemma's, by tanh
    gelu, ///< by erf
};

/// How config.json spells what every family has; an empty key is not asked for, and the fallback counts.
struct ConfigKeys {
    std::string hiddenSize = "hidden_size";
    std::string intermediateSize = "intermediate_size";
    std::string layers = "num_hidden_layers";
    std::string heads = "num_attention_heads";
    std::string keyValueHeads = "num_key_value_heads";
    std::string headSize = "head_dim";
    std::string contextLength = "max_position_embeddings";
    std::string normEpsilon = "rms_norm_eps";
    std::string activation = "hidden_act";
    std::string ropeTheta = "rope_theta";
    std::string rotaryPart = "partial_rotary_factor";
    std::string embeddingDropout;
    std::string attentionDropout = "attention_dropout";
    std::string residualDropout;
};

/// A family of language models, declared once: how its files spell it and what a layer computes. Loading, checking,
/// counting, the card, the layers that LoRA adapts, the memory estimate and the computation follow from it; the sizes
/// are of the BackboneConfig. The defaults are those of Llama. A layer computes
///   x += outputNorm?(output(attention(rotate(norm?(q)), rotate(norm?(k)), v))), [q k v] = queryKeyValue(inputNorm?(x))
///   x += mlpOutputNorm?(mlpOut(activation(mlpIn(mlpNorm?(x)))))
/// where a norm without a name is left out, and, with a parallel residual, both read the same x.
struct FamilySpec {
    std::string_view modelType; ///< model_type of config.json
    std::string_view label; ///< as people call it
    std::string_view ggufArchitecture; ///< general.architecture; empty: its GGUF files go by another family's
    std::string_view outerModelType; ///< model_type of models that see images, too, whose text_config is this family's
    std::string_view classifier; ///< the class of transformers that a model saved with its score layer is loaded as

    std::string_view prefix = "model."; ///< what transformers puts in front of the names
    std::string_view layers = "layers.";
    TensorName embedding{"embed_tokens", "token_embd"};
    TensorName positions; ///< learned ones
    TensorName finalNorm{"norm", "output_norm"};
    TensorName head{"lm_head", "output"}; ///< the language model's own: not needed, unless it stands for the embedding

    NormKind norm = NormKind::rms;
    TensorName attentionNorm{"input_layernorm", "attn_norm"};
    TensorName attentionOutputNorm;
    TensorName mlpNorm{"post_attention_layernorm", "ffn_norm"};
    TensorName mlpOutputNorm;
    TensorName queryNorm; ///< before the rotation
    TensorName keyNorm;
    bool normsWholeQuery = false; ///< all heads of a token together, not each

    /// Three layers, or a single one of all three, one after the other.
    std::vector<TensorName> queryKeyValue{
        {"self_attn.q_proj", "attn_q"}, {"self_attn.k_proj", "attn_k"}, {"self_attn.v_proj", "attn_v"}};
    bool interleavesHeads = false; ///< the single one has q, k and v head by head; GGUF files have them in order
    TensorName attentionOutput{"self_attn.o_proj", "attn_output"};
    /// Gate and up, a single layer of both, or, without a gate, up.
    std::vector<TensorName> mlpIn{{"mlp.gate_proj", "ffn_gate"}, {"mlp.up_proj", "ffn_up"}};
    TensorName mlpOut{"mlp.down_proj", "ffn_down"};
    bool isGated = true;
    bool inputsFirst = false; ///< folders hold matrices as [inputs, outputs]; GGUF files do not

    bool rotates = true;
    bool rotatesPart = false; ///< config.json may say that only the first numbers of each head are rotated
    double usualRotaryPart = 1.0;
    double usualRopeTheta = 10000.0;
    double usualWindowTheta = 0.0; ///< layers with a window rotate by a theta of their own; 0: they do not
    bool pairsRotaryInGguf = false; ///< GGUF files have rotary pairs (i, i + d/2) of q and k side by side
    bool scalesEmbedding = false; ///< by the root of the hidden size
    bool tiesEmbedding = false; ///< where config.json does not say so
    // What counts where config.json does not say; 0: it must.
    std::int64_t usualVocabulary = 0;
    std::int64_t usualHeads = 0;
    std::int64_t usualKeyValueHeads = 0; ///< 0: as many as heads
    std::int64_t usualHeadSize = 0; ///< 0: the hidden size divided by the heads
    std::int64_t usualContextLength = 2048;
    std::int64_t usualWidening = 0; ///< of the MLP, as a multiple of the hidden size
    double usualEpsilon = 1e-6;
    double usualDropout = 0.0;
    Activation usualActivation = Activation::silu;
    std::vector<std::string> adapted{"q_proj", "v_proj"}; ///< layers that LoRA adapts unless others are named

    ConfigKeys keys;
    /// What only this family's config.json says: biases, windows, soft caps. May be null.
    void (*readMore)(const JsonObject& json, BackboneConfig& config) = nullptr;
    /// The same of a GGUF file's metadata, whose keys begin with the architecture. May be null.
    void (*readMoreFromGguf)(const JsonObject& metadata, BackboneConfig& config) = nullptr;
};

/// In the order of the registry.
const std::vector<FamilySpec>& families();

/// nullptr if there is none.
const FamilySpec* familyOfModelType(std::string_view modelType);
const FamilySpec* familyOfOuterModelType(std::string_view modelType);
const FamilySpec* familyOfGguf(std::string_view architecture);

/// "llama, mistral, qwen2 and gpt2"
std::string supportedModelTypes();
std::string supportedGgufArchitectures();

/// A layer's name without what transformers puts in front of it ("model.", "transformer.", "model.language_model.",
/// ...), whatever the family.
std::string withoutModelPrefix(std::string_view name);

} // namespace dpl::backbone
