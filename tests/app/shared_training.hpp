#pragma once

#include "arguments.hpp"
#include "base/files.hpp"
#include "base/json.hpp"

#include <array>
#include <filesystem>
#include <random>
#include <string>

namespace dpl::test {

/// Made-up comparisons, of several lengths.
inline void writeComparisons(const std::filesystem::path& file, int count, unsigned seed = 1)
{
    constexpr std::array words{
        "the", "cat", "likes", "a", "long", "walk", "when", "it", "rains", "and", "nobody", "sees"};
    std::mt19937 random(seed);
    const auto text = [&] {
        std::string result;
        for (std::size_t i = 0, length = 4 + random() % 12; i < length; ++i) {
            result += std::string(" ") + words[random() % words.size()];
        }
        return result;
    };
    std::string rows;
    for (int i = 0; i < count; ++i) {
        const std::string prompt = "\n\nHuman:" + text() + "?\n\nAssistant:";
        rows += Json{{"chosen", prompt + text()}, {"rejected", prompt + text()}}.dump() + "\n";
    }
    writeFileAtomically(file, rows);
}

/// A training of them with eight micro-batches a step, dropout and held-out rows.
inline Arguments sharedTraining(
    const std::filesystem::path& rows, const std::filesystem::path& folder, int epochs, const Arguments& more = {})
{
    Arguments command{"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path", rows.string(),
        "--reward_model_type", "mean_and_variance", "--per_device_train_batch_size", "2",
        "--gradient_accumulation_steps", "8", "--num_train_epochs", std::to_string(epochs), "--learning_rate", "1e-3",
        "--logging_steps", "1", "--eval_steps", "8", "--holdout_share", "0.2", "--save_steps", "4", "--threads", "1",
        "--run_folder", folder.string()};
    if (std::find(more.begin(), more.end(), "--full_fine_tuning") == more.end()) {
        command.insert(command.end(), {"--lora_dropout", "0.1"});
    }
    command.insert(command.end(), more.begin(), more.end());
    return command;
}

} // namespace dpl::test
