#include "demo/demo.hpp"

#include "base/files.hpp"
#include "demo/demo_dataset.hpp"
#include "demo/gzip_text.hpp"
#include "demo/tiny_backbone.hpp"

namespace dpl::demo {

void writeDemo(std::uint64_t seed, const std::filesystem::path& folder)
{
    for (const data::DataSubset subset : data::allDataSubsets) {
        for (const data::Split split : {data::Split::train, data::Split::test}) {
            writeFileAtomically(folder / "preferences" / toString(subset) / (toString(split) + ".jsonl.gz"),
                gzipped(preferenceLines(seed, subset, split)));
        }
    }
    writeFileAtomically(folder / "responses.jsonl", responseLines(seed));
    writeTinyBackbone(seed, folder / "tiny-llama");
}

sweep::SweepParams demoSweep(std::uint64_t seed, const std::filesystem::path& folder)
{
    sweep::SweepParams params;
    params.base = {
        {"model_name", (folder / "tiny-llama").string()},
        {"data_path", (folder / "preferences").string()},
        {"per_device_train_batch_size", 16},
        {"learning_rate", 0.002},
        {"num_train_epochs", 4},
        {"lora_r", 16},
        {"lora_alpha", 32},
        {"lora_dropout", 0.0},
        {"lora_target_modules", {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}},
        {"eval_steps", 40},
        {"eval_dataset_size", 48},
    };
    params.lists = {
        {"seed", {seed}},
        {"reward_model_type", {"base", "mean_and_variance", "categorical"}},
        {"data_subset", {"helpful", "harmless", "both"}},
    };
    // As in the paper fewer epochs of both, as there are twice the rows. With small steps the categorical head may
    // widen its distributions rather than split them into what the one group says and what the other does.
    params.overrides = {
        {{{"data_subset", {"both"}}}, {{"num_train_epochs", 3}}},
        {{{"reward_model_type", {"categorical"}}}, {{"learning_rate", 0.004}}},
    };
    params.responses = (folder / "responses.jsonl").string();
    return params;
}

sweep::SweepResult runDemo(std::uint64_t seed, const std::filesystem::path& folder, const ComputeOptions& compute,
    sweep::SweepObserver& observer, const std::stop_token& stop)
{
    const std::filesystem::path data = folder / ("seed-" + std::to_string(seed)) / "data";
    writeDemo(seed, data);
    return sweep::runSweep(demoSweep(seed, data), folder, compute, observer, stop);
}

} // namespace dpl::demo
