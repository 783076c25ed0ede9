#include "text/tokenizer_json.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "text/byte_level_tokenizer.hpp"
#include "text/character_tokenizer.hpp"
#include "text/composition.hpp"
#include "text/merge_list.hpp"
#include "text/utf8_text.hpp"
#include "text/vocabulary_json.hpp"

#include <algorithm>
#include <limits>

namespace dpl::text {

namespace {

constexpr const char* supported =
    "; supported are BPE models: byte-level ones like those of GPT-2, Llama 3, Qwen2 and SmolLM, and character-level "
    "ones like those of Llama 1 and 2, Mistral and Gemma";

/// The members of a Sequence under `key`, or the value itself as the only one; none for null.
std::vector<JsonObject> sequence(const JsonObject& parent, const std::string& key, const std::string& members)
{
    std::vector<JsonObject> result;
    if (!parent.has(key)) {
        return result;
    }
    const JsonObject object = parent.object(key);
    if (object.string("type") != "Sequence") {
        result.push_back(object);
        return result;
    }
    const Json& array = object.array(members);
    for (std::size_t i = 0; i < array.size(); ++i) {
        result.emplace_back(array[i], object.at(members) + "[" + std::to_string(i) + "]");
    }
    return result;
}

/// What the normalizer does to text.
struct Normalization {
    bool composes = false; ///< NFC
    bool prepends = false; ///< "▁" in front
    bool replacesSpaces = false; ///< by "▁"
};

Normalization readNormalizer(const JsonObject& root)
{
    Normalization result;
    for (const JsonObject& step : sequence(root, "normalizer", "normalizers")) {
        const std::string type = step.string("type");
        if (type == "NFC" && !result.prepends && !result.replacesSpaces) {
            result.composes = true;
        } else if (type == "Prepend" && step.string("prepend") == spaceSymbol && !result.replacesSpaces) {
            result.prepends = true;
        } else if (type == "Replace" && step.object("pattern").string("String", "") == " "
            && step.string("content") == spaceSymbol) {
            result.replacesSpaces = true;
        } else {
            throw Error(
                step.at("type") + ": the normalizer " + type + ", as configured here, is not supported" + supported);
        }
    }
    return result;
}

SplitBehavior behaviorOf(const JsonObject& step)
{
    const std::string name = step.string("behavior");
    constexpr std::pair<const char*, SplitBehavior> known[]{{"Removed", SplitBehavior::removed},
        {"Isolated", SplitBehavior::isolated}, {"MergedWithPrevious", SplitBehavior::mergedWithPrevious},
        {"MergedWithNext", SplitBehavior::mergedWithNext}, {"Contiguous", SplitBehavior::contiguous}};
    for (const auto& [spelling, behavior] : known) {
        if (name == spelling) {
            return behavior;
        }
    }
    throw Error(step.at("behavior") + ": \"" + name + "\" is not a behaviour of Split");
}

void addSplit(const JsonObject& step, PreTokenizer& preTokenizer)
{
    const JsonObject pattern = step.object("pattern");
    const bool isRegex = pattern.has("Regex");
    const std::string where = pattern.at(isRegex ? "Regex" : "String");
    preTokenizer.addSplit(isRegex ? SplitPattern(pattern.string("Regex"), where)
                                  : SplitPattern::literally(pattern.string("String"), where),
        behaviorOf(step), step.boolean("invert", false));
}

/// Steps that end with ByteLevel.
PreTokenizer readByteLevelSteps(const std::vector<JsonObject>& steps)
{
    PreTokenizer result;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const JsonObject& step = steps[i];
        const std::string type = step.string("type");
        if (type == "Split") {
            addSplit(step, result);
        } else if (type == "Digits") {
            result.addSplit(SplitPattern("\\p{N}", step.at("type")),
                step.boolean("individual_digits", false) ? SplitBehavior::isolated : SplitBehavior::contiguous);
        } else if (type == "ByteLevel" && i + 1 == steps.size()) {
            if (step.boolean("add_prefix_space", true)) {
                result.addPrefixSpace();
            }
            if (step.boolean("use_regex", true)) {
                result.addSplit(SplitPattern(gpt2Pattern, step.at("type")), SplitBehavior::isolated);
            }
        } else {
            throw Error(
                step.at("type") + ": the pre-tokenizer " + type + ", in this position, is not supported" + supported);
        }
    }
    return result;
}

/// The token ids that a TemplateProcessing puts around the one text.
void readTemplate(const JsonObject& step, const Vocabulary& vocabulary, TokenIds& prefix, TokenIds& suffix)
{
    const Json& single = step.array("single");
    TokenIds before;
    TokenIds after;
    bool hasText = false;
    for (std::size_t i = 0; i < single.size(); ++i) {
        const JsonObject piece(single[i], step.at("single") + "[" + std::to_string(i) + "]");
        if (piece.has("Sequence")) {
            if (hasText || piece.object("Sequence").string("id") != "A") {
                throw Error(piece.at("Sequence") + ": a template for one text must contain it once, as A");
            }
            hasText = true;
            continue;
        }
        const JsonObject token = piece.object("SpecialToken");
        const JsonObject ids = step.object("special_tokens").object(token.string("id"));
        for (const Json& id : ids.array("ids")) {
            const bool isKnown = id.is_number_unsigned() && id.get<std::uint64_t>() < vocabulary.size()
                && vocabulary.token(static_cast<TokenId>(id.get<std::uint64_t>()));
            if (!isKnown) {
                throw Error(ids.at("ids") + ": " + dumpJson(id) + " is not the id of a token");
            }
            (hasText ? after : before).push_back(static_cast<TokenId>(id.get<std::uint64_t>()));
        }
    }
    if (!hasText) {
        throw Error(step.at("single") + ": the template leaves out the text");
    }
    // A later template goes around an earlier one.
    prefix.insert(prefix.begin(), before.begin(), before.end());
    suffix.insert(suffix.end(), after.begin(), after.end());
}

void readPostProcessor(const JsonObject& root, const Vocabulary& vocabulary, Frame& frame)
{
    for (const JsonObject& step : sequence(root, "post_processor", "processors")) {
        const std::string type = step.string("type");
        if (type == "TemplateProcessing") {
            readTemplate(step, vocabulary, frame.prefix, frame.suffix);
        } else if (type != "ByteLevel") { // which moves offsets only
            throw Error(step.at("type") + ": the post-processor " + type
                + " is not supported; TemplateProcessing and ByteLevel are");
        }
    }
}

/// Begin and end token by the config.
void applyConfig(const TokenizerConfig& config, const Vocabulary& vocabulary, Frame& frame)
{
    const auto find = [&](const std::optional<std::string>& name, const char* key) -> std::optional<TokenId> {
        if (!name) {
            return std::nullopt;
        }
        const auto id = vocabulary.find(*name);
        if (!id) {
            throw Error(config.source + ": " + key + ": \"" + *name
                + "\" is not in the vocabulary; the files belong to different tokenizers");
        }
        return id;
    };
    frame.begin = find(config.begin, "bos_token");
    frame.end = find(config.end, "eos_token");
    // Of what goes around every text a tokenizer.json alone decides, as in transformers: add_bos_token and
    // add_eos_token are of files without one.
    if (!frame.begin && frame.prefix.size() == 1) {
        frame.begin = frame.prefix.front();
    }
    if (!frame.end && frame.suffix.size() == 1) {
        frame.end = frame.suffix.front();
    }
}

/// Whether begin and end token go around every text, by the config.
void applyFlags(const TokenizerConfig& config, Frame& frame)
{
    const auto around = [&](const std::optional<bool>& wanted, std::optional<TokenId> token, TokenIds& where,
                            const char* key) {
        if (!wanted.value_or(false)) {
            return;
        }
        if (!token) {
            throw Error(config.source + ": " + key + " is true, but no such token is named there");
        }
        where = {*token};
    };
    around(config.addsBegin, frame.begin, frame.prefix, "add_bos_token");
    around(config.addsEnd, frame.end, frame.suffix, "add_eos_token");
}

AddedToken readAddedToken(const JsonObject& token)
{
    AddedToken added;
    added.content = token.string("content");
    const std::int64_t id = token.integer("id");
    if (id < 0 || id > std::numeric_limits<TokenId>::max()) {
        throw Error(token.at("id") + ": " + std::to_string(id) + " is not the id of a token");
    }
    added.id = static_cast<TokenId>(id);
    added.singleWord = token.boolean("single_word", false);
    added.leftStrip = token.boolean("lstrip", false);
    added.rightStrip = token.boolean("rstrip", false);
    return added;
}

bool isNormalized(const JsonObject& token)
{
    return token.boolean("normalized", !token.boolean("special", false));
}

/// Added tokens with their ids put into the vocabulary; those found in normalized text apart.
struct Added {
    std::vector<AddedToken> plain;
    std::vector<AddedToken> normalized;

