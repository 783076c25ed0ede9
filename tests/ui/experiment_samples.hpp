#pragma once

#include "base/files.hpp"
#include "base/json.hpp"
#include "runs/run_folder.hpp"
#include "training/training_params.hpp"
#include "weights/weight_file.hpp"

#include <cmath>
#include <filesystem>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/// Experiments as far as lists and tables look at them: trained runs without a backbone, with made-up evaluations.
namespace dpl::test {

/// A comparison or response evaluation of rows that differ a little.
inline Json outputs(const std::string& head, double shift, int i)
{
    const double a = shift + 0.1 * (i % 7);
    const double b = 0.3 * (i % 5) - 1.0;
    return head == "base"       ? Json::array({a})
        : head == "categorical" ? Json::array({a, 0.2, b, 0.1})
                                : Json::array({a, b});
}

inline training::TrainingParams evaluatedParams(const std::string& head, const std::string& subset)
{
    training::TrainingParams params;
    params.modelName = "tiny";
    params.dataPath = "preferences";
    params.rewardModelType = head;
    params.dataSubset = subset;
    params.headOptions.at("num_atoms") = std::int64_t{4};
    return params;
}

/// A finished run with its adapter, as far as the page looks at it.
inline std::filesystem::path writeTrainedRun(const std::filesystem::path& root, const training::TrainingParams& made)
{
    const auto run = root / training::referenceFolder(made);
    const auto checkpoint = run / (run.filename().string() + "_peft_last_checkpoint");
    const Json config{{"peft_type", "LORA"}, {"r", 4}, {"lora_alpha", 8}, {"target_modules", Json::array({"q_proj"})},
        {"base_model_name_or_path", "tiny"}};
    writeFileAtomically(checkpoint / "adapter_config.json", config.dump());
    const std::vector<float> values(std::size_t(made.outputs()) * 3, 0.5f);
    weights::writeSafetensors(checkpoint / "adapter_model.safetensors",
        {{"base_model.model.score.weight", {made.outputs(), 3}, weights::StorageType::f32,
            std::as_bytes(std::span(values))}});
    runs::RunRecord record;
    record.kind = "training";
    record.params = made.toJson();
    record.state = runs::RunState::finished;
    writeFileAtomically(run / "run.json", record.toJson().dump());
    return checkpoint;
}

inline void writeEvaluatedRun(const std::filesystem::path& root, const std::string& head, const std::string& subset)
{
    std::string rows;
    for (int i = 0; i < 60; ++i) {
        const Json row{{"chosen", "c" + std::to_string(i) + std::string(std::size_t(i), 'x')}, {"rejected", "r"},
            {"data_subset", i % 2 == 0 ? "helpful" : "harmless"}, {"reward_output_chosen", outputs(head, 0.1, i)},
            {"reward_output_rejected", outputs(head, 0.0, i + 2)}};
        rows += row.dump() + "\n";
    }
    writeFileAtomically(writeTrainedRun(root, evaluatedParams(head, subset)) / "eval_results_both.jsonl", rows);
}

inline void writeExperiment(const std::filesystem::path& root)
{
    for (const char* head : {"base", "mean_and_variance"}) {
        for (const char* subset : {"both", "helpful"}) {
            writeEvaluatedRun(root, head, subset);
        }
    }
    writeTrainedRun(root, evaluatedParams("categorical", "both"));
    std::string rows;
    for (int i = 0; i < 40; ++i) {
        Json row{{"prompt", "Human: p" + std::to_string(i)}, {"responses", Json::array({"a", "b"})}};
        for (const auto& [name, head] :
            {std::pair("both", "base"), std::pair("both_mean_and_variance", "mean_and_variance")}) {
            row[std::string("reward_outputs_") + name] =
                Json::array({outputs(head, 0.1, i), outputs(head, 0.0, i + 1)});
        }
        rows += row.dump() + "\n";
    }
    writeFileAtomically(root / "jailbroken_evaluations.jsonl", rows);
}

/// From -0.5 to 0.5, the same each time.
inline double noise(int i)
{
    const double x = std::sin(i * 12.9898) * 43758.5453;
    return x - std::floor(x) - 0.5;
}

/// A distribution with that mean that is about as wide as `spread`.
inline Json distribution(const std::string& head, double mean, double spread)
{
    if (head == "base") {
        return Json::array({mean});
    }
    if (head == "mean_and_variance") {
        return Json::array({mean, spread});
    }
    Json logits = Json::array();
    for (int atom = 0; atom < 4; ++atom) {
        const double distance = (atom / 3.0 - 0.5 - 0.3 * mean) / (0.2 + 0.2 * std::max(0.0, spread));
        logits.push_back(-distance * distance);
    }
    return logits;
}

inline std::string comparisonRows(const std::string& head, int rows, double hidden, int seed)
{
    std::string text;
    for (int i = 0; i < rows; ++i) {
        const bool helpful = i % 2 == 0;
        const double margin = 0.4 + 1.6 * noise(i + 100 * seed);
        const Json row{{"chosen", "c" + std::to_string(i) + std::string(std::size_t(3 * i % 400), 'x')},
            {"rejected", "r"}, {"data_subset", helpful ? "helpful" : "harmless"},
            {"reward_output_chosen", distribution(head, margin, hidden + 0.6 * noise(i + 7))},
            {"reward_output_rejected", distribution(head, 0.5 * noise(i + 3 + seed), hidden + 0.6 * noise(i + 8))}};
        text += row.dump() + "\n";
    }
    return text;
}

/// All nine models with both evaluations, and trainings at several hidden-context ratios.
inline void writeFullExperiment(const std::filesystem::path& root)
{
    std::vector<std::pair<std::string, std::string>> columns;
    for (const std::string head : {"base", "mean_and_variance", "categorical"}) {
        for (const std::string subset : {"both", "helpful", "harmless"}) {
            writeFileAtomically(writeTrainedRun(root, evaluatedParams(head, subset)) / "eval_results_both.jsonl",
                comparisonRows(head, 120, 0.5, int(columns.size())));
            columns.emplace_back(head == "base" ? subset : subset + "_" + head, head);
        }
        for (const double ratio : {0.0, 0.1, 0.25, 0.5}) {
            for (const int seed : {0, 1}) {
                auto made = evaluatedParams(head, "both");
                made.hiddenContextRatio = ratio;
                made.seed = std::uint64_t(seed);
                const auto group =
                    root / ("ratio-" + std::to_string(int(100 * ratio))) / ("seed-" + std::to_string(seed));
                writeFileAtomically(writeTrainedRun(group, made) / "eval_results_both.jsonl",
                    comparisonRows(head, 40, 3.0 * ratio - 1.5, seed));
            }
        }
    }
    std::string rows;
    for (int i = 0; i < 187; ++i) {
        Json row{{"prompt", "Human: p" + std::to_string(i)}, {"responses", Json::array({"a", "b"})}};
        for (const auto& [name, head] : columns) {
            row["reward_outputs_" + name] = Json::array({distribution(head, 1.5 * noise(i), 1.2 + noise(i + 1)),
                distribution(head, 0.3 + 1.5 * noise(i + 2), 0.1 + noise(i + 3))});
        }
        rows += row.dump() + "\n";
    }
    writeFileAtomically(root / "jailbroken_evaluations.jsonl", rows);
}

} // namespace dpl::test
