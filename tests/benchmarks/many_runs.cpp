#include "many_runs.hpp"

#include "base/json_text.hpp"
#include "ui/run_folders.hpp"

#include <array>
#include <string>

namespace dpl::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::array heads{"base", "mean_and_variance", "categorical"};
constexpr std::array subsets{"helpful", "harmless", "both"};
constexpr int runsOfAnExperiment = 25;

runs::RunRecord recordOf(int i)
{
    return test::trainingRecord(heads[std::size_t(i % 3)], subsets[std::size_t(i / 3 % 3)], i, 1e-6 * (1 + i % 7));
}

/// What a run has besides its run.json, for all that share it.
struct Template {
    fs::path folder;
    runs::RunRecord record;
};

Template makeTemplate(const fs::path& folder, runs::RunState state, int steps)
{
    test::writeRun(
        folder, recordOf(0), steps, state, state == runs::RunState::failed ? "the loss is not a number" : "");
    return {folder, runs::readRun(folder)};
}

fs::path folderOf(const fs::path& root, int i)
{
    const std::string name = "run-" + std::to_string(i);
    return i % 2 == 0 ? root / name : root / ("sweep-" + std::to_string(i / 2 / runsOfAnExperiment)) / name;
}

std::string createdAt(int i)
{
    const auto two = [](int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
    return "2026-01-" + two(1 + i / 1440 % 28) + "T" + two(i / 60 % 24) + ":" + two(i % 60) + ":00Z";
}

} // namespace

void writeManyRuns(const fs::path& root, int count)
{
    const fs::path made = root.string() + "-templates";
    const std::array templates{makeTemplate(made / "finished", runs::RunState::finished, 400),
        makeTemplate(made / "stopped", runs::RunState::stopped, 120),
        makeTemplate(made / "failed", runs::RunState::failed, 60)};
    const fs::path adapter = fs::path(DPL_FIXTURES) / "adapters" / "tiny-llama-base";
    for (int i = 0; i < count; ++i) {
        const Template& like = templates[i % 10 == 3 ? 1 : i % 10 == 7 ? 2 : 0];
        const fs::path folder = folderOf(root, i);
        fs::create_directories(folder);
        runs::RunRecord record = like.record;
        record.title = recordOf(i).title;
        record.params = recordOf(i).params;
        record.created = createdAt(i);
        writeJsonFile(folder / "run.json", record.toJson(), 2, Durability::soon);
        for (const char* file : {"metrics.jsonl", "log.jsonl"}) {
            fs::copy_file(like.folder / file, folder / file);
        }
        if (record.state == runs::RunState::finished) {
            const fs::path model = folder / "model_peft_last_checkpoint";
            fs::create_directories(model);
            for (const char* file : {"adapter_config.json", "adapter_model.safetensors"}) {
                fs::copy_file(adapter / file, model / file);
            }
        }
    }
    fs::remove_all(made);
}

} // namespace dpl::bench
