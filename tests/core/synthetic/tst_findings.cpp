#include "synthetic/findings.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dpl::synthetic {
namespace {

using preference::SyntheticModel;

ModelResult learned(SyntheticModel model, std::vector<double> stdev = {})
{
    ModelResult result;
    result.model = model;
    result.stdev = std::move(stdev);
    return result;
}

/// Annotators disagree at two of four alternatives.
SyntheticResult resultOf(std::vector<ModelResult> models)
{
    SyntheticResult result;
    result.truth.standardDeviation = {0.0, 0.0, 0.5, 1.0};
    result.models = std::move(models);
    return result;
}

TEST(Findings, sayHowTheBaseModelRanks)
{
    ModelResult base = learned(SyntheticModel::base);
    EXPECT_FALSE(findings(resultOf({base})).baseRanking) << "not evaluated yet";
    base.tauBorda = 0.95;
    base.tauExpectedUtility = 0.67;
    ModelResult otherSeed = base;
    otherSeed.seed = 1;
    otherSeed.tauBorda = 0.85;
    const Findings found = findings(resultOf({base, otherSeed}));
    ASSERT_TRUE(found.baseRanking);
    EXPECT_DOUBLE_EQ(found.baseRanking->tauBorda.mean, 0.9);
    EXPECT_DOUBLE_EQ(found.baseRanking->tauExpectedUtility.mean, 0.67);
    EXPECT_EQ(found.baseRanking->verdict(), BaseRanking::Verdict::byBordaCount);
    EXPECT_FALSE(found.disagreement);
}

TEST(Findings, sayNoMoreThanHoldsByAMargin)
{
    using Verdict = BaseRanking::Verdict;
    const auto verdict = [](MeanAndDeviation borda, MeanAndDeviation expected) {
        return BaseRanking{borda, expected}.verdict();
    };
    EXPECT_EQ(verdict({0.9}, {0.7}), Verdict::byBordaCount);
    EXPECT_EQ(verdict({0.7}, {0.9}), Verdict::byExpectedUtility);
    EXPECT_EQ(verdict({-0.77}, {-1.0}), Verdict::byNeither) << "a training that diverged";
    EXPECT_EQ(verdict({0.5}, {0.1}), Verdict::byNeither);
    EXPECT_EQ(verdict({0.9}, {0.86}), Verdict::open);
    EXPECT_EQ(verdict({0.9, 0.2}, {0.7, 0.1}), Verdict::open) << "they vary as much over seeds";
    EXPECT_EQ(verdict({std::nan("")}, {std::nan("")}), Verdict::byNeither);
}

TEST(Findings, sayWhichModelShowsDisagreement)
{
    const ModelResult flat = learned(SyntheticModel::meanAndVariance, {1.0, 1.0, 1.4, 1.4});
    const ModelResult steep = learned(SyntheticModel::categorical, {1.0, 3.0, 3.0, 5.0});
    const Findings found = findings(resultOf({flat, steep}));
    ASSERT_TRUE(found.disagreement);
    EXPECT_EQ(found.disagreement->model, SyntheticModel::categorical) << "the other's ratio is 1.4";
    EXPECT_DOUBLE_EQ(found.disagreement->sigmaRatio, 2.0);
    EXPECT_TRUE(found.disagreement->isBounded());
    EXPECT_FALSE(findings(resultOf({flat})).disagreement);

    const Findings endless =
        findings(resultOf({learned(SyntheticModel::meanAndVariance, {1.0, 1.0, 2e3, 4e3}), steep}));
    ASSERT_TRUE(endless.disagreement);
    EXPECT_EQ(endless.disagreement->model, SyntheticModel::meanAndVariance);
    EXPECT_FALSE(endless.disagreement->isBounded());

    ModelResult otherSeed = learned(SyntheticModel::categorical, {2.0, 2.0, 2.0, 2.0});
    otherSeed.seed = 1;
    EXPECT_FALSE(findings(resultOf({steep, otherSeed})).disagreement) << "not in every seed";
}

TEST(SigmaRatio, needsSigmaAndBothKindsOfPlaces)
{
    SyntheticResult result = resultOf({learned(SyntheticModel::base)});
    EXPECT_FALSE(sigmaRatio(result, SyntheticModel::base));
    EXPECT_FALSE(sigmaRatio(result, SyntheticModel::categorical)) << "not trained";
    result = resultOf({learned(SyntheticModel::categorical, {1.0, 1.0, 2.0, 2.0})});
    EXPECT_DOUBLE_EQ(sigmaRatio(result, SyntheticModel::categorical).value(), 2.0);
    result.truth.standardDeviation.assign(4, 0.0);
    EXPECT_FALSE(sigmaRatio(result, SyntheticModel::categorical)) << "annotators agree everywhere";
}

} // namespace
} // namespace dpl::synthetic
