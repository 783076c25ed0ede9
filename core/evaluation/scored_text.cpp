#include "evaluation/scored_text.hpp"

#include "base/error.hpp"
#include "base/json_strings.hpp"
#include "base/json_text.hpp"
#include "data/dialogue.hpp"
#include "data/whole_text.hpp"
#include "inspection/evaluation_files.hpp"
#include "records/head_record.hpp"
#include "records/model_key.hpp"
#include "scoring/dialogue_reader.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace dpl::evaluation {

namespace {

bool isBlank(const std::string& text)
{
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// A mark that begins a turn, and whose turn it is.
constexpr std::pair<std::string_view, const char*> marks[]{
    {"Human: ", "user"}, {"Assistant: ", "assistant"}, {"System: ", "system"}};

/// The mark that a line begins with; null if it begins with none.
const std::pair<std::string_view, const char*>* markAt(std::string_view line)
{
    const auto* found = std::find_if(
        std::begin(marks), std::end(marks), [&](const auto& mark) { return line.starts_with(mark.first); });
    return found == std::end(marks) ? nullptr : found;
}

/// The turns of a dialogue, each behind its mark at the beginning of a line; none of a text that does not begin with a
/// mark.
Json turnsOf(std::string_view text)
{
    Json messages = Json::array();
    text = data::trimmed(text);
    for (const auto* mark = markAt(text); mark != nullptr;) {
        text.remove_prefix(mark->first.size());
        std::size_t end = 0;
        do {
            end = std::min(text.find("\n\n", end == 0 ? 0 : end + 2), text.size());
        } while (end < text.size() && markAt(text.substr(end + 2)) == nullptr);
        messages.push_back(data::messageFrom(mark->second, std::string(text.substr(0, end))));
        text.remove_prefix(std::min(end + 2, text.size()));
        mark = markAt(text);
    }
    return messages;
}

} // namespace

Json ScoredText::toJson() const
{
    Json folders = Json::array();
    for (const auto& checkpoint : checkpoints) {
        folders.push_back(checkpoint.string());
    }
    Json json{{"prompt", prompt}, {"responses", responses}, {"checkpoints", folders}, {"as_messages", asMessages},
        {"chat_template", chatTemplate}};
    if (!rewardLabels.empty()) {
        json["reward_label"] = rewardLabels;
    }
    return json;
}

ScoredText ScoredText::fromJson(const Json& json, const std::string& source)
{
    const JsonObject object(json, source);
    ScoredText text;
    text.prompt = object.string("prompt");
    text.responses = strings(object, "responses");
    for (const std::string& folder : strings(object, "checkpoints")) {
        text.checkpoints.emplace_back(folder);
    }
    if (object.has("reward_label")) {
        text.rewardLabels = strings(object, "reward_label");
    }
    text.asMessages = object.boolean("as_messages", false);
    text.chatTemplate = object.string("chat_template", "");
    return text;
}

std::string ScoredText::problem() const
{
    if (isBlank(prompt)) {
        return "Enter the prompt that the responses answer.";
    }
    if (responses.size() < 2) {
        return "Enter at least two responses to compare.";
    }
    for (std::size_t i = 0; i < responses.size(); ++i) {
        if (isBlank(responses[i])) {
            return "Response " + std::to_string(i + 1) + " is empty. Write it or remove it.";
        }
    }
    if (checkpoints.empty()) {
        return "Choose at least one model to score with.";
    }
    for (std::size_t i = 0; i < rewardLabels.size() && i < checkpoints.size(); ++i) {
        if (rewardLabels[i].empty()) {
            return "Choose which label of " + checkpoints[i].filename().string() + " is the reward.";
        }
    }
    if (asMessages) {
        try {
            messages();
        } catch (const Error& error) {
            return error.what();
        }
    }
    return {};
}

std::string ScoredText::dialogue() const
{
    return prompt.find("Human: ") != std::string::npos ? prompt : "\n\nHuman: " + prompt + "\n\nAssistant: ";
}

Json ScoredText::messages() const
{
    const std::string_view whole = data::trimmed(prompt);
    if (data::lookLikeMessages(whole) && (whole.starts_with('[') || whole.starts_with('{'))) {
        return data::messagesOf(parseJson(std::string(whole), "the prompt"), "the prompt");
    }
    std::string text(whole);
    constexpr std::string_view end = "Assistant:"; // of which nothing is said yet
    if (text.ends_with(std::string("\n") + std::string(end))) {
        text.resize(text.size() - end.size());
    }
    Json turns = turnsOf(text);
    return turns.empty() ? Json::array({data::messageFrom("user", prompt)}) : turns;
}

bool keepsChatTemplate(const std::filesystem::path& checkpoint)
{
    std::error_code ignored;
    return std::filesystem::exists(checkpoint / scoring::chatTemplateFile, ignored);
}

ScoreParams prepareScoring(const ScoredText& text, const std::filesystem::path& folder)
{
    if (const std::string problem = text.problem(); !problem.empty()) {
        throw Error(problem);
    }
    ScoreParams params;
    params.input = folder / "responses.jsonl";
    params.output = scoredTextFile(folder);
    Json models = Json::object();
    for (const auto& checkpoint : text.checkpoints) {
        const auto key = records::modelOfFolder(checkpoint);
        std::string plain = key ? records::columnName(*key) : inspection::modelOfCheckpoint(checkpoint).name;
        if (const auto head = records::headOfFolder(checkpoint); !key && head && records::needsName(*head)) {
            plain += "_" + preference::toString(*head);
        }
        std::string name = plain;
        for (int number = 2; models.contains(name); ++number) {
            name = plain + "_" + std::to_string(number);
        }
        models[name] = checkpoint.string();
        params.checkpoints.push_back(checkpoint);
        params.names.push_back(name);
    }
    params.rewardLabels = text.rewardLabels;
    if (text.asMessages) {
        params.model.chatTemplate = text.chatTemplate;
    }
    const Json prompt = text.asMessages ? text.messages() : Json(text.dialogue());
    writeJsonFile(params.input, Json{{"prompt", prompt}, {"responses", text.responses}}, -1);
    writeJsonFile(folder / inspection::modelsFileName, models);
    return params;
}

std::filesystem::path scoredTextFile(const std::filesystem::path& folder)
{
    return folder / "scored_text.jsonl";
}

} // namespace dpl::evaluation
