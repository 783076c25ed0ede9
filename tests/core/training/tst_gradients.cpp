#include "core/backbone/fixtures.hpp"

#include "base/files.hpp"
#include "temporary_folder.hpp"
#include "training/reward_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace dpl;
using namespace dpl::test;
using scoring::TokenizedComparison;
using training::RewardTrainer;
using training::TrainingParams;

namespace {

const std::vector<TokenizedComparison> comparisons{
    {{1, 13, 481, 124, 28, 60, 61, 62}, {1, 13, 481, 124, 28, 70, 71}, "first"},
    {{1, 27, 189, 129}, {1, 27, 189, 129, 111, 420}, "second"}};

/// For the small vocabularies of families' fixtures, and longer than their windows.
const std::vector<TokenizedComparison> smallComparisons{
    {{1, 13, 81, 24, 28, 60, 61, 62, 5, 6, 7, 9}, {1, 13, 81, 24, 28, 70, 71, 4, 3, 20}, "first"},
    {{1, 27, 89, 29}, {1, 27, 89, 29, 11, 42}, "second"}};

std::vector<const TokenizedComparison*> batch(bool isSmall = false)
{
    const auto& rows = isSmall ? smallComparisons : comparisons;
    return {&rows[0], &rows[1]};
}

TrainingParams categorical()
{
    TrainingParams params;
    params.modelName = "m";
    params.dataPath = "d";
    params.rewardModelType = "categorical";
    return params;
}

double lossOf(const backbone::RewardModel& model, const TrainingParams& params, bool isSmall = false)
{
    const auto rows = batch(isSmall);
    const auto scores = model.score(training::packed(rows));
    std::vector<double> chosen;
    std::vector<double> rejected;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        chosen.insert(chosen.end(), scores[2 * i].begin(), scores[2 * i].end());
        rejected.insert(rejected.end(), scores[2 * i + 1].begin(), scores[2 * i + 1].end());
    }
    return preference::rewardLoss(params.head(), params.outputs(), chosen, rejected, params.headOptions).trainingLoss;
}

/// Adds to one float32 of a tensor in a safetensors file.
void change(const std::filesystem::path& file, const std::string& name, std::int64_t index, float by)
{
    std::string content = readFile(file);
    const auto open = weights::openSafetensors(file);
    const weights::StoredTensor* tensor = open->find(name);
    ASSERT_NE(tensor, nullptr) << name;
    ASSERT_EQ(tensor->type, weights::StorageType::f32);
    // The data lie behind the header, in the file's order.
    const auto base = std::min_element(open->tensors().begin(), open->tensors().end(),
        [](const auto& x, const auto& y) { return x.bytes.data() < y.bytes.data(); });
    std::uint64_t header = 0;
    std::memcpy(&header, content.data(), sizeof header);
    const std::size_t at = 8 + header + static_cast<std::size_t>(tensor->bytes.data() - base->bytes.data());
    float value = 0.0f;
    std::memcpy(&value, content.data() + at + 4 * index, 4);
    value += by;
    std::memcpy(content.data() + at + 4 * index, &value, 4);
    writeFileAtomically(file, content);
}

/// Every weight of a fully trained model: its gradient against a central difference of the loss.
class FullGradients : public testing::TestWithParam<const char*> { };

