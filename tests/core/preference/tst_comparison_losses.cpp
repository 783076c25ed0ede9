#include "preference/comparison_losses.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace dpl::preference {
namespace {

TEST(PointLoss, isLnTwoAtATieAndLinearFarOff)
{
    EXPECT_DOUBLE_EQ(pointLoss(0.0).loss, std::numbers::ln2);
    EXPECT_DOUBLE_EQ(pointLoss(0.0).dDifference, -0.5);
    EXPECT_DOUBLE_EQ(pointLoss(-1e6).loss, 1e6);
    EXPECT_DOUBLE_EQ(pointLoss(1e6).loss, 0.0);
}

TEST(GaussianLoss, logisticFormApproximatesTheNormalOne)
{
    // sigmoid(z sqrt(2 pi)) is off from Phi(z) by up to 0.095.
    double largest = 0.0;
    for (double z = -6.0; z <= 6.0; z += 0.01) {
        const double logistic = std::exp(-gaussianLoss({z, 0.6}, {0.0, 0.8}).loss);
        const double normal = std::exp(-gaussianLoss({z, 0.6}, {0.0, 0.8}, GaussianLikelihood::normal).loss);
        largest = std::max(largest, std::abs(logistic - normal));
    }
    EXPECT_GT(largest, 0.07);
    EXPECT_LT(largest, 0.095);
}

TEST(GaussianLoss, gradientsEqualFiniteDifferences)
{
    constexpr double h = 1e-6;
    for (const auto likelihood : {GaussianLikelihood::logistic, GaussianLikelihood::normal}) {
        for (const double mean : {-40.0, -3.0, 0.2, 2.0}) {
            const GaussianLoss at = gaussianLoss({mean, 0.7}, {0.1, 1.3}, likelihood);
            const auto loss = [&](double m, double s, double t) {
                return gaussianLoss({m, s}, {0.1, t}, likelihood).loss;
            };
            const double scale = std::max(1.0, std::abs(mean));
            EXPECT_NEAR(at.dChosenMean, (loss(mean + h, 0.7, 1.3) - loss(mean - h, 0.7, 1.3)) / (2 * h), 1e-7 * scale);
            EXPECT_NEAR(
                at.dChosenStdev, (loss(mean, 0.7 + h, 1.3) - loss(mean, 0.7 - h, 1.3)) / (2 * h), 1e-6 * scale * scale);
            EXPECT_NEAR(at.dRejectedStdev, (loss(mean, 0.7, 1.3 + h) - loss(mean, 0.7, 1.3 - h)) / (2 * h),
                1e-6 * scale * scale);
        }
    }
}

TEST(CategoricalLoss, logSpaceAgreesWithThePlainSum)
{
    // The chosen side's probability of winning crosses the bound between the two ways of computing it.
    const auto lossAt = [](double gap) {
        const std::vector<double> c{gap, 0.0, -1.0};
        const std::vector<double> r{-gap, 0.5, gap};
        std::vector<double> pc(3), lc(3), pr(3), lr(3), dc(3, 0.0), dr(3, 0.0);
        softmax(c, pc, lc);
        softmax(r, pr, lr);
        const double loss = categoricalLoss({pc, lc}, {pr, lr}, 1.0, dc, dr);
        return std::vector{loss, dc[0], dc[1], dr[0], dr[2]};
    };
    std::vector<double> last = lossAt(600.0);
    for (double gap = 601.0; gap < 700.0; gap += 1.0) {
        const std::vector<double> next = lossAt(gap);
        EXPECT_NEAR(next[0] - last[0], 1.0, 1e-6) << "gap " << gap;
        for (std::size_t i = 1; i < next.size(); ++i) {
            EXPECT_NEAR(next[i], last[i], 1e-9);
        }
        last = next;
    }
}

TEST(Softmax, mayWorkInPlace)
{
    std::vector<double> values{1.0, 2.0, 3.0};
    std::vector<double> logs(3);
    softmax(values, values, logs);
    EXPECT_NEAR(values[0] + values[1] + values[2], 1.0, 1e-15);
    EXPECT_NEAR(std::log(values[2]), logs[2], 1e-15);
}

} // namespace
} // namespace dpl::preference
