#include "base/error.hpp"
#include "base/random_stream.hpp"
#include "error_message.hpp"
#include "fixture_files.hpp"
#include "synthetic/builtin_environments.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <array>

namespace dpl::synthetic {
namespace {

const Json& golden()
{
    static const Json json = dpl::test::fixture("environments/environments.json");
    return json;
}

/// The 1-D environment, written as a custom one.
const char* const oneDimensionalAsJson = R"({
  "name": "risky",
  "contexts": [
    {"name": "hopeful", "probability": 0.5, "utility": [[0, 0], [0.8, 0.8], [0.8, 1.6], [1, 2]]},
    {"name": "fearful", "probability": [[0, 0.5], [1, 0.5]], "utility": [[0, 0], [0.8, 0.8], [0.8, 0], [1, 0]]}
  ]
})";

PiecewiseEnvironment custom(const std::string& json)
{
    return PiecewiseEnvironment::fromJson(parseJson(json, "test.json"), "test.json");
}

TEST(OneDimensionalEnvironment, equalsTheReference)
{
    const OneDimensionalEnvironment environment;
    const Json& expected = golden()["environment_1d"];
    for (std::size_t i = 0; i < expected["a"].size(); ++i) {
        const std::array a{expected["a"][i].get<double>()};
        EXPECT_NEAR(environment.expectedUtility(a), expected["expected_utility"][i].get<double>(), 1e-14);
        EXPECT_NEAR(environment.bordaCount(a), expected["borda"][i].get<double>(), 1e-14);
        const auto outcomes = environment.outcomes(a);
        EXPECT_DOUBLE_EQ(outcomes[0].utility, expected["utility_first_value"][i].get<double>());
        EXPECT_DOUBLE_EQ(outcomes[0].probability, expected["probability_of_first_value"][i].get<double>());
        if (outcomes.size() > 1) {
            EXPECT_DOUBLE_EQ(outcomes[1].utility, expected["utility_second_value"][i].get<double>());
        }
    }
    EXPECT_NEAR(environment.standardDeviation(std::array{0.9}), 0.9, 1e-14);
    EXPECT_EQ(environment.standardDeviation(std::array{0.5}), 0.0);
}

TEST(TwoDimensionalEnvironment, equalsTheReference)
{
    const TwoDimensionalEnvironment environment;
    const Json& expected = golden()["environment_2d"];
    const std::size_t n = expected["grid"].size();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            const std::array a{expected["grid"][i].get<double>(), expected["grid"][j].get<double>()};
            EXPECT_NEAR(environment.bordaCount(a), expected["borda_exact"][i][j].get<double>(), 1e-14);
            EXPECT_NEAR(TwoDimensionalEnvironment::referenceBordaCount(a[0], a[1]),
                expected["borda_reference_formula"][i][j].get<double>(), 1e-14);
            if (a[0] * a[1] < 1.0) {
                EXPECT_NEAR(environment.expectedUtility(a), expected["expected_utility"][i][j].get<double>(), 1e-13);
            }
        }
    }
}

TEST(TwoDimensionalEnvironment, agreesWithStoredMonteCarlo)
{
    const TwoDimensionalEnvironment environment;
    for (const Json& point : golden()["monte_carlo_2d"]) {
        const std::array a{point["x"].get<double>(), point["y"].get<double>()};
        EXPECT_NEAR(
            environment.bordaCount(a), point["borda"].get<double>(), 4.0 * point["borda_standard_error"].get<double>());
    }
}

class SampledEnvironment : public testing::TestWithParam<std::string> {
protected:
    static std::shared_ptr<const Environment> make(const std::string& name)
    {
        return name == "custom" ? std::make_shared<PiecewiseEnvironment>(custom(oneDimensionalAsJson))
                                : loadEnvironment(name);
    }
};

