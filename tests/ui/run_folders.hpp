#pragma once

#include "base/files.hpp"
#include "runs/run_folder.hpp"

#include <QTemporaryDir>

#include <cmath>
#include <filesystem>
#include <string>

namespace dpl::test {

inline std::filesystem::path runsIn(const QTemporaryDir& folder)
{
    return folder.filePath(QStringLiteral("runs")).toStdString();
}

/// A training's record with the parameters that lists and curves look at.
inline runs::RunRecord trainingRecord(
    const std::string& head, const std::string& subset, int seed, double learningRate = 3e-6)
{
    runs::RunRecord record;
    record.kind = "training";
    record.title = head + " on " + subset + ", tiny-llama, seed " + std::to_string(seed);
    record.params = {{"model_name", "/models/tiny-llama"}, {"data_subset", subset}, {"reward_model_type", head},
        {"learning_rate", learningRate}, {"per_device_train_batch_size", 16}, {"num_train_epochs", 2}, {"seed", seed}};
    record.device = "cpu";
    record.threads = 1;
    record.totalSteps = 400;
    return record;
}

/// Numbers as a training writes them at a step of `total`: a falling loss with noise, of its own for each seed.
inline Metrics trainingMetrics(std::int64_t step, std::int64_t total, int seed, double reached = 0.55)
{
    const double share = double(step) / double(total);
    const double noise =
        0.03 * std::sin(double(step) * 12.9898 + seed * 78.233) + 0.02 * std::sin(double(step) * 4.1 + seed);
    const double loss = reached + (0.693 - reached) * std::exp(-4.0 * share) + noise;
    return {"train", step,
        {{"loss", loss}, {"accuracy", 0.5 + 0.4 * (0.693 - loss) + 0.1 * share},
            {"learning_rate", 3e-6 * (1.0 - share)}, {"grad_norm", 1.0 + noise}, {"epoch", 2.0 * share},
            {"comparisons_per_second", 2.7 + noise}, {"tokens_per_second", 540.0}, {"memory_mib", 2048.0}}};
}

/// A run with numbers up to `steps` of its 400, that has ended; a finished one with a file in the place of its model.
inline void writeRun(const std::filesystem::path& folder, runs::RunRecord record, int steps, runs::RunState state,
    const std::string& message = "")
{
    const int seed = record.params["seed"].get<int>();
    const std::string head = record.params["reward_model_type"].get<std::string>();
    const double reached = head == "base" ? 0.57 : head == "categorical" ? 0.61 : 0.54;
    record.step = steps;
    runs::RunFolder run(folder, std::move(record), runs::RunStart::overwrite);
    for (int step = 4; step <= steps; step += 4) {
        run.append(trainingMetrics(step, 400, seed, reached));
        if (step % 80 == 0) {
            run.append({"eval", step, {{"loss", reached + 0.05}, {"accuracy", 0.6 + 0.0002 * step + 0.005 * seed}}});
        }
    }
    run.progressed({"Training", steps, 400});
    if (state == runs::RunState::finished) {
        writeFileAtomically(
            folder / "model_peft_last_checkpoint" / "adapter_model.safetensors", "no more than its name");
    }
    run.end(state, message, nullptr);
}

} // namespace dpl::test
