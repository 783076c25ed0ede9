#pragma once

#include "text/added_tokens.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::text {

/// What tokenizer_config.json says, as far as it decides ids; a key that is absent or null is nothing.
struct TokenizerConfig {
    std::string source = "tokenizer_config.json"; ///< for errors
    std::optional<bool> addsBegin;
    std::optional<bool> addsEnd;
    std::optional<bool> addsPrefixSpace;
    std::optional<bool> legacy;
    std::optional<std::string> begin;
    std::optional<std::string> end;
    std::optional<std::string> unknown;
    std::vector<AddedToken> added; ///< added_tokens_decoder
    std::vector<bool> isNormalized; ///< of each added one, whether it is found in normalized text
};

/// Reads the file in a folder; all is absent if there is none.
TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder);

/// As JSON text.
TokenizerConfig parseTokenizerConfig(const std::string& text, const std::string& source);

} // namespace dpl::text
