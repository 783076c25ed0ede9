#include "base/files.hpp"
#include "error_message.hpp"
#include "small_runs.hpp"

#include <cmath>

namespace dpl::synthetic {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using preference::SyntheticModel;

/// Two iterations in two dimensions, with the voting scores that only an ended classifier has.
SyntheticResult untrainedTwoDimensional()
{
    SyntheticParams params = test::smallParams();
    params.environment = "2d";
    SyntheticResult result = test::runUntil(params, SyntheticModel::classifier, 2);
    result.models.back().voting = result.truth.voting;
    return result;
}

TEST(SyntheticResult, roundTripsThroughJson)
{
    ASSERT_TRUE(test::smallRun().finished);
    for (const SyntheticResult& result : {test::smallRun(), untrainedTwoDimensional()}) {
        ASSERT_EQ(result.models.size(), 4u);
        const std::string text = result.toJson().dump();
        const SyntheticResult again = SyntheticResult::fromJson(parseJson(text, "again"), "again");
        EXPECT_EQ(again, result) << "to the bit";
        EXPECT_EQ(again.toJson().dump(), text);
    }
}

TEST(SyntheticResult, holdsWhatItsHeaderSays)
{
    const SyntheticResult& result = test::smallRun();
    const std::vector<SyntheticModel> order{
        SyntheticModel::base, SyntheticModel::meanAndVariance, SyntheticModel::categorical, SyntheticModel::classifier};
    for (std::size_t i = 0; i < order.size(); ++i) {
        const ModelResult& model = result.models[i];
        SCOPED_TRACE(toString(order[i]));
        EXPECT_EQ(model.model, order[i]);
        EXPECT_EQ(model.seed, 3u);
        EXPECT_EQ(model.iterations, 8);
        EXPECT_EQ(model.lossSteps, (std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8}));
        ASSERT_EQ(model.losses.size(), 8u);
        EXPECT_NEAR(model.finalLoss.value(), meanAndDeviation(model.losses).mean, 1e-14)
            << "ten iterations at least: all of them";
        EXPECT_NEAR(model.heldoutLoss.value(), 0.7, 0.3);
        EXPECT_GT(model.msPerIteration.value(), 0.0);
        const bool isClassifier = order[i] == SyntheticModel::classifier;
        EXPECT_EQ(model.mean.size(), isClassifier ? 0u : 201u);
        EXPECT_EQ(model.stdev.size(), isClassifier || order[i] == SyntheticModel::base ? 0u : 201u);
        EXPECT_EQ(model.probabilities.size(), order[i] == SyntheticModel::categorical ? 201u * 20u : 0u);
        EXPECT_EQ(model.voting.has_value(), isClassifier);
        EXPECT_TRUE(model.tauBorda.has_value());
        EXPECT_EQ(model.tauExpectedUtility.has_value(), !isClassifier);
        EXPECT_EQ(model.r2.has_value(), !model.stdev.empty());
        EXPECT_EQ(model.sigmaError.has_value(), !model.stdev.empty());
    }
}

TEST(SyntheticResult, damagedJsonIsAnErrorWithItsPath)
{
    const Json whole = test::smallRun().toJson();
    const auto error = [&](auto spoil) {
        Json json = whole;
        spoil(json);
        const std::string message = errorOf([&] { SyntheticResult::fromJson(json, "result.json"); });
        EXPECT_TRUE(message.starts_with("result.json")) << message;
        return message;
    };
    EXPECT_EQ(errorOf([&] { SyntheticResult::fromJson(whole, "result.json"); }), "");
    EXPECT_TRUE(says(error([](Json& j) { j["version"] = 2; }), "newer version"));
    EXPECT_TRUE(says(error([](Json& j) { j.erase("version"); }), "\"version\" is missing"));
    EXPECT_TRUE(says(error([](Json& j) { j["params"]["lr"] = "x"; }), {"params", "lr"}));
    EXPECT_TRUE(says(error([](Json& j) { j["finished"] = 1; }), "finished"));
    EXPECT_TRUE(says(error([](Json& j) { j["truth"]["borda_count"].erase(0); }),
        {"truth", "borda_count", "200 values instead of 201"}));
    EXPECT_TRUE(
        says(error([](Json& j) { j["truth"]["voting"]["maximin"].push_back(1); }), {"voting", "maximin", "102"}));
    EXPECT_TRUE(says(error([](Json& j) { j["models"] = Json::object(); }), {"models", "an array"}));
    EXPECT_TRUE(says(error([](Json& j) { j["models"][1]["mean"][7] = "x"; }), {"models[1]", "mean[7]", "a number"}));
    EXPECT_TRUE(says(error([](Json& j) { j["models"][1]["stdev"].push_back(0.5); }), {"models[1]", "stdev", "202"}));
    EXPECT_TRUE(
        says(error([](Json& j) { j["models"][2]["probabilities"].erase(3); }), {"models[2]", "probabilities", "4019"}));
    EXPECT_TRUE(says(
        error([](Json& j) { j["models"][0]["losses"].erase(0); }), {"models[0]", "losses", "7 values instead of 8"}));
    EXPECT_TRUE(says(error([](Json& j) { j["models"][3]["model"] = "oracle"; }), {"models[3]", "oracle"}));
    EXPECT_TRUE(says(error([](Json& j) { j["models"][3].erase("seed"); }), {"models[3]", "seed"}));
    EXPECT_TRUE(says(error([](Json& j) { j["models"][0]["r2"] = "high"; }), {"models[0]", "r2"}));
}

