#include "text/tokenizer_config.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "text/vocabulary_json.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace dpl::text {

namespace {

std::optional<bool> flag(const JsonObject& object, const std::string& key)
{
    return object.has(key) ? std::optional(object.boolean(key, false)) : std::nullopt;
}

/// A token as a string, or as an object with "content".
std::optional<std::string> token(const JsonObject& object, const std::string& key)
{
    if (!object.has(key)) {
        return std::nullopt;
    }
    return object.value(key).is_object() ? object.object(key).string("content") : object.string(key);
}

/// Appends the names of special tokens: "bos_token" and its like, and lists of further ones.
void addSpecial(const Json& object, std::vector<std::string>& names)
{
    const auto add = [&](const Json& value) {
        const Json& content = value.is_object() && value.contains("content") ? value["content"] : value;
        if (content.is_string()) {
            names.push_back(content.get<std::string>());
        }
    };
    for (const auto& [key, value] : object.items()) {
        if (key.ends_with("_token")) {
            add(value);
        } else if (key == "additional_special_tokens" || key == "extra_special_tokens") {
            for (const Json& token : value) { // a list, or an object of names
                add(token);
            }
        }
    }
}

} // namespace

void addTokensOfJson(TokenizerConfig& config, const std::string& text, const std::string& source)
{
    if (config.hasAdded) {
        return;
    }
    VocabularyJson json = parseVocabularyJson(text, {}, source);
    if (!json.rest.is_object()) {
        throw Error(source + ": expected an object of tokens and their ids");
    }
    for (auto& [content, id] : json.vocabulary) {
        if (id < 0 || id > std::numeric_limits<TokenId>::max()) {
            throw Error(source + ": " + content + ": " + std::to_string(id) + " is not the id of a token");
        }
        const bool isSpecial = std::find(config.special.begin(), config.special.end(), content) != config.special.end();
        config.isNormalized.push_back(!isSpecial);
        config.added.push_back({std::move(content), static_cast<TokenId>(id)});
    }
}

TokenizerConfig parseTokenizerConfig(const std::string& text, const std::string& source)
{
    // No vocabulary is in it, but it is read with the same care for depth and size.
    const Json json = parseVocabularyJson(text, {"", ""}, source).rest;
    const JsonObject object(json, source);
    TokenizerConfig config;
    config.source = source;
    config.addsBegin = flag(object, "add_bos_token");
    config.addsEnd = flag(object, "add_eos_token");
    config.addsPrefixSpace = flag(object, "add_prefix_space");
    config.legacy = flag(object, "legacy");
    config.begin = token(object, "bos_token");
    config.end = token(object, "eos_token");
    config.unknown = token(object, "unk_token");
    config.isOfTransformers5 = object.has("backend");
    config.hasAdded = object.has("added_tokens_decoder");
    addSpecial(json, config.special);
    if (!object.has("added_tokens_decoder")) {
        return config;
    }
    const JsonObject decoder = object.object("added_tokens_decoder");
    for (const auto& [key, value] : object.value("added_tokens_decoder").items()) {
        const JsonObject entry(value, decoder.at(key));
        AddedToken added;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), added.id);
        if (error != std::errc() || end != key.data() + key.size() || added.id < 0) {
            throw Error(decoder.at(key) + ": expected the id of a token as key");
        }
        added.content = entry.string("content");
        added.singleWord = entry.boolean("single_word", false);
        added.leftStrip = entry.boolean("lstrip", false);
        added.rightStrip = entry.boolean("rstrip", false);
        config.isNormalized.push_back(entry.boolean("normalized", !entry.boolean("special", false)));
        config.added.push_back(std::move(added));
    }
    return config;
}

TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "tokenizer_config.json";
    TokenizerConfig config;
    config.source = file.string();
    if (std::filesystem::exists(file)) {
        config = parseTokenizerConfig(readFile(file), file.string());
    }
    const std::filesystem::path special = folder / "special_tokens_map.json";
    const std::filesystem::path added = folder / "added_tokens.json";
    if (!config.hasAdded && std::filesystem::exists(added)) {
        if (std::filesystem::exists(special)) {
            addSpecial(parseVocabularyJson(readFile(special), {"", ""}, special.string()).rest, config.special);
        }
        addTokensOfJson(config, readFile(added), added.string());
    }
    return config;
}

} // namespace dpl::text