TEST_P(SampledEnvironment, simulationAgreesWithBordaCountAndExpectedUtility)
{
    const auto environment = make(GetParam());
    const auto d = static_cast<std::size_t>(environment->dimension());
    RandomStream random(7, {1});
    for (int point = 0; point < 6; ++point) {
        std::array<double, 2> a{random.uniform(), random.uniform()};
        const auto alternative = std::span<const double>(a).first(d);
        constexpr int draws = 100000;
        double wins = 0.0;
        double sum = 0.0;
        double squares = 0.0;
        for (int i = 0; i < draws; ++i) {
            const double u = environment->sampleUtility(alternative, random);
            std::array<double, 2> b{random.uniform(), random.uniform()};
            const double v = environment->sampleUtility(std::span<const double>(b).first(d), random);
            wins += u > v ? 1.0 : u == v ? 0.5 : 0.0;
            sum += u;
            squares += u * u;
        }
        EXPECT_NEAR(wins / draws, environment->bordaCount(alternative), 5.0 * 0.5 / std::sqrt(draws));
        const double deviation = environment->standardDeviation(alternative);
        EXPECT_NEAR(sum / draws, environment->expectedUtility(alternative), 5.0 * deviation / std::sqrt(draws) + 1e-9);
        EXPECT_NEAR(
            std::sqrt(std::max(0.0, squares / draws - sum / draws * sum / draws)), deviation, 0.05 * deviation + 1e-6);
    }
}

TEST_P(SampledEnvironment, numericalIntegrationAgreesWithTheBordaCount)
{
    const auto environment = make(GetParam());
    const auto d = static_cast<std::size_t>(environment->dimension());
    const NumericalBordaCount numerical(*environment);
    RandomStream random(9, {1});
    for (int point = 0; point < 200; ++point) {
        const std::array<double, 2> a{random.uniform(), random.uniform()};
        const auto alternative = std::span<const double>(a).first(d);
        EXPECT_NEAR(numerical.of(environment->outcomes(alternative)), environment->bordaCount(alternative),
            d == 1 ? 1e-5 : 2e-3);
    }
}

INSTANTIATE_TEST_SUITE_P(all, SampledEnvironment, testing::Values("1d", "2d", "custom"));

TEST(PiecewiseEnvironment, equalsTheBuiltInEnvironmentItDescribes)
{
    const PiecewiseEnvironment environment = custom(oneDimensionalAsJson);
    const OneDimensionalEnvironment builtIn;
    for (double a = 0.001; a <= 1.0; a += 0.001) {
        EXPECT_NEAR(environment.bordaCount(std::array{a}), builtIn.bordaCount(std::array{a}), 1e-5) << a;
        EXPECT_NEAR(environment.expectedUtility(std::array{a}), builtIn.expectedUtility(std::array{a}), 1e-12) << a;
        EXPECT_NEAR(environment.standardDeviation(std::array{a}), builtIn.standardDeviation(std::array{a}), 1e-12) << a;
    }
    // Exactly at 0 the utility ties with the tenth of all outcomes that are 0: half of it counts.
    EXPECT_NEAR(environment.bordaCount(std::array{0.0}), 0.05, 1e-5);
}

TEST(PiecewiseEnvironment, contextProbabilitiesMayDependOnTheAlternative)
{
    const PiecewiseEnvironment environment = custom(R"({"name": "slope", "contexts": [
        {"probability": [[0, 1], [1, 0]], "utility": 1}, {"probability": [[0, 0], [1, 1]], "utility": 0}]})");
    // P(u = 1) = 1 - a, over all alternatives 1/2: BC = (1 - a) 3/4 + a 1/4.
    for (const double a : {0.0, 0.25, 0.5, 1.0}) {
        EXPECT_NEAR(environment.expectedUtility(std::array{a}), 1.0 - a, 1e-12);
        EXPECT_NEAR(environment.bordaCount(std::array{a}), 0.75 - 0.5 * a, 1e-9);
        EXPECT_NEAR(environment.standardDeviation(std::array{a}), std::sqrt(a * (1.0 - a)), 1e-12);
    }
}

TEST(PiecewiseEnvironment, readsTheExamplesThatShip)
{
    int examples = 0;
    for (const auto& entry : std::filesystem::directory_iterator(DPL_EXAMPLE_ENVIRONMENTS)) {
        const auto environment = loadEnvironment(entry.path().string());
        EXPECT_EQ(environment->name(), entry.path().stem().string());
        EXPECT_EQ(environment->dimension(), 1);
        EXPECT_GT(environment->bordaCount(std::array{0.5}), 0.0);
        ++examples;
    }
    EXPECT_GE(examples, 3);
}

TEST(PiecewiseEnvironment, roundTripsThroughJson)
{
    const PiecewiseEnvironment environment = custom(oneDimensionalAsJson);
    const PiecewiseEnvironment again = PiecewiseEnvironment::fromJson(environment.toJson(), "again");
    EXPECT_EQ(again.name(), environment.name());
    EXPECT_EQ(again.contexts(), environment.contexts());
    EXPECT_EQ(again.toJson(), environment.toJson());
}

