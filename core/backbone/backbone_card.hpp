#pragma once

#include "backbone/backbone_config.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace dpl::backbone {

/// What a user wants to know of a backbone before choosing it. Read from headers: no weight is loaded.
struct BackboneCard {
    std::filesystem::path path;
    std::string name; ///< of the folder or file; of a Hugging Face snapshot, the repository: "openai-community/gpt2"
    std::string error; ///< why it cannot be used, in a sentence; the rest is then what could be read
    std::vector<std::string> warnings;

    BackboneConfig config;
    std::string format; ///< "safetensors", "torch zip archive", "GGUF 3"
    std::int64_t parameters = 0; ///< of the decoder and its embeddings; the language model's own head is not counted
    std::int64_t fileBytes = 0;
    std::vector<std::pair<std::string, std::int64_t>> storedTypes; ///< bytes by type, most first
    std::string tokenizerKind; ///< empty if there is none
    std::int64_t tokenizerVocabulary = 0;

    std::int64_t scoringBytes = 0; ///< estimated peak for scoring a text of 1,024 tokens in float32
    std::int64_t trainingBytes = 0; ///< estimated peak for a LoRA step on 2 comparisons of 1,024 tokens each in float32
    std::int64_t storedScoringBytes = 0; ///< the same with the weights left as they are stored
    std::int64_t storedTrainingBytes = 0;

    bool isUsable() const { return error.empty(); }

    Json toJson() const;
};

/// What a backbone is called: its folder or file; of a Hugging Face snapshot, the repository.
std::string backboneName(const std::filesystem::path& path);

/// Never throws for what is wrong with a backbone: the card says it.
BackboneCard describeBackbone(const std::filesystem::path& path);

} // namespace dpl::backbone
