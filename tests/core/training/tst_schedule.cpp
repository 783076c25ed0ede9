#include "error_message.hpp"
#include "fixture_files.hpp"
#include "training/row_order.hpp"
#include "training/schedule.hpp"

#include <set>

using namespace dpl;
using namespace dpl::training;

namespace {

TEST(Schedule, isTheReferences)
{
    const Json golden = test::fixture("training/schedules.json");
    std::size_t checked = 0;
    for (const Json& entry : golden.at("multipliers")) {
        const auto total = entry.at("num_training_steps").get<std::int64_t>();
        for (const char* name : {"cosine", "step", "linear"}) {
            const auto values = entry.at(name).get<std::vector<double>>();
            for (std::size_t step = 0; step < values.size(); ++step) {
                EXPECT_NEAR(learningRateMultiplier(scheduleFromString(name), static_cast<std::int64_t>(step), total),
                    values[step], 1e-13)
                    << name << ", " << step << " of " << total;
                ++checked;
            }
        }
    }
    EXPECT_GT(checked, 1000u);
    EXPECT_EQ(learningRateMultiplier(Schedule::constant, 5, 10), 1.0);
    EXPECT_TRUE(test::says(test::errorOf([] { scheduleFromString("cubic"); }), {"cubic", "cosine"}));
}

TEST(RowOrder, takesEveryRowOnceAnEpoch)
{
    RowOrder order(11, 2, 2, 3, 5);
    EXPECT_EQ(order.stepsPerEpoch(), 3);
    EXPECT_EQ(order.totalSteps(), 9);
    std::vector<std::vector<std::size_t>> epochs;
    for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
        std::vector<std::size_t> rows;
        for (std::int64_t step = 0; step < 3; ++step) {
            const auto batches = order.batches(3 * epoch + step);
            EXPECT_EQ(batches.size(), 2u);
            for (const auto& batch : batches) {
                EXPECT_LE(batch.size(), 2u);
                rows.insert(rows.end(), batch.begin(), batch.end());
            }
        }
        EXPECT_EQ(rows.size(), 11u);
        EXPECT_EQ(std::set<std::size_t>(rows.begin(), rows.end()).size(), 11u);
        epochs.push_back(rows);
    }
    EXPECT_NE(epochs[0], epochs[1]);
    EXPECT_NE(epochs[1], epochs[2]);
    // From anywhere, as a resumed training asks.
    RowOrder fresh(11, 2, 2, 3, 5);
    EXPECT_EQ(fresh.batches(7), order.batches(7));
    EXPECT_EQ(fresh.batches(1), order.batches(1));
    EXPECT_NE(RowOrder(11, 2, 2, 3, 6).batches(0), order.batches(0));
}

} // namespace