TEST(PiecewiseEnvironment, isReadFromItsText)
{
    const PiecewiseEnvironment described = custom(oneDimensionalAsJson);
    EXPECT_EQ(loadEnvironment(described.toJson().dump())->toJson(), described.toJson());
}

TEST(PiecewiseEnvironment, theExampleIsTheOneDimensionalEnvironment)
{
    const PiecewiseEnvironment example = PiecewiseEnvironment::example();
    EXPECT_EQ(example.name(), "risky");
    for (const double a : {0.1, 0.5, 0.79, 0.8, 1.0}) {
        EXPECT_NEAR(example.bordaCount(std::array{a}), OneDimensionalEnvironment().bordaCount(std::array{a}), 1e-4);
    }
}

TEST(PiecewiseEnvironment, normalisingKeepsOneProbabilityAndScalesTheOthers)
{
    const auto context = [](std::vector<PiecewiseLinear::Point> probability) {
        return HiddenContext{"", PiecewiseLinear(std::move(probability)), PiecewiseLinear()};
    };
    const auto constant = normalised({context({{0, 0.4}}), context({{0, 0.5}}), context({{0, 1.0}})}, 0);
    EXPECT_EQ(constant[0].probability.points(), (std::vector<PiecewiseLinear::Point>{{0.0, 0.4}}));
    ASSERT_EQ(constant[1].probability.points().size(), 1U);
    EXPECT_NEAR(constant[1].probability(0.0), 0.2, 1e-15);
    EXPECT_NEAR(constant[2].probability(0.0), 0.4, 1e-15);

    // Others of probability 0 share the rest; one context alone is certain; what is kept stays a probability.
    EXPECT_EQ(normalised({context({{0, 0.5}}), context({{0, 0}}), context({{0, 0}})}, 0)[2].probability(0.0), 0.25);
    EXPECT_EQ(normalised({context({{0, 0.3}})}, 0)[0].probability(0.0), 1.0);
    EXPECT_EQ(normalised({context({{0, 1.3}}), context({{0, 0.2}})}, 0)[1].probability(0.0), 0.0);

    // Slopes and jumps, at different places.
    const std::vector<PiecewiseLinear::Point> kept{{0.2, 0.9}, {0.3, 0.74}, {0.7, 0.1}};
    const auto varying =
        normalised({context({{0, 0.1}, {0.5, 0.3}, {0.5, 0.6}, {1, 0.2}}), context(kept), context({{0, 0.3}})}, 1);
    EXPECT_NO_THROW(PiecewiseEnvironment("sums-to-one", varying));
    EXPECT_EQ(varying[1].probability.points(), kept);
}

TEST(PiecewiseEnvironment, saysWhatIsWrongAndWhere)
{
    const auto message = [](const std::string& json) -> std::string {
        try {
            custom(json);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    const auto with = [](const std::string& context) { return R"({"name": "x", "contexts": [)" + context + "]}"; };
    EXPECT_NE(message("{\n  \"name\": \"x\",\n  contexts\n}").find("test.json:3:"), std::string::npos);
    EXPECT_NE(message(with("")).find("at least one hidden context"), std::string::npos);
    EXPECT_NE(
        message(with(R"({"probability": 0.4, "utility": 1})")).find("add up to 0.4 at a = 0.0"), std::string::npos);
    EXPECT_NE(message(with(R"({"probability": 1})")).find("\"utility\" is missing"), std::string::npos);
    EXPECT_NE(message(with(R"({"probability": 1, "utility": [[0, 0], [0.5]]})")).find("utility[1]"), std::string::npos);
    EXPECT_NE(message(with(R"({"probability": 1, "utility": [[0.6, 0], [0.5, 1]]})")).find("order the points"),
        std::string::npos);
    EXPECT_NE(message(with(R"({"probability": 1, "utility": [[0.5, 0], [1.5, 1]]})")).find("within [0, 1]"),
        std::string::npos);
    EXPECT_NE(message(with(R"({"probability": 1, "utility": 1, "utilty": 2})")).find("\"utilty\" is not known"),
        std::string::npos);
    EXPECT_NE(
        message(R"({"name": "../x", "contexts": [{"probability": 1, "utility": 1}]})").find("cannot name the folder"),
        std::string::npos);
    EXPECT_THROW(loadEnvironment("3d"), Error);
    EXPECT_NE(dpl::test::errorOf([] { loadEnvironment("{\"name\": x}"); }).find("environment:1:"), std::string::npos);
}

} // namespace
} // namespace dpl::synthetic
