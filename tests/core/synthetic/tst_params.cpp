#include "error_message.hpp"
#include "synthetic/params.hpp"

#include <functional>
#include <limits>

namespace dpl::synthetic {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using preference::SyntheticModel;

const Json& customEnvironment()
{
    static const Json json = parseJson(
        R"({"name": "risky", "contexts": [{"name": "all", "probability": 1, "utility": [[0, 0], [1, 1]]}]})", "custom");
    return json;
}

/// Params that differ from the defaults everywhere.
SyntheticParams unusual()
{
    SyntheticParams params;
    params.environment = customEnvironment();
    params.models = {SyntheticModel::categorical, SyntheticModel::base};
    params.batchSize = 64;
    params.learningRate = 0.00123;
    params.iterations = 77;
    params.seed = 5;
    params.seeds = 3;
    params.alternatives = 32;
    params.comparisons = 100;
    params.maxStdev = 0.7;
    return params;
}

TEST(SyntheticParams, defaultsAreTheReferences)
{
    const SyntheticParams params;
    EXPECT_EQ(params.batchSize, 128);
    EXPECT_EQ(params.learningRate, 1e-4);
    EXPECT_EQ(params.iterations, 1000);
    EXPECT_FALSE(params.maxStdev.has_value());
    EXPECT_EQ(params.sampling().alternatives, 0u) << "two fresh alternatives per comparison";
    EXPECT_EQ(params.sampling().comparisons, 128u);
    EXPECT_EQ(params.models,
        (std::vector{SyntheticModel::base, SyntheticModel::meanAndVariance, SyntheticModel::categorical,
            SyntheticModel::classifier}));
    EXPECT_NO_THROW(params.validate());
    EXPECT_EQ(SyntheticParams::fromJson(parseJson(R"({"env": "1d"})", "p"), "p"), params);
}

TEST(SyntheticParams, presetsAreTheHeadlineFigureAndAFasterOne)
{
    EXPECT_EQ(referenceFolder(paperPreset()), std::filesystem::path("1d/2048_0.001_1000"));
    EXPECT_EQ(fastPreset().sampling().alternatives, 1024u);
    EXPECT_EQ(fastPreset().sampling().comparisons, 16384u);
    EXPECT_NO_THROW(paperPreset().validate());
    EXPECT_NO_THROW(fastPreset().validate());
}

TEST(SyntheticParams, roundTripThroughJson)
{
    for (const SyntheticParams& params : {SyntheticParams(), paperPreset(), fastPreset(), unusual()}) {
        const Json json = params.toJson();
        EXPECT_EQ(SyntheticParams::fromJson(json, "again"), params);
        EXPECT_EQ(SyntheticParams::fromJson(parseJson(json.dump(), "again"), "again").toJson().dump(), json.dump());
    }
    const SyntheticParams one;
    SyntheticParams other;
    other.maxStdev = 1.0;
    EXPECT_NE(one, other);
}

TEST(SyntheticParams, keepEverySeed)
{
    for (const std::uint64_t seed : {std::uint64_t{1} << 31, (std::uint64_t{1} << 53) + 1, ~std::uint64_t{0}}) {
        SyntheticParams params;
        params.seed = seed;
        EXPECT_EQ(SyntheticParams::fromJson(Json::parse(params.toJson().dump()), "params").seed, seed);
    }
}

TEST(SyntheticParams, jsonErrorsBeginWithTheSourceAndNameTheKey)
{
    const auto error = [](const std::string& json) {
        const std::string message = errorOf([&] { SyntheticParams::fromJson(parseJson(json, "p.json"), "p.json"); });
        EXPECT_TRUE(message.starts_with("p.json")) << json << ": " << message;
        return message;
    };
    EXPECT_TRUE(says(error(R"({})"), {"env", "missing"}));
    EXPECT_TRUE(says(error(R"({"env": "1d", "batchsize": 3})"), {"\"batchsize\"", "batch_size"}));
    EXPECT_TRUE(says(error(R"({"env": "1d", "batch_size": "3"})"), "batch_size"));
    EXPECT_TRUE(says(error(R"({"env": "1d", "batch_size": 3.5})"), {"batch_size", "3.5"}));
    EXPECT_TRUE(says(error(R"({"env": "1d", "seed": -1})"), {"seed", "-1", "0 or more"}));
    EXPECT_TRUE(says(error(R"({"env": "1d", "lr": 0})"), {"lr", "0.0"}));
    EXPECT_TRUE(says(error(R"({"env": "1d", "models": ["bse"]})"), {"models", "bse", "mean_and_variance"}));
    EXPECT_TRUE(says(error(R"({"env": "1d", "models": [1]})"), "models"));
    EXPECT_TRUE(says(error(R"({"env": "3d"})"), "env"));
    EXPECT_TRUE(says(error(R"({"env": {"name": "x", "contexts": []}})"), {"env", "contexts"}));
    EXPECT_TRUE(says(error(R"([])"), "object"));
}

struct Invalid {
    const char* what;
    std::function<void(SyntheticParams&)> spoil;
    std::vector<std::string> message;
};

TEST(SyntheticParams, validationNamesTheParameterItsValueAndWhatItMayBe)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<Invalid> all{
        {"no models", [](auto& p) { p.models.clear(); }, {"models", "at least one of base"}},
        {"a model twice", [](auto& p) { p.models = {SyntheticModel::base, SyntheticModel::base}; },
            {"models", "base,base", "different"}},
        {"batch of one", [](auto& p) { p.batchSize = 1; }, {"batch_size", "between 2 and 1048576", "not 1"}},
        {"batch too large", [](auto& p) { p.batchSize = (1 << 20) + 1; }, {"batch_size", "1048577"}},
        {"lr 0", [](auto& p) { p.learningRate = 0.0; }, {"lr must be above 0 and at most 1, not 0.0"}},
        {"lr negative", [](auto& p) { p.learningRate = -1e-5; }, {"lr", "-1e-05"}},
        {"lr above 1", [](auto& p) { p.learningRate = 1.5; }, {"lr", "1.5"}},
        {"lr no number", [nan](auto& p) { p.learningRate = nan; }, {"lr", "nan"}},
        {"no iterations", [](auto& p) { p.iterations = 0; }, {"num_iterations", "not 0"}},
        {"iterations without end", [](auto& p) { p.iterations = 100'000'001; }, {"num_iterations", "100000001"}},
        {"no seeds", [](auto& p) { p.seeds = 0; }, {"seeds", "between 1 and 1000"}},
        {"too many seeds", [](auto& p) { p.seeds = 1001; }, {"seeds", "1001"}},
        {"one alternative", [](auto& p) { p.alternatives = 1; }, {"alternatives", "0 (two new ones", "not 1"}},
        {"alternatives negative", [](auto& p) { p.alternatives = -2; }, {"alternatives", "-2"}},
        {"too many alternatives", [](auto& p) { p.alternatives = (1 << 20) + 1; }, {"alternatives", "1048577"}},
        {"one comparison",
            [](auto& p) {
                p.alternatives = 10;
                p.comparisons = 1;
            },
            {"comparisons", "not 1"}},
        {"too many comparisons",
            [](auto& p) {
                p.alternatives = 10;
                p.comparisons = (1 << 24) + 1;
            },
            {"comparisons", "16777217"}},
        {"comparisons without reuse", [](auto& p) { p.comparisons = 100; }, {"comparisons", "--alternatives"}},
        {"max_std 0", [](auto& p) { p.maxStdev = 0.0; }, {"max_std", "above 0"}},
        {"max_std infinite", [infinity](auto& p) { p.maxStdev = infinity; }, {"max_std", "inf"}},
    };
    for (const Invalid& invalid : all) {
        SyntheticParams params;
        invalid.spoil(params);
        const std::string error = errorOf([&] { params.validate(); });
        for (const std::string& part : invalid.message) {
            EXPECT_TRUE(says(error, part)) << invalid.what;
        }
    }
}

