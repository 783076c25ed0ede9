#pragma once

#include "backbone/lora.hpp"
#include "backbone/score_layer.hpp"
#include "backbone/tensor_change.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dpl::backbone {

/// What an adapter's initialisation took from the weights of the backbone, which are to be used without it.
enum class TakenFromWeights {
    nothing,
    principal, ///< PiSSA: the part of the largest singular values, as many as the rank
    orthogonal, ///< OLoRA: scale times the first columns of Q times the first rows of R of W = Q R
};

/// What adapter_config.json of a PEFT folder says, as far as it matters here.
struct AdapterConfig {
    LoraConfig lora;
    std::vector<std::pair<std::string, std::int64_t>> rankPattern; ///< rank of layers whose path ends with the pattern
    std::vector<std::pair<std::string, double>> alphaPattern; ///< the same for alpha
    TakenFromWeights taken = TakenFromWeights::nothing;
    /// trainable_token_indices: rows of tables of embeddings; the name "" stands for the model's own
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> trainedTokens;
    bool isDora = false;
    std::string baseModel; ///< base_model_name_or_path; relative paths are relative to the folder, or to where Python
                           ///< was started
    bool fanInFanOut = false; ///< adapts GPT-2's Conv1D layers
};

inline constexpr const char* adapterConfigName = "adapter_config.json";

/// Throws Error naming the file and the field: for other methods than LoRA, and for variants of it that change what is
/// computed and are not supported (initialisations that cannot be repeated from the file among them).
AdapterConfig readAdapterConfig(const std::filesystem::path& folder);

/// The adapter of one linear layer: A [rank, in], B [out, rank], with the layer's own rank.
struct AdaptedLayer {
    std::string name; ///< within the model, without "model." or "transformer.": "layers.0.self_attn.q_proj"
    AdapterMatrix a;
    AdapterMatrix b;
    double alpha = 0.0;
    std::vector<float> magnitudes; ///< of DoRA: [out], the lengths of the changed weight's rows; empty: plain LoRA
};

/// A LoRA adapter with its score layer, as it lies in a PEFT folder.
struct Adapter {
    AdapterConfig config;
    std::vector<AdaptedLayer> layers; ///< by name
    TensorChanges changes; ///< of tensors that are no adapted layers: embeddings, norms, biases, layers saved whole
    AdapterMatrix score; ///< [outputs, hiddenSize]; empty if the folder has none
    std::vector<float> scoreBias; ///< [outputs]; empty: none
    std::optional<AdaptedLayer> scoreLora; ///< of the backbone's own score layer
    HeadKind head = HeadKind::none; ///< where the score layer is from

    int outputs() const { return static_cast<int>(score.rows); }

    /// Whether it is what writeAdapter writes: LoRA on linear layers and a score layer without a bias.
    bool isPlain() const;
};

/// Reads adapter_model.safetensors or adapter_model.bin with adapter_config.json: keys as they are stored
/// ("base_model.model.<path>.lora_A.weight", "base_model.model.score.weight") and as they are in a running peft model
/// ("lora_A.default.weight", "score.modules_to_save.default.weight"), and the value heads that LLaMA-Factory
/// (value_head.safetensors, value_head.bin) and TRL (pytorch_model.bin) put beside. Throws Error naming the file and
/// the tensor.
Adapter readAdapter(const std::filesystem::path& folder);

/// Writes both files so that peft loads them, the score layer included; layers whose rank or alpha differ from the
/// config's are named in rank_pattern and alpha_pattern. `pathPrefix` is what transformers puts in front
/// of the layers' names, "model." or "transformer.".
void writeAdapter(const std::filesystem::path& folder, const Adapter& adapter, const std::string& pathPrefix);

/// Whether a folder holds an adapter.
bool isAdapter(const std::filesystem::path& folder);

/// Where the backbone of an adapter is: baseModel itself, relative to the folder, or within the Hugging Face cache, if
/// it is there; otherwise baseModel unchanged.
std::filesystem::path backboneOf(const std::filesystem::path& folder, const AdapterConfig& config);

} // namespace dpl::backbone
