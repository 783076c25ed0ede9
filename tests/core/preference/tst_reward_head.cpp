#include "base/error.hpp"
#include "error_message.hpp"
#include "fixture_files.hpp"
#include "preference/reward_head.hpp"

#include <limits>
#include <set>

namespace dpl::preference {
namespace {

using test::expectClose;
using test::expectCloseToLargest;
using test::flattened;

/// `form`: of the likelihood and of the entropy term.
HeadOptions optionsOf(double variancePenalty, double entropyCoefficient, const std::string& form)
{
    HeadOptions options;
    options.at("variance_penalty") = variancePenalty;
    options.at("entropy_coeff") = entropyCoefficient;
    options.at("gaussian_likelihood") = form;
    options.at("entropy_term") = form;
    return options;
}

class RewardLossCase : public testing::TestWithParam<std::size_t> {
protected:
    static const Json& file()
    {
        static const Json json = test::fixture("losses/reward_losses.json");
        return json;
    }

    void SetUp() override
    {
        m_case = file()["cases"][GetParam()];
        m_name = m_case["name"].get<std::string>();
        m_head = rewardHeadFromString(m_case["head"].get<std::string>());
        m_outputs = m_case["num_outputs"].get<int>();
        m_chosen = flattened(m_case["rewards_chosen"]);
        m_rejected = flattened(m_case["rewards_rejected"]);
    }

    bool delicate() const { return m_name.starts_with("tiny_std") || m_name.starts_with("extreme"); }

    void compare(const RewardLoss& loss, const Json& expected, const std::string& what) const
    {
        expectClose({loss.trainingLoss}, {expected["loss"].get<double>()}, 1e-12, 1e-13, what + " loss");
        for (const auto& [actual, key] :
            {std::pair{loss.dChosen, "grad_chosen"}, std::pair{loss.dRejected, "grad_rejected"}}) {
            if (delicate()) {
                expectCloseToLargest(actual, flattened(expected[key]), 1e-9, what + " " + key);
            } else {
                expectClose(actual, flattened(expected[key]), 1e-12, 1e-13, what + " " + key);
            }
        }
    }

