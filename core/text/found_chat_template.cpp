#include "text/found_chat_template.hpp"

#include "base/files.hpp"
#include "text/vocabulary_json.hpp"
#include "weights/weight_file.hpp"

#include <array>
#include <map>
#include <utility>

namespace dpl::text {

namespace {

namespace fs = std::filesystem;

/// A template's text, and where it is from.
struct TemplateSource {
    std::string text;
    std::string name;
};

/// Those of one tokenizer, by name, with its special tokens.
struct FoundTemplates {
    std::map<std::string, TemplateSource> byName;
    Json specialTokens = Json::object();
};

constexpr std::array specialTokenNames{
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"};

Json readJsonWithCare(const fs::path& file)
{
    Json json = parseVocabularyJson(readFile(file), {"", ""}, file.string()).rest;
    if (!json.is_object()) {
        throw Error(file.string() + ": expected an object");
    }
    return json;
}

/// Special tokens are strings, or objects with "content".
void addSpecialTokens(const Json& json, Json& tokens)
{
    for (const char* name : specialTokenNames) {
        const auto found = json.find(name);
        if (found == json.end() || tokens.contains(name)) {
            continue;
        }
        const Json& content = found->is_object() && found->contains("content") ? (*found)["content"] : *found;
        if (content.is_string()) {
            tokens[name] = content;
        }
    }
}

/// "chat_template": one, or a list of {name, template}.
void addTemplates(const Json& json, const std::string& source, FoundTemplates& found)
{
    const auto given = json.find("chat_template");
    if (given == json.end() || given->is_null()) {
        return;
    }
    if (given->is_string()) {
        found.byName["default"] = {given->get<std::string>(), source + ": chat_template"};
        return;
    }
    if (!given->is_array()) {
        throw Error(source + ": chat_template: expected a string, or a list of templates with names, found "
            + given->type_name());
    }
    for (std::size_t i = 0; i < given->size(); ++i) {
        const std::string where = source + ": chat_template[" + std::to_string(i) + "]";
        const JsonObject entry((*given)[i], where);
        found.byName[entry.string("name")] = {entry.string("template"), where};
    }
}

void addFileIfThere(const fs::path& file, const std::string& name, FoundTemplates& found)
{
    if (fs::exists(file)) {
        found.byName[name] = {readFile(file), file.string()};
    }
}

FoundTemplates templatesOfFolder(const fs::path& folder)
{
    FoundTemplates found;
    const fs::path config = folder / "tokenizer_config.json";
    const Json json = fs::exists(config) ? readJsonWithCare(config) : Json::object();
    addSpecialTokens(json, found.specialTokens);
    if (const fs::path older = folder / "special_tokens_map.json"; fs::exists(older)) {
        addSpecialTokens(readJsonWithCare(older), found.specialTokens);
    }
    addFileIfThere(folder / "chat_template.jinja", "default", found);
    if (fs::is_directory(folder / "additional_chat_templates")) {
        for (const auto& entry : fs::directory_iterator(folder / "additional_chat_templates")) {
            if (entry.path().extension() == ".jinja") {
                addFileIfThere(entry.path(), entry.path().stem().string(), found);
            }
        }
    }
    if (found.byName.empty()) {
        addTemplates(json, config.string(), found);
    }
    if (const fs::path older = folder / "chat_template.json"; found.byName.empty() && fs::exists(older)) {
        addTemplates(readJsonWithCare(older), older.string(), found);
    }
    return found;
}

FoundTemplates templatesOfGguf(const fs::path& file)
{
    const auto opened = weights::openGguf(file);
    const Json& metadata = opened->metadata();
    FoundTemplates found;
    const auto add = [&](const std::string& key, const std::string& name) {
        const auto given = metadata.find(key);
        if (given != metadata.end() && given->is_string()) {
            found.byName[name] = {given->get<std::string>(), file.string() + ": " + key};
        }
    };
    add("tokenizer.chat_template", "default");
    add("tokenizer.chat_template.tool_use", "tool_use");
    static constexpr std::array<std::pair<const char*, const char*>, 7> ids{{{"bos_token", "bos_token_id"},
        {"eos_token", "eos_token_id"}, {"unk_token", "unknown_token_id"}, {"sep_token", "seperator_token_id"},
        {"pad_token", "padding_token_id"}, {"cls_token", "cls_token_id"}, {"mask_token", "mask_token_id"}}};
    const auto tokens = metadata.find("tokenizer.ggml.tokens");
    for (const auto& [name, key] : ids) {
        const auto id = metadata.find(std::string("tokenizer.ggml.") + key);
        if (tokens != metadata.end() && tokens->is_array() && id != metadata.end() && id->is_number_integer()
            && id->get<std::int64_t>() >= 0 && id->get<std::uint64_t>() < tokens->size()) {
            addSpecialTokens({{name, (*tokens)[id->get<std::size_t>()]}}, found.specialTokens);
        }
    }
    return found;
}

FoundTemplates templatesOf(const fs::path& tokenizer)
{
    if (!fs::is_directory(tokenizer) && weights::isGguf(tokenizer)) {
        return templatesOfGguf(tokenizer);
    }
    return templatesOfFolder(fs::is_directory(tokenizer) ? tokenizer : tokenizer.parent_path());
}

} // namespace

std::optional<templates::ChatTemplate> findChatTemplate(const fs::path& tokenizer)
{
    FoundTemplates found = templatesOf(tokenizer);
    if (found.byName.empty()) {
        return std::nullopt;
    }
    const auto usual = found.byName.find("default");
    if (usual == found.byName.end()) {
        std::string names;
        for (const auto& [name, source] : found.byName) {
            names += (names.empty() ? "" : ", ") + name;
        }
        throw Error(tokenizer.string() + " has chat templates, but none that is called default: " + names
            + "; name a file with the one to use by --chat_template");
    }
    templates::ChatTemplate result(usual->second.text, usual->second.name, std::move(found.specialTokens));
    if (const auto forTools = found.byName.find("tool_use"); forTools != found.byName.end()) {
        result.useWithTools(templates::Template(forTools->second.text, forTools->second.name));
    }
    return result;
}

templates::ChatTemplate readChatTemplate(const fs::path& file, const fs::path& tokenizer)
{
    return {readFile(file), file.string(), templatesOf(tokenizer).specialTokens};
}

} // namespace dpl::text