    bool has(TokenId id) const
    {
        const auto isIt = [&](const AddedToken& token) { return token.id == id; };
        return std::any_of(plain.begin(), plain.end(), isIt) || std::any_of(normalized.begin(), normalized.end(), isIt);
    }
};

Added readAdded(
    const JsonObject& root, const TokenizerConfig& config, Vocabulary& vocabulary, const std::string& source)
{
    Added result;
    if (root.has("added_tokens")) {
        const Json& tokens = root.array("added_tokens");
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const JsonObject token(tokens[i], source + ": added_tokens[" + std::to_string(i) + "]");
            AddedToken added = readAddedToken(token);
            vocabulary.add(added.content, added.id, token.at("id"));
            (isNormalized(token) ? result.normalized : result.plain).push_back(std::move(added));
        }
    }
    for (std::size_t i = 0; i < config.added.size(); ++i) {
        vocabulary.add(config.added[i].content, config.added[i].id, config.source + ": added tokens");
        if (!result.has(config.added[i].id)) {
            (config.isNormalized[i] ? result.normalized : result.plain).push_back(config.added[i]);
        }
    }
    for (const auto& name : {config.begin, config.end, config.unknown}) {
        const auto id = name ? vocabulary.find(*name) : std::nullopt;
        if (id && !result.has(*id)) {
            result.plain.push_back({*name, *id});
        }
    }
    return result;
}

