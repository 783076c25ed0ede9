#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// Text to token ids and back, as the tokenizers of the Hugging Face ecosystem do it, without Python.
namespace dpl::text {

using TokenId = std::int32_t;
using TokenIds = std::vector<TokenId>;

/// What a language model reads in place of text. Encoding is a function of the text alone and safe from several
/// threads.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    /// The ids of a whole text (UTF-8), with the begin and end tokens that the tokenizer puts around one, and with
    /// special tokens where the text spells them, as Hugging Face does. Bytes that are not UTF-8 become U+FFFD.
    virtual TokenIds encode(std::string_view text) const = 0;

    /// The text of ids, special tokens spelled out. Throws Error for an id outside the vocabulary.
    virtual std::string decode(std::span<const TokenId> ids) const = 0;

    /// One token as its vocabulary spells it.
    virtual std::string tokenText(TokenId id) const = 0;

    /// Ids are below it.
    virtual std::size_t vocabularySize() const = 0;

    /// "SentencePiece BPE with byte fall-back", "byte-level BPE"
    virtual std::string kind() const = 0;

    virtual std::optional<TokenId> beginToken() const = 0;
    virtual std::optional<TokenId> endToken() const = 0;

    /// A hash of everything that decides the ids: equal fingerprints give equal ids. 32 hexadecimal digits.
    virtual std::string fingerprint() const = 0;
};

/// The tokenizer of a backbone's folder (tokenizer.json, tokenizer.model, or vocab.json with merges.txt, each read
/// together with tokenizer_config.json where it is there), of one such file, or the one inside a GGUF file. Throws
/// Error that names the file, the place in it, and what is supported.
std::unique_ptr<Tokenizer> loadTokenizer(const std::filesystem::path& path);

/// The ids of each text, on `threads` threads. Throws Stopped if a stop is requested.
std::vector<TokenIds> encodeAll(
    const Tokenizer& tokenizer, std::span<const std::string> texts, int threads, std::stop_token stop = {});

} // namespace dpl::text