    Json m_case;
    std::string m_name;
    RewardHead m_head = RewardHead::base;
    int m_outputs = 1;
    std::vector<double> m_chosen;
    std::vector<double> m_rejected;
};

TEST_P(RewardLossCase, equalsTheReference)
{
    const RewardLoss plain = rewardLoss(m_head, m_outputs, m_chosen, m_rejected);
    expectClose(plain.perComparison, flattened(m_case["per_sample_loss"]), 1e-12, 1e-13, m_name + " per comparison");
    expectClose({plain.evaluationLoss}, {m_case["eval_loss"].get<double>()}, 1e-12, 1e-13, m_name + " evaluation loss");
    if (m_head != RewardHead::categorical || m_case["min_distance_of_per_sample_loss_from_ln2"].get<double>() > 1e-12) {
        EXPECT_DOUBLE_EQ(plain.accuracy, m_case["accuracy"].get<double>());
    }
    for (const Json& training : m_case["training"]) {
        const HeadOptions options =
            optionsOf(training.value("variance_penalty", 0.0), training.value("entropy_coeff", 0.0), "reference");
        compare(rewardLoss(m_head, m_outputs, m_chosen, m_rejected, options), training, m_name);
    }
}

TEST_P(RewardLossCase, equalsThePaperVariants)
{
    for (const Json& variant : m_case["paper_variants"]) {
        const HeadOptions options =
            optionsOf(variant.value("variance_penalty", 0.0), variant.value("entropy_coeff", 0.0), "paper");
        const RewardLoss loss = rewardLoss(m_head, m_outputs, m_chosen, m_rejected, options);
        compare(loss, variant, m_name + " " + variant["variant"].get<std::string>());
        if (variant.contains("per_sample_loss")) {
            expectClose(loss.perComparison, flattened(variant["per_sample_loss"]), 1e-12, 1e-13, m_name);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(fixtures, RewardLossCase, testing::Range<std::size_t>(0, 14));

TEST(RewardLoss, gradientsEqualFiniteDifferences)
{
    const std::vector<double> outputs{0.3, -0.7, 1.2, 0.1, 0.4, -1.1, 0.9, 0.2, -0.3, 0.8, -0.2, 0.5};
    for (const RewardHead head : {RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical}) {
        for (const std::string likelihood : {"reference", "paper"}) {
            for (const std::string entropy : {"reference", "paper"}) {
                HeadOptions options = optionsOf(0.2, 0.3, likelihood);
                options.at("entropy_term") = entropy;
                options.at("num_atoms") = std::int64_t{3};
                const int k = head->outputCount(options);
                std::vector<double> chosen(outputs.begin(), outputs.begin() + 2 * k);
                const std::vector<double> rejected(outputs.begin() + 6, outputs.begin() + 6 + 2 * k);
                const RewardLoss loss = rewardLoss(head, k, chosen, rejected, options);
                for (std::size_t i = 0; i < chosen.size(); ++i) {
                    const double middle = chosen[i];
                    constexpr double h = 1e-5;
                    chosen[i] = middle + h;
                    const double above = rewardLoss(head, k, chosen, rejected, options).trainingLoss;
                    chosen[i] = middle - h;
                    const double below = rewardLoss(head, k, chosen, rejected, options).trainingLoss;
                    chosen[i] = middle;
                    EXPECT_NEAR(loss.dChosen[i], (above - below) / (2.0 * h), 1e-9)
                        << toString(head) << " output " << i;
                }
            }
        }
    }
}

TEST(RewardLoss, staysFiniteWhereASoftmaxUnderflows)
{
    const std::vector<double> chosen{-2000.0, 0.0, 0.0};
    const std::vector<double> rejected{0.0, -3000.0, 4000.0};
    const RewardLoss loss = rewardLoss(RewardHead::categorical, 3, chosen, rejected);
    EXPECT_TRUE(std::isfinite(loss.trainingLoss));
    for (const double value : loss.dChosen) {
        EXPECT_TRUE(std::isfinite(value));
    }
    // The chosen side cannot win but by an atom of its own that ties: P = p_c(2) p_r(2) / 2.
    const std::vector<double> last{0.0, 0.0, -1500.0};
    const RewardLoss hopeless = rewardLoss(
        RewardHead::categorical, 3, last, std::vector{-800.0, -900.0, 0.0}, optionsOf(0.0, 0.0, "reference"));
    EXPECT_NEAR(hopeless.evaluationLoss, 800.0 + std::log(2.0) - std::log(1.5), 1e-9);
    EXPECT_NEAR(hopeless.dRejected[2], 1.0, 1e-9);
    EXPECT_NEAR(hopeless.dRejected[0], -1.0, 1e-9);
}

TEST(RewardLoss, staysFiniteWhereASpreadUnderflows)
{
    const RewardLoss loss =
        rewardLoss(RewardHead::meanAndVariance, 2, std::vector{0.0, -900.0}, std::vector{1.0, -900.0});
    EXPECT_TRUE(std::isfinite(loss.trainingLoss));
    EXPECT_TRUE(std::isfinite(loss.dChosen[0]) && std::isfinite(loss.dChosen[1]));
}

TEST(RewardLoss, rejectsSizesThatDoNotFit)
{
    EXPECT_THROW(rewardLoss(RewardHead::meanAndVariance, 2, std::vector{0.0, 1.0}, std::vector{0.0}), Error);
    EXPECT_THROW(
        rewardLoss(RewardHead::meanAndVariance, 3, std::vector{0.0, 1.0, 2.0}, std::vector{0.0, 1.0, 2.0}), Error);
    EXPECT_THROW(rewardHeadFromString("mean"), Error);
}

TEST(RewardHead, namesRoundTrip)
{
    for (const RewardHead head : {RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical}) {
        EXPECT_EQ(rewardHeadFromString(toString(head)), head);
    }
}

TEST(RewardHead, thePapersComeFirstInTheRegistry)
{
    EXPECT_EQ(RewardHead::base->name(), "base");
    EXPECT_EQ(RewardHead::meanAndVariance->name(), "mean_and_variance");
    EXPECT_EQ(RewardHead::categorical->name(), "categorical");
    EXPECT_EQ(allRewardHeads(), (std::vector{RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical}));
    EXPECT_EQ(distributionalHeads(), (std::vector{RewardHead::meanAndVariance, RewardHead::categorical}));
    EXPECT_EQ(RewardHead(), RewardHead::base);
    EXPECT_TRUE(test::says(test::errorOf([] { rewardHeadFromString("mean"); }),
        "\"mean\" is not a reward head; use base, mean_and_variance or categorical"));
}

/// A head whose declarations contradict each other would be told wrongly by its files.
TEST(RewardHead, definitionsAreConsistent)
{
    std::set<std::string> names;
    std::set<report::SeriesRole> roles;
    for (const RewardHead head : allRewardHeads()) {
        SCOPED_TRACE(head->name());
        EXPECT_TRUE(names.insert(head->name()).second);
        EXPECT_TRUE(roles.insert(head->role()).second);
        EXPECT_FALSE(head->label().empty());
        const int outputs = head->outputCount({});
        EXPECT_TRUE(head->canHave(outputs));
        const auto any = distribution(head, std::vector<double>(static_cast<std::size_t>(outputs), 0.5));
        EXPECT_EQ(head->isPoint(), utility::kindOf(any) == utility::UtilityKind::point);
        EXPECT_EQ(utility::stdev(any) == 0.0, head->isPoint());
    }
    std::set<std::string> options;
    for (const HeadOption& option : headOptions()) {
        EXPECT_TRUE(options.insert(option.name).second) << option.name;
        EXPECT_EQ(std::holds_alternative<std::string>(option.standard), !option.choices.empty()) << option.name;
        EXPECT_FALSE(option.label.empty() || option.description.empty()) << option.name;
    }
}

TEST(HeadOptions, areListedAsTheReferenceListsThem)
{
    std::vector<std::string> names;
    for (const HeadOption& option : headOptions()) {
        names.push_back(option.name);
    }
    EXPECT_EQ(names,
        (std::vector<std::string>{
            "num_atoms", "entropy_coeff", "variance_penalty", "gaussian_likelihood", "entropy_term"}));
    EXPECT_NO_THROW(HeadOptions().validate());
}

TEST(HeadOptions, saysWhatAnOptionMayBe)
{
    const auto problemOf = [](const std::string& name, OptionValue value) {
        HeadOptions options;
        options.at(name) = std::move(value);
        return test::errorOf([&] { options.validate(); });
    };
    EXPECT_EQ(problemOf("num_atoms", std::int64_t{2}),
        "num_atoms must be between 3 and 1000 (two outputs are those of mean_and_variance)");
    EXPECT_EQ(problemOf("entropy_coeff", -0.5), "entropy_coeff must be 0 or more");
    EXPECT_EQ(
        problemOf("variance_penalty", std::numeric_limits<double>::infinity()), "variance_penalty must be 0 or more");
    EXPECT_EQ(problemOf("entropy_term", "mine"), "entropy_term: \"mine\" is not known; it is reference or paper");
    EXPECT_TRUE(test::says(test::errorOf([] { HeadOptions().number("no_such"); }), "no_such"));
    EXPECT_TRUE(test::says(test::errorOf([] { HeadOptions().number("num_atoms"); }), "num_atoms"));
}

/// Outputs of heads, and what the reference computes from them.
TEST(RewardHead, distributionsEqualTheReference)
{
    const Json file = test::fixture("evaluation/distribution_statistics.json");
    for (const Json& entry : file["heads"]) {
        const RewardHead head = rewardHeadFromString(entry["head"].get<std::string>());
        std::vector<utility::UtilityDistribution> rows;
        std::vector<double> means;
        std::vector<double> stdevs;
        for (const Json& outputs : entry["outputs"]) {
            rows.push_back(distribution(head, flattened(outputs)));
            means.push_back(utility::mean(rows.back()));
            stdevs.push_back(utility::stdev(rows.back()));
        }
        expectClose(means, flattened(entry["mean"]), 1e-12, 1e-12, "mean");
        expectClose(stdevs, flattened(entry["stdev"]), 1e-12, 1e-12, "stdev");
        for (const auto& [alpha, expected] : entry["quantile"].items()) {
            std::vector<double> quantiles;
            for (const auto& row : rows) {
                quantiles.push_back(utility::quantile(row, std::stod(alpha)));
            }
            expectClose(quantiles, flattened(expected), 1e-12, 1e-12, toString(head) + " quantile " + alpha);
        }
        for (const Json& slice : entry["explained_variance"]) {
            std::vector<double> sliceMeans;
            std::vector<double> sliceStdevs;
            for (const Json& row : slice["rows"]) {
                sliceMeans.push_back(means[row.get<std::size_t>()]);
                sliceStdevs.push_back(stdevs[row.get<std::size_t>()]);
            }
            EXPECT_NEAR(utility::explainedVariance(sliceMeans, sliceStdevs), slice["r2"].get<double>(), 1e-12);
        }
        const auto exact = flattened(entry["probability_a_preferred_exact"]);
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const Json& pair = entry["pairs"][i];
            const auto& a = rows[pair[0].get<std::size_t>()];
            const auto& b = rows[pair[1].get<std::size_t>()];
            EXPECT_NEAR(utility::probabilityPreferred(a, b), exact[i], 1e-12);
        }
    }
}

} // namespace
} // namespace dpl::preference
