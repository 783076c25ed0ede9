#include "core/backbone/fixtures.hpp"

#include "base/compute.hpp"
#include "training/reward_trainer.hpp"
#include "training/schedule.hpp"

using namespace dpl;
using namespace dpl::test;
using scoring::TokenizedComparison;
using training::RewardTrainer;
using training::TrainingParams;

namespace {

struct Case {
    const char* model;
    const char* head;
};

class Trajectory : public testing::TestWithParam<Case> {
protected:
    void SetUp() override
    {
        const std::string name = std::string(GetParam().model) + "_" + GetParam().head;
        m_stem = "training/lora_trajectory_" + name;
        m_golden = readJsonFile(fixturePath(m_stem + ".json"));
        const Json pairs = readJsonFile(fixturePath("training/lora_pairs_" + std::string(GetParam().model) + ".json"));
        for (const Json& pair : pairs.at("pairs")) {
            m_comparisons.push_back({pair.at("chosen").get<text::TokenIds>(), pair.at("rejected").get<text::TokenIds>(),
                "pair " + std::to_string(m_comparisons.size())});
        }
        m_params.modelName = GetParam().model;
        m_params.dataPath = "pairs";
        m_params.rewardModelType = GetParam().head;
        m_params.learningRate = 1e-3;
        m_params.loraDropout = 0.0;
    }

    backbone::RewardModel start(bool keepStored = false) const
    {
        backbone::LoadOptions options;
        options.keepStored = keepStored;
        backbone::RewardModel model = load(fixturePath("models") / GetParam().model, options);
        backbone::Adapter adapter =
            backbone::readAdapter(fixturePath("adapters") / (std::string(GetParam().model) + "-" + GetParam().head));
        adapter.config.lora.dropout = 0.0;
        model.putOn(adapter);
        return model;
    }

    std::vector<const TokenizedComparison*> batch(std::size_t step) const
    {
        return {&m_comparisons[2 * step], &m_comparisons[2 * step + 1]};
    }

    std::string m_stem;
    Json m_golden;
    std::vector<TokenizedComparison> m_comparisons;
    TrainingParams m_params;
};

TEST_P(Trajectory, hasTheGoldenFirstGradients)
{
    for (const bool checkpointed : {false, true}) {
        m_params.gradientCheckpointing = checkpointed;
        for (const bool keepStored : {false, true}) {
            backbone::RewardModel model = start(keepStored);
            RewardTrainer trainer(model, m_params);
            const auto gradients = trainer.gradients(batch(0));
            for (const auto& [name, values] : gradients) {
                const auto golden = readTensor(fixturePath(m_stem + ".first_gradients.safetensors"), name);
                ASSERT_EQ(values.size(), golden.size()) << name;
                float largest = 0.0f;
                for (const float g : golden) {
                    largest = std::max(largest, std::abs(g));
                }
                for (std::size_t i = 0; i < golden.size(); ++i) {
                    ASSERT_NEAR(values[i], golden[i], 1e-4 * static_cast<double>(largest)) << name << " at " << i;
                }
            }
        }
    }
}

TEST_P(Trajectory, isTheGoldenOne)
{
    backbone::RewardModel model = start();
    RewardTrainer trainer(model, m_params);
    for (std::size_t step = 0; step < 8; ++step) {
        const double rate = m_params.learningRate
            * training::learningRateMultiplier(training::Schedule::cosine, static_cast<std::int64_t>(step), 8);
        EXPECT_NEAR(rate, m_golden.at("lr")[step].get<double>(), 1e-15);
        const std::vector<std::vector<const TokenizedComparison*>> batches{batch(step)};
        const auto report = trainer.step(batches, static_cast<std::int64_t>(step), rate, {});
        EXPECT_NEAR(report.loss, m_golden.at("loss")[step].get<double>(), 5e-5) << "step " << step;
        const double norm = m_golden.at("grad_norm")[step].get<double>();
        EXPECT_NEAR(report.gradientNorm, norm, 1e-4 * norm) << "step " << step;
        EXPECT_LE(report.computedTokens, report.tokens);
    }
    for (std::size_t i = 0; i < m_comparisons.size(); ++i) {
        const TokenizedComparison* comparison = &m_comparisons[i];
        const auto scores = model.score(training::packed({&comparison, 1}));
        const Json& after = m_golden.at("rewards_after")[i];
        expectScores(scores, Json::array({after.at("chosen"), after.at("rejected")}), 1e-4);
    }
    const backbone::Adapter adapter = model.adapter();
    std::size_t far = 0;
    std::size_t count = 0;
    const auto compare = [&](const std::vector<float>& values, const std::string& name) {
        const auto golden = readTensor(fixturePath(m_stem + ".safetensors"), name);
        ASSERT_EQ(values.size(), golden.size()) << name;
        for (std::size_t i = 0; i < golden.size(); ++i) {
            const double difference = std::abs(static_cast<double>(values[i]) - static_cast<double>(golden[i]));
            ASSERT_LT(difference, 2e-4) << name << " at " << i;
            far += difference > 2e-6;
            ++count;
        }
    };
    const std::string prefix =
        std::string("base_model.model.") + (std::string(GetParam().model) == "tiny-gpt2" ? "transformer." : "model.");
    for (const auto& layer : adapter.layers) {
        compare(layer.a.values, prefix + layer.name + ".lora_A.weight");
        compare(layer.b.values, prefix + layer.name + ".lora_B.weight");
    }
    compare(adapter.score.values, "base_model.model.score.weight");
    EXPECT_LE(static_cast<double>(far), 0.01 * static_cast<double>(count));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Trajectory,
    testing::Values(Case{"tiny-llama", "base"}, Case{"tiny-llama", "mean_and_variance"},
        Case{"tiny-llama", "categorical"}, Case{"tiny-gpt2", "base"}, Case{"tiny-gpt2", "mean_and_variance"},
        Case{"tiny-gpt2", "categorical"}),
    [](const auto& test) {
        std::string name = std::string(test.param.model) + "_" + test.param.head;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

} // namespace
