#include "base/command_line.hpp"
#include "training/command_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace dpl::training {
namespace {

TEST(TrainingCommand, NamesWhatDiffersFromTheDefaults)
{
    TrainingParams params;
    params.modelName = "models/SmolLM2 135M";
    params.dataPath = "hh-rlhf";
    EXPECT_EQ(shellText(commandLine(params, "")), "dpl train --model_name 'models/SmolLM2 135M' --data_path hh-rlhf");
    params.learningRate = 1e-5;
    params.keepStored = true;
    params.hiddenContextRatio = 0.25;
    params.loraTargetModules = {"q_proj", "o_proj"};
    params.seed = 3;
    EXPECT_EQ(shellText(commandLine(params, "runs/it's mine")),
        "dpl train --model_name 'models/SmolLM2 135M' --data_path hh-rlhf --learning_rate 1e-05 --lora_target_modules "
        "q_proj,o_proj --keep_stored "
        "--hidden_context_ratio 0.25 --seed 3 --run_folder 'runs/it'\\''s mine'");
}

TEST(TrainingCommand, NamesTheDeviceAndWhatIsOtherwiseThereByDefault)
{
    TrainingParams params;
    params.modelName = "llama";
    params.dataPath = "hh-rlhf";
    const std::string start = "dpl train --model_name llama --data_path hh-rlhf";
    EXPECT_EQ(shellText(commandLine(params, "", "cuda:1")), start + " --bf16 False --device cuda:1");
    params.bf16 = true;
    EXPECT_EQ(shellText(commandLine(params, "", "cuda:1")), start + " --bf16 --device cuda:1");
    params.bf16 = false;
    params.fullFineTuning = true;
    EXPECT_EQ(shellText(commandLine(params, "", "cuda:1")), start + " --full_fine_tuning --device cuda:1");
    EXPECT_EQ(shellText(commandLine(params, "", "cpu")), start + " --full_fine_tuning");
}

/// Every parameter can be said: with all of them changed, all are there, and no switch has a value.
TEST(TrainingCommand, LeavesNoParameterOut)
{
    TrainingParams params;
    std::size_t count = 0;
    visitParameters(params, [&]<typename T>(const char*, T& member, const char*) {
        ++count;
        if constexpr (std::is_same_v<T, bool>) {
            member = true;
        } else if constexpr (std::is_same_v<T, std::string>) {
            member = "other";
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
            member = {"v_proj"};
        } else if constexpr (std::is_same_v<T, std::optional<double>>) {
            member = 0.5;
        } else {
            member += 1;
        }
    });
    const std::vector<std::string> words = commandLine(params, "");
    EXPECT_EQ(std::count_if(words.begin(), words.end(), [](const std::string& word) { return word.starts_with("--"); }),
        static_cast<std::ptrdiff_t>(count));
    const auto at = std::find(words.begin(), words.end(), "--bf16");
    ASSERT_NE(at, words.end());
    EXPECT_TRUE((at + 1)->starts_with("--"));
}

} // namespace
} // namespace dpl::training