/// An option of the model that would change ids, and that none of the supported models has.
void refuseText(const JsonObject& model, const char* key)
{
    if (model.has(key) && !model.string(key).empty()) {
        throw Error(model.at(key) + " is not supported" + supported);
    }
}

std::optional<std::string> optionalString(const JsonObject& object, const char* key)
{
    return object.has(key) ? std::optional(object.string(key)) : std::nullopt;
}

} // namespace

void addFromTokenizerJson(
    TokenizerConfig& config, const SentencePieceModel& model, const std::string& text, const std::string& source)
{
    const VocabularyJson json = parseVocabularyJson(text, {"model", "vocab"}, source);
    const Json& rest = json.rest;
    const auto isPiece = [&](const auto& entry) {
        const auto& [token, id] = entry;
        return id >= 0 && static_cast<std::uint64_t>(id) < model.pieces.size()
            && model.pieces[static_cast<std::size_t>(id)].text == token;
    };
    // Some files give a few unused pieces another name.
    const auto common = std::count_if(json.vocabulary.begin(), json.vocabulary.end(), isPiece);
    if (static_cast<double>(common) < 0.9 * static_cast<double>(model.pieces.size())) {
        throw Error(source + " and tokenizer.model beside it belong to different tokenizers: of the "
            + std::to_string(model.pieces.size()) + " pieces of the latter, it has " + std::to_string(common)
            + " with the same ids; remove the one that is not the model's");
    }
    const JsonObject root(rest, source);
    const Json none = Json::array();
    for (const Json& entry : root.has("added_tokens") ? root.array("added_tokens") : none) {
        const JsonObject token(entry, root.at("added_tokens"));
        AddedToken added = readAddedToken(token);
        const auto isIt = [&](const AddedToken& other) { return other.id == added.id; };
        if (std::none_of(config.added.begin(), config.added.end(), isIt)) {
            config.isNormalized.push_back(isNormalized(token));
            config.added.push_back(std::move(added));
        }
    }
    for (const JsonObject& step : sequence(root, "post_processor", "processors")) {
        if (step.string("type") != "TemplateProcessing") {
            continue;
        }
        bool before = false;
        bool after = false;
        bool hasText = false;
        for (const Json& piece : step.array("single")) {
            const bool isText = piece.is_object() && piece.contains("Sequence");
            hasText = hasText || isText;
            before = before || (!isText && !hasText);
            after = after || (!isText && hasText);
        }
        config.addsBegin = config.addsBegin.value_or(before);
        config.addsEnd = config.addsEnd.value_or(after);
    }
}

