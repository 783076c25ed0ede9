#pragma once

#include "backbone/family_spec.hpp"
#include "backbone/rope.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Language models that a reward model is built on: what they are, their weights, their computation, and LoRA adapters.
namespace dpl::backbone {

/// The shape of a backbone: what of it is not its family's. Read from config.json or from the metadata of a GGUF file,
/// and checked: sizes are positive and divide as they must.
struct BackboneConfig {
    const FamilySpec* family = nullptr; ///< set in every config that was read
    std::string modelType; ///< as config.json or the GGUF file spells it: "llama", "mistral", "gpt2"
    bool isWithinOther = false; ///< the language model of one that sees images, too
    std::int64_t vocabularySize = 0;
    std::int64_t hiddenSize = 0;
    std::int64_t intermediateSize = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t keyValueHeads = 0;
    std::int64_t headSize = 0;
    std::int64_t contextLength = 0; ///< positions that the model was made for
    double normEpsilon = 1e-5;
    std::int64_t rotated = 0; ///< numbers of each head that its position rotates; 0: learned positions
    Rope rope;
    std::optional<Rope> windowRope; ///< of layers with a window, where it is another
    std::vector<std::int64_t> windows; ///< by layer: how many tokens, itself included, one attends to; 0: all before it
    Activation activation = Activation::silu;
    bool attentionBias = false; ///< on q, k and v
    bool outputBias = false; ///< on the attention's output projection
    bool mlpBias = false;
    bool isParallel = false; ///< attention and MLP read the same residual stream
    double attentionScale = 0.0; ///< of products of queries and keys; 0: 1 / sqrt(headSize)
    double softCap = 0.0; ///< scores s become softCap * tanh(s / softCap); 0: they do not
    double embeddingDropout = 0.0; ///< the backbone's own rates; they act in training where they are asked for
    double attentionDropout = 0.0;
    double residualDropout = 0.0;
    bool tiedEmbeddings = false; ///< the language model's head is its embeddings
    std::string storedType; ///< as the config says, "bfloat16"; may be empty
    std::optional<std::int64_t> beginToken;
    std::optional<std::int64_t> endToken; ///< the first one where the config lists several

    std::int64_t queryWidth() const { return heads * headSize; }
    std::int64_t keyValueWidth() const { return keyValueHeads * headSize; }
    std::int64_t window(std::int64_t layer) const
    {
        return windows.empty() ? 0 : windows[static_cast<std::size_t>(layer)];
    }

    /// "Llama"; empty if nothing was read.
    std::string familyName() const { return family ? std::string(family->label) : std::string(); }

    /// What transformers puts in front of the names of the model's layers.
    std::string namePrefix() const { return std::string(family->prefix) + (isWithinOther ? "language_model." : ""); }
};

/// Reads config.json in both spellings (rope_theta and torch_dtype at the top, or rope_parameters and dtype). Throws
/// Error that names the path inside the file; for a model or a rope type that is not supported, also what is.
BackboneConfig configFromJson(const Json& value, const std::string& source);

/// The config of a GGUF file, from its metadata. Throws Error as above.
BackboneConfig configFromGguf(const Json& metadata, const std::string& source);

} // namespace dpl::backbone
