#include "evaluation/evaluate.hpp"

#include "base/error.hpp"

#include <set>

namespace dpl::evaluation {

namespace {

void writeModel(const scoring::CheckpointParams& model, Json& json)
{
    json["model_name"] = model.modelName;
    json["tokenizer_name"] = model.tokenizerName;
    json["num_outputs"] = model.outputs;
    json["bf16"] = model.bf16;
    json["keep_stored"] = model.keepStored;
}

scoring::CheckpointParams readModel(const JsonObject& json)
{
    scoring::CheckpointParams model;
    model.modelName = json.string("model_name", "");
    model.tokenizerName = json.string("tokenizer_name", "");
    model.outputs = static_cast<int>(json.integer("num_outputs", 0));
    model.bf16 = json.boolean("bf16", false);
    model.keepStored = json.boolean("keep_stored", false);
    return model;
}

std::vector<std::string> strings(const JsonObject& json, const std::string& key)
{
    std::vector<std::string> all;
    for (const Json& value : json.array(key)) {
        if (!value.is_string()) {
            throw Error(json.at(key) + ": expected a list of strings");
        }
        all.push_back(value.get<std::string>());
    }
    return all;
}

class Words {
public:
    explicit Words(const char* command) : m_words{"dpl", command} { }

    void add(const char* option, const std::string& value) { m_words.insert(m_words.end(), {option, value}); }
    void addIf(bool differs, const char* option, const std::string& value)
    {
        if (differs) {
            add(option, value);
        }
    }
    void addSwitch(bool on, const char* option)
    {
        if (on) {
            m_words.emplace_back(option);
        }
    }
    void addModel(const scoring::CheckpointParams& model)
    {
        addIf(!model.modelName.empty(), "--model_name", model.modelName);
        addIf(!model.tokenizerName.empty(), "--tokenizer_name", model.tokenizerName);
        addIf(model.outputs != 0, "--num_outputs", std::to_string(model.outputs));
        addSwitch(model.bf16, "--bf16");
        addSwitch(model.keepStored, "--keep_stored");
    }
    std::vector<std::string> take() { return std::move(m_words); }

private:
    std::vector<std::string> m_words;
};

} // namespace

std::string toString(LongTexts rule)
{
    return rule == LongTexts::truncate ? "truncate" : rule == LongTexts::keep ? "keep" : "refuse";
}

LongTexts longTextsFromString(const std::string& name)
{
    for (const LongTexts rule : {LongTexts::truncate, LongTexts::keep, LongTexts::refuse}) {
        if (name == toString(rule)) {
            return rule;
        }
    }
    throw Error("long_texts: \"" + name + "\" is not known; it is truncate, keep or refuse");
}

std::filesystem::path EvaluateParams::file() const
{
    return output.empty() ? model.checkpoint / ("eval_results_" + toString(subset) + ".jsonl") : output;
}

Json EvaluateParams::toJson() const
{
    Json json{{"reward_model_checkpoint", model.checkpoint.string()}, {"data_path", dataPath},
        {"data_subset", toString(subset)}, {"split", toString(split)}, {"eval_dataset_size", evalDatasetSize},
        {"max_length", maxLength}, {"overwrite_data_subset", overwriteDataSubset}, {"skip_bad_rows", skipBadRows},
        {"output", output.string()}};
    writeModel(model, json);
    return json;
}

EvaluateParams EvaluateParams::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    EvaluateParams params;
    params.model = readModel(json);
    params.model.checkpoint = json.string("reward_model_checkpoint");
    params.dataPath = json.string("data_path");
    params.subset = data::dataSubsetFromString(json.string("data_subset", "both"));
    params.split = data::splitFromString(json.string("split", "test"));
    params.evalDatasetSize = json.integer("eval_dataset_size", 0);
    params.maxLength = json.integer("max_length", 1024);
    params.overwriteDataSubset = json.boolean("overwrite_data_subset", false);
    params.skipBadRows = json.boolean("skip_bad_rows", false);
    params.output = json.string("output", "");
    return params;
}