std::unique_ptr<Tokenizer> parseTokenizerJson(
    const std::string& text, const TokenizerConfig& config, const std::string& source)
{
    VocabularyJson json = parseVocabularyJson(text, {"model", "vocab"}, source);
    const JsonObject root(json.rest, source);
    const JsonObject model = root.object("model");
    // Files of older versions name no type; only BPE has merges.
    const std::string type = model.string("type", model.has("merges") ? "BPE" : "(none)");
    if (type != "BPE") {
        throw Error(model.at("type") + ": a model of type " + type + " is not supported" + supported);
    }
    if (model.has("dropout") && model.number("dropout") != 0.0) {
        throw Error(model.at("dropout") + " makes ids random, which is not supported");
    }
    refuseText(model, "continuing_subword_prefix");
    refuseText(model, "end_of_word_suffix");

    Vocabulary vocabulary(std::move(json.vocabulary), model.at("vocab"));
    MergeTable::Pairs merges = mergesOfJson(model.value("merges"), model.at("merges"));
    const Normalization normalization = readNormalizer(root);
    Added added = readAdded(root, config, vocabulary, source);
    Frame frame;
    readPostProcessor(root, vocabulary, frame);
    applyConfig(config, vocabulary, frame);
    frame.addedTokens = AddedTokens(std::move(added.plain));

    const std::vector<JsonObject> steps = sequence(root, "pre_tokenizer", "pretokenizers");
    const bool isByteLevel = !steps.empty() && steps.back().string("type") == "ByteLevel";
    if (isByteLevel) {
        if (normalization.prepends || normalization.replacesSpaces || model.boolean("byte_fallback", false)) {
            throw Error(source
                + ": a ByteLevel pre-tokenizer together with SentencePiece's spaces or byte_fallback is not supported"
                + supported);
        }
        for (AddedToken& token : added.normalized) {
            std::string storage;
            token.content = normalization.composes ? std::string(composed(token.content, storage)) : token.content;
        }
        frame.normalizedAddedTokens = AddedTokens(std::move(added.normalized));
        ByteLevelParts parts;
        parts.preTokenizer = readByteLevelSteps(steps);
        parts.merges = std::move(merges);
        parts.ignoreMerges = model.boolean("ignore_merges", false);
        parts.composes = normalization.composes;
        parts.unknownToken = optionalString(model, "unk_token");
        parts.fusesUnknown = model.boolean("fuse_unk", false);
        return makeByteLevelTokenizer(std::move(parts), std::move(vocabulary), std::move(frame), source);
    }

    CharacterParts parts;
    parts.merges = std::move(merges);
    parts.ignoreMerges = model.boolean("ignore_merges", false);
    parts.byteFallback = model.boolean("byte_fallback", false);
    parts.unknownToken = optionalString(model, "unk_token");
    parts.fusesUnknown = model.boolean("fuse_unk", false);
    parts.normalizes = normalization.replacesSpaces;
    if (normalization.composes || (normalization.prepends && !normalization.replacesSpaces)) {
        throw Error(root.at("normalizer") + ": it is not one of SentencePiece's" + supported);
    }
    // Gemma splits at spaces, of which its normalizer has left none.
    const bool splitsNothing = steps.empty()
        || (steps.size() == 1 && steps[0].string("type") == "Split"
            && steps[0].object("pattern").string("String", "") == " ");
    if (normalization.replacesSpaces && splitsNothing) {
        parts.prefix = normalization.prepends ? CharacterParts::Prefix::everything : CharacterParts::Prefix::never;
    } else if (!normalization.replacesSpaces && steps.size() == 1 && steps[0].string("type") == "Metaspace") {
        const JsonObject& step = steps[0];
        // Older files say add_prefix_space, newer ones where.
        const std::string scheme =
            step.string("prepend_scheme", step.boolean("add_prefix_space", true) ? "always" : "never");
        if (step.string("replacement") != spaceSymbol
            || (scheme != "first" && scheme != "always" && scheme != "never")) {
            throw Error(step.at("prepend_scheme") + ": expected first, always or never, and \""
                + std::string(spaceSymbol) + "\" for a space");
        }
        parts.prefix = scheme == "first" ? CharacterParts::Prefix::first
            : scheme == "always"         ? CharacterParts::Prefix::always
                                         : CharacterParts::Prefix::never;
        parts.splits = step.boolean("split", true);
    } else {
        throw Error(root.at("pre_tokenizer")
            + ": neither a chain that ends with ByteLevel, nor Metaspace alone, nor none after a normalizer "
              "that replaces spaces"
            + supported);
    }
    for (AddedToken& token : added.normalized) {
        if (parts.normalizes) {
            token.content = (normalization.prepends ? std::string(spaceSymbol) : std::string())
                + replaced(token.content, " ", spaceSymbol);
        }
    }
    frame.normalizedAddedTokens = AddedTokens(std::move(added.normalized));
    return makeCharacterTokenizer(std::move(parts), std::move(vocabulary), std::move(frame), source);
}

