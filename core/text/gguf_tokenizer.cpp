#include "text/gguf_tokenizer.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "text/byte_level_tokenizer.hpp"
#include "text/merge_list.hpp"
#include "text/sentencepiece_tokenizer.hpp"
#include "text/utf8_text.hpp"

namespace dpl::text {

namespace {

const std::string keyPrefix = "tokenizer.ggml.";

class GgufVocabulary {
public:
    GgufVocabulary(const Json& metadata, const std::string& source) : m_object(metadata, source), m_source(source)
    {
        const Json& tokens = array("tokens");
        const Json* types = m_object.has(keyPrefix + "token_type") ? &array("token_type") : nullptr;
        if (types && types->size() != tokens.size()) {
            throw Error(at("token_type") + ": it has " + std::to_string(types->size()) + " entries for "
                + std::to_string(tokens.size()) + " tokens");
        }
        m_pieces.reserve(tokens.size());
        for (std::size_t id = 0; id < tokens.size(); ++id) {
            SentencePieceModel::Piece& piece = m_pieces.emplace_back();
            const auto entry = [&](const char* key) { return at(key) + "[" + std::to_string(id) + "]"; };
            if (!tokens[id].is_string() || !isWellFormed(tokens[id].get_ref<const std::string&>())) {
                throw Error(entry("tokens") + ": expected a token as UTF-8 text");
            }
            piece.text = tokens[id].get<std::string>();
            if (types) {
                const Json& type = (*types)[id];
                if (!type.is_number_integer() || type.get<std::int64_t>() < 1 || type.get<std::int64_t>() > 6) {
                    throw Error(entry("token_type") + ": expected a type from 1 to 6, found " + dumpJson(type));
                }
                piece.type = static_cast<PieceType>(type.get<std::int64_t>());
            }
        }
    }

    const JsonObject& object() const { return m_object; }
    std::string at(const std::string& key) const { return m_object.at(keyPrefix + key); }
    const Json& array(const std::string& key) const { return m_object.array(keyPrefix + key); }
    std::string string(const std::string& key, const std::string& fallback) const
    {
        return m_object.string(keyPrefix + key, fallback);
    }
    std::vector<SentencePieceModel::Piece>& pieces() { return m_pieces; }
    const std::string& text(TokenId id) const { return m_pieces[static_cast<std::size_t>(id)].text; }

    std::optional<bool> flag(const std::string& key) const
    {
        return m_object.has(keyPrefix + key) ? std::optional(m_object.boolean(keyPrefix + key, false)) : std::nullopt;
    }

    /// The token that the metadata names by its id.
    std::optional<TokenId> token(const std::string& key) const
    {
        if (!m_object.has(keyPrefix + key)) {
            return std::nullopt;
        }
        const std::int64_t id = m_object.integer(keyPrefix + key);
        if (id < 0 || static_cast<std::uint64_t>(id) >= m_pieces.size()) {
            throw Error(at(key) + ": " + std::to_string(id) + " is not the id of any of the "
                + std::to_string(m_pieces.size()) + " tokens");
        }
        return static_cast<TokenId>(id);
    }

