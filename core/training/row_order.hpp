#pragma once

#include "scoring/tokenized_comparisons.hpp"

#include <cstdint>
#include <vector>

namespace dpl::training {

/// Which comparisons each step takes: every epoch all of them once, in an order drawn from (seed, epoch), in batches of
/// `batchSize` and steps of `accumulation` batches; the last ones of an epoch may be smaller.
class RowOrder {
public:
    RowOrder(
        std::size_t rows, std::int64_t batchSize, std::int64_t accumulation, std::int64_t epochs, std::uint64_t seed);

    std::int64_t stepsPerEpoch() const { return m_stepsPerEpoch; }
    std::int64_t totalSteps() const { return m_stepsPerEpoch * m_epochs; }

    /// The batches of a step, as rows.
    std::vector<std::vector<std::size_t>> batches(std::int64_t step);

private:
    std::size_t m_rows;
    std::int64_t m_batchSize;
    std::int64_t m_accumulation;
    std::int64_t m_epochs;
    std::uint64_t m_seed;
    std::int64_t m_stepsPerEpoch;
    std::int64_t m_epoch = -1; ///< that m_order is of
    std::vector<std::size_t> m_order;
};

} // namespace dpl::training