TEST_P(FullGradients, areThoseOfFiniteDifferences)
{
    const TrainingParams params = categorical();
    TemporaryFolder temporary;
    const auto folder = temporary / "model";
    const auto original = fixturePath(GetParam());
    const auto heads = original / "score_heads.safetensors";
    const bool isSmall = !std::filesystem::exists(heads);
    {
        backbone::RewardModel model = load(original);
        model.startFullTraining(10, 1);
        backbone::AdapterMatrix score{10, model.config().hiddenSize, {}};
        for (std::int64_t i = 0; i < score.rows * score.columns; ++i) {
            score.values.push_back(0.2f * std::sin(static_cast<float>(i)));
        }
        model.setScore(isSmall ? score : readMatrix(heads, "k10"));
        model.save(folder);
    }
    backbone::RewardModel model = load(folder);
    model.resumeFullTraining(folder);
    RewardTrainer trainer(model, params);
    const auto gradients = trainer.gradients(batch(isSmall));
    const std::string prefix = model.config().namePrefix();
    std::size_t checked = 0;
    for (const auto& [name, values] : gradients) {
        // Stacked weights begin with their first member's; of some layers is enough.
        if (name.find(".1.") == std::string::npos && name.find("embed") == std::string::npos
            && name.find("wte") == std::string::npos && name != "norm.weight" && name != "ln_f.bias"
            && name != "score.weight") {
            continue;
        }
        const auto largest =
            std::max_element(values.begin(), values.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
        ASSERT_NE(largest, values.end()) << name;
        const auto open = weights::openSafetensors(folder / "model.safetensors");
        const std::string stored = name == "score.weight" ? name : prefix + name;
        const auto index = largest - values.begin();
        if (index >= open->find(stored)->elements()) {
            continue; // of another member of the group
        }
        // A step of this size changes the loss by about the same, whatever the gradient.
        const float step = std::clamp(2e-3f / std::abs(*largest), 1e-4f, 2e-2f);
        const auto lossAt = [&](float by) {
            const auto copy = temporary / "changed";
            std::filesystem::remove_all(copy);
            std::filesystem::copy(folder, copy);
            change(copy / "model.safetensors", stored, index, by);
            return lossOf(load(copy), params, isSmall);
        };
        const double difference = (lossAt(step) - lossAt(-step)) / (2.0 * static_cast<double>(step));
        EXPECT_NEAR(difference, static_cast<double>(*largest), 0.02 * std::abs(static_cast<double>(*largest)) + 2e-4)
            << name << " at " << index;
        ++checked;
    }
    EXPECT_GE(checked, 8u);
}

INSTANTIATE_TEST_SUITE_P(Families, FullGradients,
    testing::Values("models/tiny-qwen2", "models/tiny-gpt2", "families/qwen3", "families/olmo2", "families/gpt_neox",
        "families/gemma2", "families/gemma3"),
    [](const auto& test) {
        std::string name = test.param;
        std::replace_if(name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
        return name;
    });

/// GPT-2 with rates so low that nothing is dropped, but by the operations of LibTorch that dropout needs.
TEST(AttentionByTensors, givesTheGradientsOfTheKernels)
{
    TemporaryFolder temporary;
    const auto folder = temporary / "gpt2";
    std::filesystem::copy(fixturePath("models/tiny-gpt2"), folder);
    Json config = readJsonFile(folder / "config.json");
    for (const char* name : {"attn_pdrop", "embd_pdrop", "resid_pdrop"}) {
        config[name] = 1e-9;
    }
    writeFileAtomically(folder / "config.json", config.dump());
    backbone::Adapter adapter = backbone::readAdapter(fixturePath("adapters/tiny-gpt2-categorical"));
    adapter.config.lora.dropout = 0.0;
    TrainingParams params = categorical();
    std::vector<std::vector<std::pair<std::string, std::vector<float>>>> results;
    for (const bool byTensors : {false, true}) {
        params.backboneDropout = byTensors;
        backbone::RewardModel model = load(folder);
        model.putOn(adapter);
        RewardTrainer trainer(model, params);
        results.push_back(trainer.gradients(batch()));
    }
    for (std::size_t i = 0; i < results[0].size(); ++i) {
        for (std::size_t j = 0; j < results[0][i].second.size(); ++j) {
            ASSERT_NEAR(results[0][i].second[j], results[1][i].second[j], 2e-5) << results[0][i].first;
        }
    }
}

TEST(Dropout, isUnbiasedAndMovesGradients)
{
    TrainingParams params = categorical();
    params.loraDropout = 0.5;
    backbone::RewardModel model = load(fixturePath("models/tiny-llama"));
    backbone::Adapter adapter = backbone::readAdapter(fixturePath("adapters/tiny-llama-categorical"));
    adapter.config.lora.dropout = 0.5;
    model.putOn(adapter);
    RewardTrainer trainer(model, params);
    const auto dropped = trainer.gradients(batch());
    adapter.config.lora.dropout = 0.0;
    model.putOn(adapter);
    RewardTrainer whole(model, params);
    const auto kept = whole.gradients(batch());
    EXPECT_NE(dropped[0].second, kept[0].second);
    // Columns of A whose input was always dropped have no gradient at all: half a batch of rows never is.
    EXPECT_GT(
        std::count_if(dropped[0].second.begin(), dropped[0].second.end(), [](float v) { return v != 0.0f; }), 256);
}

} // namespace