    /// Tokens that are found in the text: special ones, and those that somebody added.
    std::vector<AddedToken> addedTokens() const
    {
        std::vector<AddedToken> added;
        for (std::size_t id = 0; id < m_pieces.size(); ++id) {
            if (m_pieces[id].type == PieceType::control || m_pieces[id].type == PieceType::userDefined) {
                added.push_back({m_pieces[id].text, static_cast<TokenId>(id)});
            }
        }
        return added;
    }

private:
    JsonObject m_object;
    std::string m_source;
    std::vector<SentencePieceModel::Piece> m_pieces;
};

std::unique_ptr<Tokenizer> sentencePieceTokenizer(GgufVocabulary& vocabulary, const std::string& source)
{
    SentencePieceModel model;
    model.pieces = vocabulary.pieces();
    const Json& scores = vocabulary.array("scores");
    if (scores.size() != model.pieces.size()) {
        throw Error(vocabulary.at("scores") + ": it has " + std::to_string(scores.size()) + " entries for "
            + std::to_string(model.pieces.size()) + " tokens");
    }
    for (std::size_t id = 0; id < scores.size(); ++id) {
        if (!scores[id].is_number()) {
            throw Error(vocabulary.at("scores") + "[" + std::to_string(id) + "]: expected a number");
        }
        model.pieces[id].score = scores[id].get<float>();
        // They are taken out of the text before SentencePiece sees it.
        if (model.pieces[id].type == PieceType::userDefined) {
            model.pieces[id].type = PieceType::control;
        }
    }
    model.addsDummyPrefix = vocabulary.flag("add_space_prefix").value_or(true);
    model.removesExtraSpaces = vocabulary.flag("remove_extra_whitespaces").value_or(false);

    TokenizerConfig config;
    config.source = source;
    config.added = vocabulary.addedTokens();
    config.addsBegin = vocabulary.flag("add_bos_token");
    config.addsEnd = vocabulary.flag("add_eos_token");
    const auto nameOf = [&](const char* key) -> std::optional<std::string> {
        const auto id = vocabulary.token(key);
        return id ? std::optional(model.pieces[static_cast<std::size_t>(*id)].text) : std::nullopt;
    };
    config.begin = nameOf("bos_token_id");
    config.end = nameOf("eos_token_id");
    config.unknown = nameOf("unknown_token_id");
    return makeSentencePieceTokenizer(std::move(model), config, source);
}

constexpr const char* llama3Pattern = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|)"
                                      R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* qwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

/// The steps that a name stands for: those of the model's tokenizer.json; "default" is llama.cpp's own.
ByteLevelParts partsOf(const std::string& name, const std::string& where)
{
    ByteLevelParts parts;
    const auto split = [&](const char* pattern) {
        parts.preTokenizer.addSplit(SplitPattern(pattern, where), SplitBehavior::isolated);
    };
    if (name == "gpt-2") {
        split(gpt2Pattern);
    } else if (name == "olmo" || name == "mpt") { // GPT-NeoX's
        split(gpt2Pattern);
        parts.composes = true;
    } else if (name == "dbrx") { // OLMo 2's and Phi-4's
        split(llama3Pattern);
    } else if (name == "llama-bpe" || name == "llama3" || name == "llama-v3") {
        split(llama3Pattern);
        parts.ignoreMerges = true;
    } else if (name == "qwen2") {
        split(qwen2Pattern);
        parts.composes = true;
    } else if (name == "smollm") {
        split("\\p{N}");
        split(gpt2Pattern);
    } else if (name == "default") {
        split(R"([\p{P}\$\+<=>\^~\|]+)");
        split(R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S))");
        split("\\p{N}+");
        split("[0-9][0-9][0-9]");
    } else {
        throw Error(where + ": the pre-tokenizer \"" + name
            + "\" is not supported; gpt-2, llama-bpe, qwen2, smollm, olmo, mpt, dbrx and default are. "
            + "A folder with the model's tokenizer.json may work");
    }
    return parts;
}

/// tokenizer.ggml.pre, which older files lack; then what their model can be told by, and never a guess.
std::string preTokenizerOf(const GgufVocabulary& vocabulary)
{
    if (vocabulary.object().has(keyPrefix + "pre")) {
        return vocabulary.string("pre", "");
    }
    const auto begin = vocabulary.token("bos_token_id");
    if (begin && vocabulary.text(*begin) == "<|begin_of_text|>") {
        return "llama-bpe";
    }
    if (vocabulary.object().string("general.architecture", "") == "qwen2") {
        return "qwen2";
    }
    throw Error(vocabulary.at("pre")
        + " is missing: the file was made before llama.cpp wrote how its model splits text into words, so that its "
          "token "
          "ids cannot be known; make the file again, or name a folder with the model's tokenizer.json");
}

std::unique_ptr<Tokenizer> byteLevelTokenizer(GgufVocabulary& vocabulary, const std::string& source)
{
    ByteLevelParts parts = partsOf(preTokenizerOf(vocabulary), vocabulary.at("pre"));
    Vocabulary::Entries entries;
    for (std::size_t id = 0; id < vocabulary.pieces().size(); ++id) {
        entries.emplace_back(vocabulary.pieces()[id].text, id);
    }
    parts.merges = mergesOfJson(vocabulary.array("merges"), vocabulary.at("merges"));
    Frame frame;
    frame.addedTokens = AddedTokens(vocabulary.addedTokens());
    frame.begin = vocabulary.token("bos_token_id");
    frame.end = vocabulary.token("eos_token_id");
    const auto around = [&](const char* flag, bool usual, const std::optional<TokenId>& token, TokenIds& where) {
        if (!vocabulary.flag(flag).value_or(usual)) {
            return;
        }
        if (!token) {
            throw Error(vocabulary.at(flag) + ": a token is to be added around every text, but the file names none");
        }
        where.push_back(*token);
    };
    // llama.cpp takes it for granted with Llama 3's vocabulary.
    around("add_bos_token", parts.ignoreMerges, frame.begin, frame.prefix);
    around("add_eos_token", false, frame.end, frame.suffix);
    return makeByteLevelTokenizer(
        std::move(parts), Vocabulary(std::move(entries), vocabulary.at("tokens")), std::move(frame), source);
}

} // namespace

std::unique_ptr<Tokenizer> tokenizerFromGguf(const Json& metadata, const std::string& source)
{
    const JsonObject object(metadata, source);
    const std::string model = object.string(keyPrefix + "model");
    if (model != "llama" && model != "gpt2") {
        throw Error(object.at(keyPrefix + "model") + ": a tokenizer of kind \"" + model
            + "\" is not supported; llama and gpt2 are");
    }
    GgufVocabulary vocabulary(metadata, source);
    return model == "llama" ? sentencePieceTokenizer(vocabulary, source) : byteLevelTokenizer(vocabulary, source);
}

} // namespace dpl::text
