#pragma once

#include "text/tokenizer_config.hpp"

#include <memory>
#include <string>

namespace dpl::text {

/// The tokenizer of a tokenizer.json's text: a model of type BPE, byte-level (GPT-2, Llama 3, Qwen2, SmolLM) or over
/// characters with SentencePiece's conventions (Llama 1 and 2, Mistral). What of the file is not supported is an error
/// that names its place; nothing in it that decides ids is passed over, but for truncation and padding, which are the
/// caller's. The config adds its added tokens, says which tokens begin and end a text, and, where it says so, whether
/// they are put around it.
std::unique_ptr<Tokenizer> parseTokenizerJson(
    const std::string& text, const TokenizerConfig& config, const std::string& source);

/// The tokenizer of GPT-2's older files, vocab.json and merges.txt, as their texts. Its special tokens are those of the
/// config, or
/// "<|endoftext|>" without one.
std::unique_ptr<Tokenizer> parseVocabularyAndMerges(const std::string& vocabulary, const std::string& vocabularySource,
    const std::string& merges, const std::string& mergesSource, const TokenizerConfig& config);

} // namespace dpl::text