TEST(SyntheticParams, validationAllowsTheBounds)
{
    SyntheticParams params;
    params.batchSize = 2;
    params.learningRate = 1.0;
    params.iterations = 1;
    params.alternatives = 2;
    params.comparisons = 2;
    params.seeds = 1000;
    EXPECT_NO_THROW(params.validate());
    params.batchSize = 1 << 20;
    params.iterations = 100'000'000;
    params.alternatives = 1 << 20;
    params.comparisons = 1 << 24;
    EXPECT_NO_THROW(params.validate());
}

TEST(SyntheticParams, samplingFallsBackToTheBatchSize)
{
    SyntheticParams params;
    params.alternatives = 50;
    EXPECT_EQ(params.sampling().comparisons, 128u);
    params.comparisons = 700;
    EXPECT_EQ(params.sampling().comparisons, 700u);
    EXPECT_EQ(params.sampling().alternatives, 50u);
}

TEST(SyntheticParams, foldersAreNamedAsTheReferenceNamesThem)
{
    SyntheticParams params;
    EXPECT_EQ(referenceFolder(params), std::filesystem::path("1d/128_0.0001_1000"));
    params.environment = "2d";
    params.learningRate = 1e-5;
    params.batchSize = 4096;
    params.iterations = 20;
    EXPECT_EQ(referenceFolder(params), std::filesystem::path("2d/4096_1e-05_20"));
    EXPECT_EQ(referenceFolder(unusual()), std::filesystem::path("risky/64_0.00123_77"));
    EXPECT_EQ(runFolderName(params), referenceFolder(params)) << "the reference's where nothing else differs";
    params.seed = 1;
    params.seeds = 3;
    params.models = {preference::SyntheticModel::base, preference::SyntheticModel::categorical};
    params.alternatives = 64;
    params.comparisons = 1024;
    params.maxStdev = 2.5;
    EXPECT_EQ(runFolderName(params),
        std::filesystem::path(
            "2d/4096_1e-05_20_seed-1_seeds-3_models-base+categorical_alternatives-64_comparisons-1024_max_std-2.5"));
    EXPECT_EQ(titleOf(params), "Synthetic 2-D");
    EXPECT_EQ(titleOf(SyntheticParams()), "Synthetic 1-D");
    EXPECT_EQ(titleOf(unusual()), "Synthetic risky");
    EXPECT_EQ(environmentName(unusual()), "risky");
}

TEST(SyntheticParams, commandLineSaysWhatDiffersFromTheDefaults)
{
    using Arguments = std::vector<std::string>;
    EXPECT_EQ(commandLine(paperPreset(), ""),
        (Arguments{
            "dpl", "synthetic", "--env", "1d", "--batch_size", "2048", "--lr", "0.001", "--num_iterations", "1000"}));
    EXPECT_EQ(commandLine(unusual(), customEnvironment().dump()),
        (Arguments{"dpl", "synthetic", "--env", customEnvironment().dump(), "--batch_size", "64", "--lr", "0.00123",
            "--num_iterations", "77", "--models", "categorical,base", "--seed", "5", "--seeds", "3", "--alternatives",
            "32", "--comparisons", "100", "--max_std", "0.7"}));
}

} // namespace
} // namespace dpl::synthetic
