#pragma once

#include "base/json.hpp"
#include "text/tokenizer.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace dpl::text {

/// The tokenizer that a GGUF file's metadata describes: tokenizer.ggml.model "llama" (SentencePiece pieces with scores)
/// or "gpt2" (byte-level BPE; tokenizer.ggml.pre says how text is split: gpt-2, llama-bpe, qwen2, smollm, default).
/// Special and user-defined tokens of the vocabulary are found in the text. Throws Error naming source and key.
std::unique_ptr<Tokenizer> tokenizerFromGguf(const Json& metadata, const std::string& source);

/// The same for a file; nullptr if it is not a GGUF file.
std::unique_ptr<Tokenizer> readGgufTokenizer(const std::filesystem::path& file);

} // namespace dpl::text
