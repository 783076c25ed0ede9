#pragma once

#include "text/added_tokens.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::text {

/// What tokenizer_config.json and the older files beside it (added_tokens.json, special_tokens_map.json) say, as far as
/// it decides ids; a key that is absent or null is nothing.
struct TokenizerConfig {
    std::string source = "tokenizer_config.json"; ///< for errors
    std::optional<bool> addsBegin;
    std::optional<bool> addsEnd;
    std::optional<bool> addsPrefixSpace;
    std::optional<bool> legacy;
    std::optional<std::string> begin;
    std::optional<std::string> end;
    std::optional<std::string> unknown;
    bool isOfTransformers5 = false; ///< saved by it: other things are its defaults
    std::vector<std::string> special; ///< tokens that are named as special ones
    bool hasAdded = false; ///< whether it has an added_tokens_decoder, which makes added_tokens.json superfluous
    std::vector<AddedToken> added; ///< added_tokens_decoder, or added_tokens.json
    std::vector<bool> isNormalized; ///< of each added one, whether it is found in normalized text
};

/// Reads the files in a folder; all is absent if there are none.
TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder);

/// As JSON text.
TokenizerConfig parseTokenizerConfig(const std::string& text, const std::string& source);

/// Adds what an added_tokens.json has, {token: id}, as JSON text. Does nothing if there is an added_tokens_decoder.
void addTokensOfJson(TokenizerConfig& config, const std::string& text, const std::string& source);

} // namespace dpl::text
