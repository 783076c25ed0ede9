#include "core/backbone/family_fixtures.hpp"

#include "base/files.hpp"
#include "core/weights/python.hpp"
#include "temporary_folder.hpp"
#include "training/reward_trainer.hpp"
#include "training/schedule.hpp"

using namespace dpl;
using namespace dpl::test;
using scoring::TokenizedComparison;
using training::RewardTrainer;
using training::TrainingParams;

namespace {

/// Training an adapter that peft made: what it and torch's AdamW make of it in eight steps.
class FamilyTrajectories : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override
    {
        m_golden = readJsonFile(folder() / "trajectory.json");
        for (const Json& pair : m_golden.at("pairs")) {
            m_comparisons.push_back({pair.at("chosen").get<text::TokenIds>(), pair.at("rejected").get<text::TokenIds>(),
                "pair " + std::to_string(m_comparisons.size())});
        }
        m_params.modelName = GetParam();
        m_params.dataPath = "pairs";
        m_params.rewardModelType = "base";
        m_params.learningRate = 1e-3;
        m_params.loraDropout = 0.0;
    }

    std::filesystem::path folder() const { return familyPath(GetParam()); }

    backbone::RewardModel start() const
    {
        backbone::RewardModel model = load(folder());
        model.putOn(backbone::readAdapter(folder() / "adapter"));
        return model;
    }

    void expectRewards(const backbone::RewardModel& model, const Json& golden) const
    {
        double scale = 0.0;
        for (const Json& pair : golden) {
            scale = std::max({scale, std::abs(pair[0].get<double>()), std::abs(pair[1].get<double>())});
        }
        for (std::size_t i = 0; i < m_comparisons.size(); ++i) {
            const TokenizedComparison* comparison = &m_comparisons[i];
            expectScores(model.score(training::packed({&comparison, 1})),
                Json::array({Json::array({golden[i][0]}), Json::array({golden[i][1]})}), 5e-5 * scale);
        }
    }

    Json m_golden;
    std::vector<TokenizedComparison> m_comparisons;
    TrainingParams m_params;
};

TEST_P(FamilyTrajectories, areThoseOfPeft)
{
    for (const bool checkpointed : {false, true}) {
        m_params.gradientCheckpointing = checkpointed;
        backbone::RewardModel model = start();
        expectRewards(model, m_golden.at("rewards_before"));
        RewardTrainer trainer(model, m_params);
        for (std::size_t step = 0; step < 8; ++step) {
            const double rate = m_params.learningRate
                * training::learningRateMultiplier(training::Schedule::cosine, static_cast<std::int64_t>(step), 8);
            EXPECT_NEAR(rate, m_golden.at("lr")[step].get<double>(), 1e-15);
            const std::vector<std::vector<const TokenizedComparison*>> batches{
                {&m_comparisons[2 * step], &m_comparisons[2 * step + 1]}};
            const auto report = trainer.step(batches, static_cast<std::int64_t>(step), rate, {});
            const double loss = m_golden.at("loss")[step].get<double>();
            EXPECT_NEAR(report.loss, loss, 5e-5 * std::max(1.0, loss)) << "step " << step;
            const double norm = m_golden.at("grad_norm")[step].get<double>();
            EXPECT_NEAR(report.gradientNorm, norm, 1e-4 * norm) << "step " << step;
        }
        expectRewards(model, m_golden.at("rewards_after"));
        const TemporaryFolder after;
        model.save(after / "adapter");
        std::size_t far = 0;
        std::size_t count = 0;
        const auto golden = weights::openSafetensors(folder() / "trajectory.safetensors");
        for (const weights::StoredTensor& tensor : golden->tensors()) {
            const auto values = readTensor(after / "adapter" / "adapter_model.safetensors", tensor.name);
            const auto theirs = readTensor(folder() / "trajectory.safetensors", tensor.name);
            ASSERT_EQ(values.size(), theirs.size()) << tensor.name;
            for (std::size_t i = 0; i < values.size(); ++i) {
                const double difference = std::abs(static_cast<double>(values[i]) - static_cast<double>(theirs[i]));
                ASSERT_LT(difference, 2e-4) << tensor.name << " at " << i;
                far += difference > 2e-6;
                ++count;
            }
        }
        // Adam turns a gradient that is only rounding noise into a step of the learning rate.
        EXPECT_LE(static_cast<double>(far), 0.01 * static_cast<double>(count));
    }
}

TEST_P(FamilyTrajectories, endInAnAdapterThatPeftScoresTheSame)
{
    if (!weights::test::pythonHas("peft")) {
        GTEST_SKIP() << "set DPL_PYTHON to an interpreter with torch, transformers and peft to have them load what is "
                        "written here";
    }
    backbone::RewardModel model = load(folder());
    backbone::LoraConfig lora;
    lora.targetModules = {"all-linear"};
    model.startAdapter(lora, 1, 5);
    RewardTrainer trainer(model, m_params);
    for (std::size_t step = 0; step < 3; ++step) {
        const std::vector<std::vector<const TokenizedComparison*>> batches{
            {&m_comparisons[2 * step], &m_comparisons[2 * step + 1]}};
        trainer.step(batches, static_cast<std::int64_t>(step), 1e-2, {});
    }
    const TemporaryFolder place;
    model.save(place / "adapter");
    const auto texts = sequences(readJsonFile(folder() / "expected.json"));
    Json task;
    task["backbone"] = folder().string();
    task["texts"] = texts;
    writeFileAtomically(place / "task.json", task.dump());
    weights::test::runPython(R"(
import json, torch
from peft import PeftModel
from transformers import AutoModelForSequenceClassification
task = json.load(open("task.json"))
model = AutoModelForSequenceClassification.from_pretrained(
    task["backbone"], num_labels=1, dtype=torch.float32, attn_implementation="eager")
model = PeftModel.from_pretrained(model, "adapter").eval()
with torch.no_grad():
    json.dump([model(input_ids=torch.tensor([ids])).logits[0].tolist() for ids in task["texts"]], open("scores.json", "w"))
)",
        place.path());
    expectFamilyScores(model.score(packed(texts)), readJsonFile(place / "scores.json"), scoreTolerance);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, FamilyTrajectories, testing::ValuesIn(familyFixtures),
    [](const auto& test) { return std::string(test.param); });

} // namespace
