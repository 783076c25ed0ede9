#include "runs/run_notes.hpp"

#include "base/json.hpp"
#include "base/json_text.hpp"

#include <algorithm>
#include <sstream>

namespace dpl::runs {

namespace {

constexpr const char* fileName = "notes.json";

std::string trimmed(const std::string& text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

} // namespace

RunNotes readNotes(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / fileName;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return {};
    }
    const Json json = readJsonFile(file);
    const JsonObject object(json, file.string());
    RunNotes notes{object.string("name", ""), object.string("note", ""), {}};
    if (object.has("tags")) {
        for (const Json& tag : object.array("tags")) {
            if (tag.is_string()) {
                notes.tags.push_back(tag.get<std::string>());
            }
        }
    }
    return notes;
}

void writeNotes(const std::filesystem::path& folder, const RunNotes& notes)
{
    Json json;
    json["name"] = notes.name;
    json["note"] = notes.note;
    json["tags"] = notes.tags;
    writeJsonFile(folder / fileName, json);
}

std::vector<std::string> tagsFromText(const std::string& text)
{
    std::vector<std::string> tags;
    std::istringstream stream(text);
    for (std::string word; std::getline(stream, word, ',');) {
        const std::string tag = trimmed(word);
        if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end()) {
            tags.push_back(tag);
        }
    }
    return tags;
}

std::string textOfTags(const std::vector<std::string>& tags)
{
    std::string text;
    for (const std::string& tag : tags) {
        text += (text.empty() ? "" : ", ") + tag;
    }
    return text;
}

} // namespace dpl::runs