std::vector<std::string> commandLine(const EvaluateParams& params)
{
    const EvaluateParams defaults;
    Words words("evaluate");
    words.add("--reward_model_checkpoint", params.model.checkpoint.string());
    words.add("--data_path", params.dataPath);
    words.addIf(params.subset != defaults.subset, "--data_subset", toString(params.subset));
    words.addIf(params.split != defaults.split, "--split", toString(params.split));
    words.addIf(params.evalDatasetSize != defaults.evalDatasetSize, "--eval_dataset_size",
        std::to_string(params.evalDatasetSize));
    words.addIf(params.maxLength != defaults.maxLength, "--max_length", std::to_string(params.maxLength));
    words.addSwitch(params.overwriteDataSubset, "--overwrite_data_subset");
    words.addSwitch(params.skipBadRows, "--skip_bad_rows");
    words.addIf(!params.output.empty(), "--output", params.output.string());
    words.addModel(params.model);
    return words.take();
}

void ScoreParams::validate() const
{
    if (checkpoints.empty()) {
        throw Error("reward_model_checkpoints: name at least one");
    }
    if (names.size() != checkpoints.size()) {
        throw Error("reward_model_names: " + std::to_string(names.size()) + " names for "
            + std::to_string(checkpoints.size()) + " checkpoints; give each its own");
    }
    std::set<std::string> distinct;
    for (const std::string& name : names) {
        if (name.empty() || !distinct.insert(name).second) {
            throw Error("reward_model_names: \"" + name + "\" is empty or there twice; each names a column of its own");
        }
    }
    if (maxLength < 1) {
        throw Error("max_length must be 1 or more");
    }
    if (output.empty()) {
        throw Error("output: name the file to write");
    }
}

Json ScoreParams::toJson() const
{
    Json json{{"input", input.string()}, {"reward_model_checkpoints", Json::array()}, {"reward_model_names", names},
        {"output", output.string()}, {"max_length", maxLength}, {"long_texts", toString(longTexts)},
        {"skip_bad_rows", skipBadRows}};
    for (const auto& checkpoint : checkpoints) {
        json["reward_model_checkpoints"].push_back(checkpoint.string());
    }
    writeModel(model, json);
    return json;
}

ScoreParams ScoreParams::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    ScoreParams params;
    params.model = readModel(json);
    params.input = json.string("input");
    for (const std::string& checkpoint : strings(json, "reward_model_checkpoints")) {
        params.checkpoints.emplace_back(checkpoint);
    }
    params.names = strings(json, "reward_model_names");
    params.output = json.string("output");
    params.maxLength = json.integer("max_length", 1024);
    params.longTexts = longTextsFromString(json.string("long_texts", "truncate"));
    params.skipBadRows = json.boolean("skip_bad_rows", false);
    params.validate();
    return params;
}

std::vector<std::string> commandLine(const ScoreParams& params)
{
    const ScoreParams defaults;
    Words words("score");
    words.add("--input", params.input.string());
    const auto joined = [](const auto& parts, auto&& text) {
        std::string all;
        for (const auto& part : parts) {
            all += (all.empty() ? "" : ",") + text(part);
        }
        return all;
    };
    words.add("--reward_model_checkpoints",
        joined(params.checkpoints, [](const std::filesystem::path& path) { return path.string(); }));
    words.add("--reward_model_names", joined(params.names, [](const std::string& name) { return name; }));
    words.add("--output", params.output.string());
    words.addIf(params.maxLength != defaults.maxLength, "--max_length", std::to_string(params.maxLength));
    words.addIf(params.longTexts != defaults.longTexts, "--long_texts", toString(params.longTexts));
    words.addSwitch(params.skipBadRows, "--skip_bad_rows");
    words.addModel(params.model);
    return words.take();
}

} // namespace dpl::evaluation
