#pragma once

#include "text/sentencepiece_model.hpp"
#include "text/tokenizer_config.hpp"

#include <memory>
#include <string>

namespace dpl::text {

/// The tokenizer of a tokenizer.json's text: a model of type BPE, byte-level (GPT-2, Llama 3, Qwen2, SmolLM) or over
/// characters with SentencePiece's conventions (Llama 1 and 2, Mistral). What of the file is not supported is an error
/// that names its place; nothing in it that decides ids is passed over, but for truncation and padding, which are the
/// caller's. The config adds its added tokens and says which tokens begin and end a text. Whether they go around every
/// text is said by the file alone: transformers reads add_bos_token and add_eos_token only where there is no such file.
std::unique_ptr<Tokenizer> parseTokenizerJson(
    const std::string& text, const TokenizerConfig& config, const std::string& source);

/// Adds to the config of a SentencePiece model what a tokenizer.json beside it has and the config lacks: added tokens,
/// and what goes around every text. Throws Error if it is not of the same vocabulary.
void addFromTokenizerJson(
    TokenizerConfig& config, const SentencePieceModel& model, const std::string& text, const std::string& source);

/// The tokenizer of GPT-2's older files, vocab.json and merges.txt, as their texts. Its special tokens are those of the
/// config, or "<|endoftext|>" without one; they go around every text if the config says so.
std::unique_ptr<Tokenizer> parseVocabularyAndMerges(const std::string& vocabulary, const std::string& vocabularySource,
    const std::string& merges, const std::string& mergesSource, const TokenizerConfig& config);

} // namespace dpl::text