TEST(GroundTruth, isThatOfTheEnvironmentOnTheGrids)
{
    const GroundTruth& truth = test::smallRun().truth;
    ASSERT_EQ(truth.bordaCount.size(), 201u);
    EXPECT_NEAR(truth.bordaCount[100], 0.6, 1e-12);
    EXPECT_NEAR(truth.bordaCount[180], 0.275 + 0.25 * 0.9, 1e-12);
    EXPECT_NEAR(truth.expectedUtility[180], 0.9, 1e-12);
    EXPECT_NEAR(truth.standardDeviation[180], 0.9, 1e-12);
    EXPECT_EQ(truth.standardDeviation[100], 0.0);
    EXPECT_EQ(truth.voting.copeland.size(), 101u);
}

TEST(Assess, readsTauRSquaredAndTheErrorOfSigmaOffTheCurves)
{
    GroundTruth truth;
    truth.bordaCount = {0.1, 0.2, 0.4, 0.3};
    truth.expectedUtility = {0.0, 1.0, 2.0, 3.0};
    truth.standardDeviation = {0.0, 0.0, 1.0, 1.0};
    ModelResult model;
    model.mean = {0.0, 0.5, 1.0, 1.5}; // half the scale of the truth
    model.stdev = {0.1, 0.0, 0.5, 0.25};
    assess(model, truth);
    EXPECT_NEAR(model.tauBorda.value(), 4.0 / 6.0, 1e-15);
    EXPECT_EQ(model.tauExpectedUtility.value(), 1.0);
    const double between = 0.3125;
    const double within = (0.01 + 0.25 + 0.0625) / 4.0;
    EXPECT_NEAR(model.r2.value(), between / (between + within), 1e-14);
    EXPECT_NEAR(model.sigmaError.value(), (0.2 + 0.0 + 0.0 + 0.5) / 4.0, 1e-14);

    ModelResult constant;
    constant.mean = {1.0, 1.0, 1.0, 1.0};
    assess(constant, truth);
    EXPECT_FALSE(constant.tauBorda.has_value()) << "there is no order, and no NaN in files";
    EXPECT_FALSE(constant.r2.has_value());
}

/// Two seeds of two models, by hand.
SyntheticResult resultOfTwoSeeds()
{
    SyntheticResult result;
    result.params.models = {SyntheticModel::categorical, SyntheticModel::base};
    result.params.seeds = 2;
    for (const std::uint64_t seed : {0, 1}) {
        for (const SyntheticModel model : result.params.models) {
            ModelResult entry;
            entry.model = model;
            entry.seed = seed;
            entry.heldoutLoss = 0.5 + 0.2 * static_cast<double>(seed);
            if (model == SyntheticModel::categorical) {
                entry.r2 = 0.4;
            } else if (seed == 0) {
                entry.tauBorda = 0.9;
            }
            result.models.push_back(entry);
        }
    }
    return result;
}

TEST(Summary, isOverSeedsAndMissingWhereASeedLacksIt)
{
    const SyntheticResult result = resultOfTwoSeeds();
    const auto seeds = overSeeds(result, SyntheticModel::base);
    ASSERT_EQ(seeds.size(), 2u);
    EXPECT_EQ(seeds[0]->seed, 0u);
    EXPECT_EQ(seeds[1]->seed, 1u);
    const auto loss = summary(result, SyntheticModel::base, &ModelResult::heldoutLoss);
    ASSERT_TRUE(loss.has_value());
    EXPECT_NEAR(loss->mean, 0.6, 1e-15);
    EXPECT_NEAR(loss->deviation, 0.2 / std::sqrt(2.0), 1e-15);
    EXPECT_FALSE(summary(result, SyntheticModel::base, &ModelResult::tauBorda).has_value());
    EXPECT_FALSE(summary(result, SyntheticModel::classifier, &ModelResult::heldoutLoss).has_value());
}

TEST(Summary, asJsonHasEveryModelAndEveryMeasure)
{
    const Json json = summaryJson(resultOfTwoSeeds());
    ASSERT_EQ(json.size(), 2u);
    EXPECT_EQ(json.begin().key(), "categorical");
    for (const char* key : {"ms_per_iteration", "final_loss", "heldout_loss", "kendall_tau_borda",
             "kendall_tau_expected_utility", "r2", "sigma_error"}) {
        EXPECT_TRUE(json["base"].contains(key)) << key;
    }
    EXPECT_TRUE(json["base"]["kendall_tau_borda"].is_null());
    EXPECT_NEAR(json["base"]["heldout_loss"].get<double>(), 0.6, 1e-15);
    EXPECT_TRUE(json["base"].contains("heldout_loss_deviation"));
    EXPECT_EQ(json["categorical"]["r2_deviation"], 0.0);
    EXPECT_FALSE(summaryJson(test::smallRun())["base"].contains("heldout_loss_deviation"))
        << "one seed has no deviation";
}

} // namespace
} // namespace dpl::synthetic
