#include "text/tokenizer_config.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "text/vocabulary_json.hpp"

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

} // namespace

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
    if (!std::filesystem::exists(file)) {
        TokenizerConfig config;
        config.source = file.string();
        return config;
    }
    return parseTokenizerConfig(readFile(file), file.string());
}

} // namespace dpl::text
