#include "core/backbone/fixtures.hpp"

#include "base/files.hpp"
#include "error_message.hpp"
#include "preference/reward_head.hpp"
#include "scoring/checkpoint_model.hpp"
#include "temporary_folder.hpp"
#include "training/model_card.hpp"

#include <array>
#include <cstdlib>

namespace {

using namespace dpl;
using namespace dpl::test;
using training::TrainingParams;
using training::TrainingResult;

TrainingParams paramsOf(const std::string& head)
{
    TrainingParams params;
    params.modelName = fixturePath("models/tiny-gpt2").string();
    params.dataPath = fixturePath("training/lora_pairs.jsonl").string();
    params.rewardModelType = head;
    params.learningRate = 1e-2;
    params.maxLength = 256;
    params.seed = 3;
    return params;
}

/// The lines of a card's Python.
std::string pythonOf(const std::string& card)
{
    const std::string begin = "```python\n";
    const std::size_t from = card.find(begin) + begin.size();
    return card.substr(from, card.find("```\n", from) - from);
}

TEST(ModelCards, sayWhatTheModelIs)
{
    TrainingParams params = paramsOf("categorical");
    params.dataPath = "rows|with a bar";
    TrainingResult result;
    result.steps = 12;
    result.comparisons = 34;
    result.trainLoss = 0.65432;
    result.trainAccuracy = 0.75;
    result.heldOut = training::HeldOut{0.6, 0.8, 56, {}};
    const std::string card = training::modelCard(params, result, "ada/tiny\"quoted\"");
    EXPECT_TRUE(says(card,
        {"base_model: \"ada/tiny\\\"quoted\\\"\"", "library_name: peft", "reward-model", "categorical, 10 outputs",
            "rows\\|with a bar, both, 34 comparisons", "12 steps", "0.6543 nats, accuracy 0.75",
            "on 56 test comparisons", "dpl evaluate", "PeftModel", "num_labels=10"}))
        << card;
    EXPECT_EQ(card, training::modelCard(params, result, "ada/tiny\"quoted\"")) << "nothing of the machine or the day";
    params.fullFineTuning = true;
    const std::string whole = training::modelCard(params, result, "x");
    EXPECT_EQ(whole.find("PeftModel"), std::string::npos);
    EXPECT_TRUE(says(whole, {"library_name: transformers", "every weight"}));
}

/// The card's own Python on a trained adapter gives what the program makes of the same text.
class ModelCardsInPython : public testing::TestWithParam<const char*> { };

TEST_P(ModelCardsInPython, giveTheSameDistribution)
{
    const char* python = std::getenv("DPL_PYTHON");
    if (!python) {
        GTEST_SKIP()
            << "set DPL_PYTHON to an interpreter with torch, transformers and peft to have it run the card's lines";
    }
    const TemporaryFolder folder;
    Observer observer;
    const auto model = folder / "model";
    training::train(paramsOf(GetParam()), {1, false, "cpu"}, {{}, model, {}}, observer, {});
    const std::string text = "\n\nHuman: Is tea good?\n\nAssistant: It is.";
    const std::array levels{0.01, 0.3, 0.5, 0.97};
    Json asked = Json::array();
    for (const double level : levels) {
        asked.push_back(level);
    }
    writeFileAtomically(folder / "run.py",
        pythonOf(readFile(model / "README.md")) + "\nimport json\nmean, sigma, quantile, atoms = read("
            + Json(text).dump() + ")\nprint(json.dumps([mean, sigma, [quantile(level) for level in " + asked.dump()
            + "], atoms]))\n");
    const std::string command = "cd '" + model.string() + "' && '" + std::string(python) + "' '"
        + (folder / "run.py").string() + "' > '" + (folder / "out.json").string() + "' 2> '"
        + (folder / "errors.txt").string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0) << readFile(folder / "errors.txt");
    const Json said = Json::parse(readFile(folder / "out.json"));

    scoring::CheckpointModels models("cpu", observer, {});
    scoring::CheckpointParams which;
    which.checkpoint = model;
    const backbone::RewardModel& loaded = models.load(which);
    const auto ids = models.reader().encode({{text}}, 1);
    const auto outputs = loaded.score(packed({ids.front()})).front();
    const preference::RewardHead head = preference::rewardHeadFromString(GetParam());
    const auto distribution = preference::distribution(head, outputs);
    constexpr double tolerance = 1e-4;
    EXPECT_NEAR(said[0].get<double>(), utility::mean(distribution), tolerance);
    EXPECT_NEAR(said[1].get<double>(), utility::stdev(distribution), tolerance);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        EXPECT_NEAR(said[2][i].get<double>(), utility::quantile(distribution, levels[i]), tolerance) << levels[i];
    }
    if (const auto* categorical = std::get_if<utility::CategoricalUtility>(&distribution)) {
        ASSERT_EQ(said[3].size(), categorical->probabilities.size());
        for (std::size_t i = 0; i < said[3].size(); ++i) {
            EXPECT_NEAR(said[3][i][1].get<double>(), categorical->probabilities[i], tolerance);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Heads, ModelCardsInPython, testing::Values("base", "mean_and_variance", "categorical"),
    [](const auto& test) { return std::string(test.param); });

/// Every head that is registered says in Python what its outputs mean.
TEST(ModelCards, haveLinesForEveryHead)
{
    for (const preference::RewardHead head :
        {preference::RewardHead::base, preference::RewardHead::meanAndVariance, preference::RewardHead::categorical}) {
        for (const char* name : {"mean", "sigma", "quantile", "atoms"}) {
            EXPECT_TRUE(says(head->python(), name)) << preference::toString(head);
        }
    }
}

} // namespace