std::unique_ptr<Tokenizer> parseVocabularyAndMerges(const std::string& vocabularyText,
    const std::string& vocabularySource, const std::string& merges, const std::string& mergesSource,
    const TokenizerConfig& givenConfig)
{
    VocabularyJson json = parseVocabularyJson(vocabularyText, {}, vocabularySource);
    if (!json.rest.is_object()) {
        throw Error(vocabularySource + ": expected an object of tokens and their ids");
    }
    Vocabulary vocabulary(std::move(json.vocabulary), vocabularySource);
    TokenizerConfig config = givenConfig;
    for (auto* token : {&config.begin, &config.end, &config.unknown}) {
        if (!*token && vocabulary.find("<|endoftext|>")) {
            *token = "<|endoftext|>";
        }
    }
    const Json none = Json::object();
    Added added = readAdded(JsonObject(none, vocabularySource), config, vocabulary, vocabularySource);
    Frame frame;
    applyConfig(config, vocabulary, frame);
    applyFlags(config, frame);
    added.plain.insert(added.plain.end(), added.normalized.begin(), added.normalized.end()); // nothing is normalized
    frame.addedTokens = AddedTokens(std::move(added.plain));
    ByteLevelParts parts;
    if (config.addsPrefixSpace.value_or(false)) {
        parts.preTokenizer.addPrefixSpace();
    }
    parts.preTokenizer.addSplit(SplitPattern(gpt2Pattern, vocabularySource), SplitBehavior::isolated);
    parts.merges = mergesOfText(merges, mergesSource);
    return makeByteLevelTokenizer(std::move(parts), std::move(vocabulary), std::move(frame), mergesSource);
}

} // namespace dpl::text
