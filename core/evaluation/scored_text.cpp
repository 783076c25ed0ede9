#include "evaluation/scored_text.hpp"

#include "base/error.hpp"
#include "base/json_strings.hpp"
#include "base/json_text.hpp"
#include "inspection/evaluation_files.hpp"
#include "records/head_record.hpp"
#include "records/model_key.hpp"

#include <set>

namespace dpl::evaluation {

namespace {

bool isBlank(const std::string& text)
{
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

} // namespace

Json ScoredText::toJson() const
{
    Json folders = Json::array();
    for (const auto& checkpoint : checkpoints) {
        folders.push_back(checkpoint.string());
    }
    Json json{{"prompt", prompt}, {"responses", responses}, {"checkpoints", folders}};
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
    return {};
}

std::string ScoredText::dialogue() const
{
    return prompt.find("Human: ") != std::string::npos ? prompt : "\n\nHuman: " + prompt + "\n\nAssistant: ";
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
    writeJsonFile(params.input, Json{{"prompt", text.dialogue()}, {"responses", text.responses}}, -1);
    writeJsonFile(folder / inspection::modelsFileName, models);
    return params;
}

std::filesystem::path scoredTextFile(const std::filesystem::path& folder)
{
    return folder / "scored_text.jsonl";
}

} // namespace dpl::evaluation
