#pragma once

#include "text/framed_tokenizer.hpp"
#include "text/sentencepiece_model.hpp"
#include "text/tokenizer_config.hpp"

#include <memory>

namespace dpl::text {

/// A SentencePiece tokenizer with Llama's conventions, those of Hugging Face's slow LlamaTokenizer: special tokens are
/// taken out of the text first, and what lies between is encoded by itself. legacy = true, what the reference used and
/// the default but of configs that transformers 5 wrote: each stretch has its own dummy prefix. legacy = false: only
/// the beginning of the text has one. add_prefix_space = false: nothing has one. What the config does not say: begin
/// token "<s>" put in front, end token "</s>" not put behind, unknown token "<unk>".
std::unique_ptr<Tokenizer> makeSentencePieceTokenizer(
    SentencePieceModel model, const TokenizerConfig& config, const std::string& source);

} // namespace dpl::text
