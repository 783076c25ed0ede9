#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Language models that a reward model is built on: what they are, their weights, their computation, and LoRA adapters.
namespace dpl::backbone {

enum class Family {
    llama, ///< RMS norm, rotary positions, gated MLP: Llama 1-3, Mistral, SmolLM, TinyLlama, Qwen2
    gpt2, ///< layer norm, learned positions, GELU
};

std::string toString(Family family);

/// How rotary frequencies theta^(-2i/d) are changed for contexts longer than those trained on.
struct RopeScaling {
    enum class Kind {
        none,
        linear, ///< all divided by factor
        llama3, ///< those of wavelengths above originalContext / lowFrequencyFactor divided, those below
                ///< originalContext / highFrequencyFactor kept, in between blended
        divisors, ///< each divided by its own number, which a GGUF file stores as rope_freqs.weight
    };
    Kind kind = Kind::none;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0;
    double highFrequencyFactor = 4.0;
    std::int64_t originalContext = 0;
    std::vector<float> divisors;
};

/// The shape of a backbone. Read from config.json or from the metadata of a GGUF file, and checked: sizes are positive
/// and divide as they must.
struct BackboneConfig {
    Family family = Family::llama;
    std::string modelType; ///< "llama", "mistral", "qwen2", "gpt2"
    std::int64_t vocabularySize = 0;
    std::int64_t hiddenSize = 0;
    std::int64_t intermediateSize = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t keyValueHeads = 0;
    std::int64_t headSize = 0;
    std::int64_t contextLength =
        0; ///< positions that the model was made for; within them a sliding window changes nothing
    double normEpsilon = 1e-5;
    double ropeTheta = 10000.0;
    RopeScaling ropeScaling;
    bool attentionBias = false; ///< on q, k and v
    bool outputBias = false; ///< on the attention's output projection
    bool mlpBias = false;
    double embeddingDropout = 0.0; ///< GPT-2's own rates; they act in training where they are asked for
    double attentionDropout = 0.0;
    double residualDropout = 0.0;
    bool tiedEmbeddings = false; ///< the language model's head is its embeddings
    std::string storedType; ///< as the config says, "bfloat16"; may be empty
    std::optional<std::int64_t> beginToken;
    std::optional<std::int64_t> endToken; ///< the first one where the config lists several

    std::int64_t queryWidth() const { return heads * headSize; }
    std::int64_t keyValueWidth() const { return keyValueHeads * headSize; }
};

/// Reads config.json in both spellings (rope_theta and torch_dtype at the top, or rope_parameters and dtype). Throws
/// Error that names the path inside the file; for a model or a rope type that is not supported, also what is.
BackboneConfig configFromJson(const Json& value, const std::string& source);

/// The config of a GGUF file, from its metadata. Throws Error as above.
BackboneConfig configFromGguf(const Json& metadata, const std::string& source);

} // namespace dpl::backbone
