#include "evaluation/evaluate.hpp"

#include "base/command_line.hpp"
#include "base/error.hpp"
#include "base/json_numbers.hpp"
#include "base/json_strings.hpp"
#include "data/columns.hpp"
#include "scoring/find_checkpoints.hpp"

#include <set>

namespace dpl::evaluation {

namespace {

void writeModel(const scoring::CheckpointParams& model, Json& json)
{
    json["model_name"] = model.modelName;
    json["tokenizer_name"] = model.tokenizerName;
    json["chat_template"] = model.chatTemplate;
    json["num_outputs"] = model.outputs;
    json["bf16"] = model.bf16;
    json["keep_stored"] = model.keepStored;
}

scoring::CheckpointParams readModel(const JsonObject& json)
{
    scoring::CheckpointParams model;
    model.modelName = json.string("model_name", "");
    model.tokenizerName = json.string("tokenizer_name", "");
    model.chatTemplate = json.string("chat_template", "");
    model.outputs = static_cast<int>(json.integer("num_outputs", 0));
    model.bf16 = json.boolean("bf16", false);
    model.keepStored = json.boolean("keep_stored", false);
    return model;
}

void addModel(CommandLine& line, const scoring::CheckpointParams& model)
{
    line.addUnless("", "model_name", model.modelName);
    line.addUnless("", "tokenizer_name", model.tokenizerName);
    line.addUnless("", "chat_template", model.chatTemplate);
    line.addUnless(0, "num_outputs", model.outputs);
    line.add("bf16", model.bf16);
    line.add("keep_stored", model.keepStored);
}

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
    throw Error("long_texts: \"" + name + "\" is not known; use truncate, keep or refuse");
}

std::string toString(IfOther rule)
{
    return rule == IfOther::refuse ? "refuse" : rule == IfOther::replace ? "replace" : "own_name";
}

IfOther ifOtherFromString(const std::string& name)
{
    for (const IfOther rule : {IfOther::refuse, IfOther::replace, IfOther::ownName}) {
        if (name == toString(rule)) {
            return rule;
        }
    }
    throw Error("if_other: \"" + name + "\" is not known; use refuse, replace or own_name");
}

Json EvaluateParams::toJson() const
{
    Json json{{"reward_model_checkpoint", model.checkpoint.string()}, {"data_path", dataPath},
        {"data_subset", toString(subset)}, {"split", toString(split)}, {"eval_dataset_size", evalDatasetSize},
        {"max_length", maxLength}, {"holdout_share", holdout.share}, {"holdout_seed", holdout.seed},
        {"columns", columns}, {"overwrite_data_subset", overwriteDataSubset}, {"skip_bad_rows", skipBadRows},
        {"output", output.string()}, {"if_other", toString(ifOther)}};
    json["reward_label"] = model.rewardLabel;
    writeModel(model, json);
    return json;
}

EvaluateParams EvaluateParams::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    EvaluateParams params;
    params.model = readModel(json);
    params.model.checkpoint = json.string("reward_model_checkpoint");
    params.model.rewardLabel = json.string("reward_label", "");
    params.dataPath = json.string("data_path");
    params.subset = data::dataSubsetFromString(json.string("data_subset", "both"));
    params.split = data::splitFromString(json.string("split", "test"));
    params.evalDatasetSize = json.integer("eval_dataset_size", 0);
    params.maxLength = json.integer("max_length", 1024);
    params.holdout.share = json.number("holdout_share", 0.0);
    params.holdout.seed = json.has("holdout_seed") ? unsignedInteger(json, "holdout_seed") : 0;
    params.columns = json.string("columns", "");
    params.overwriteDataSubset = json.boolean("overwrite_data_subset", false);
    params.skipBadRows = json.boolean("skip_bad_rows", false);
    params.output = json.string("output", "");
    params.ifOther = ifOtherFromString(json.string("if_other", "refuse"));
    return params;
}

std::vector<std::string> commandLine(const EvaluateParams& params)
{
    const EvaluateParams defaults;
    CommandLine line("evaluate");
    line.add("reward_model_checkpoint", params.model.checkpoint.string());
    line.add("data_path", params.dataPath);
    line.addUnless(toString(defaults.subset), "data_subset", toString(params.subset));
    line.addUnless(toString(defaults.split), "split", toString(params.split));
    line.addUnless(defaults.evalDatasetSize, "eval_dataset_size", params.evalDatasetSize);
    line.addUnless(defaults.maxLength, "max_length", params.maxLength);
    line.addUnless(defaults.holdout.share, "holdout_share", params.holdout.share);
    line.addUnless(defaults.holdout.seed, "holdout_seed", params.holdout.seed);
    line.addUnless(defaults.columns, "columns", params.columns);
    line.add("overwrite_data_subset", params.overwriteDataSubset);
    line.add("skip_bad_rows", params.skipBadRows);
    line.addUnless("", "output", params.output.string());
    line.add("overwrite", params.ifOther == IfOther::replace);
    line.add("own_name", !params.output.empty() && params.ifOther == IfOther::ownName);
    line.addUnless("", "reward_label", params.model.rewardLabel);
    addModel(line, params.model);
    return line.words();
}

std::string ScoreParams::labelOf(std::size_t checkpoint) const
{
    if (rewardLabels.size() == checkpoints.size()) {
        return rewardLabels[checkpoint];
    }
    const bool isAsked = !rewardLabels.empty() && !scoring::describeCheckpoint(checkpoints[checkpoint]).labels.empty();
    return isAsked ? rewardLabels.front() : std::string();
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
            throw Error(
                "reward_model_names: \"" + name + "\" is empty or appears twice; each must name its own column");
        }
    }
    if (rewardLabels.size() > 1 && rewardLabels.size() != checkpoints.size()) {
        throw Error("reward_label: " + std::to_string(rewardLabels.size()) + " labels for "
            + std::to_string(checkpoints.size())
            + " checkpoints; give one for all that have labels, or one for each (all where there are none)");
    }
    if (maxLength < 1) {
        throw Error("max_length must be 1 or more");
    }
    data::Columns(columns, data::responseRoles()); // throws
    if (output.empty()) {
        throw Error("output: name the file to write");
    }
}

Json ScoreParams::toJson() const
{
    Json json{{"input", input.string()}, {"reward_model_checkpoints", Json::array()}, {"reward_model_names", names},
        {"output", output.string()}, {"max_length", maxLength}, {"long_texts", toString(longTexts)},
        {"columns", columns}, {"skip_bad_rows", skipBadRows}, {"if_other", toString(ifOther)},
        {"reward_label", rewardLabels}};
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
    if (json.has("reward_label")) {
        params.rewardLabels = strings(json, "reward_label");
    }
    params.output = json.string("output", "");
    params.maxLength = json.integer("max_length", 1024);
    params.longTexts = longTextsFromString(json.string("long_texts", "truncate"));
    params.columns = json.string("columns", "");
    params.skipBadRows = json.boolean("skip_bad_rows", false);
    params.ifOther = ifOtherFromString(json.string("if_other", "refuse"));
    return params;
}

std::vector<std::string> commandLine(const ScoreParams& params)
{
    const ScoreParams defaults;
    const Json values = params.toJson();
    CommandLine line("score");
    for (const char* name : {"input", "reward_model_checkpoints", "reward_model_names", "output"}) {
        line.add(name, values[name]);
    }
    if (!params.rewardLabels.empty()) {
        line.add("reward_label", values["reward_label"]);
    }
    line.addUnless(defaults.maxLength, "max_length", params.maxLength);
    line.addUnless(toString(defaults.longTexts), "long_texts", toString(params.longTexts));
    line.addUnless(defaults.columns, "columns", params.columns);
    line.add("skip_bad_rows", params.skipBadRows);
    line.add("overwrite", params.ifOther == IfOther::replace);
    line.add("own_name", params.ifOther == IfOther::ownName);
    addModel(line, params.model);
    return line.words();
}

} // namespace dpl::evaluation
