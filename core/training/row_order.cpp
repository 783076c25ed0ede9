#include "training/row_order.hpp"

#include "base/shuffle.hpp"

#include <algorithm>
#include <numeric>

namespace dpl::training {

namespace {

constexpr std::uint64_t orderStream = 4;

} // namespace

RowOrder::RowOrder(
    std::size_t rows, std::int64_t batchSize, std::int64_t accumulation, std::int64_t epochs, std::uint64_t seed)
    : m_rows(rows), m_batchSize(batchSize), m_accumulation(accumulation), m_epochs(epochs), m_seed(seed)
{
    const std::int64_t perStep = batchSize * accumulation;
    m_stepsPerEpoch = (static_cast<std::int64_t>(rows) + perStep - 1) / perStep;
}

std::vector<std::vector<std::size_t>> RowOrder::batches(std::int64_t step)
{
    const std::int64_t epoch = step / m_stepsPerEpoch;
    if (epoch != m_epoch) {
        m_order.resize(m_rows);
        std::iota(m_order.begin(), m_order.end(), std::size_t{0});
        RandomStream random(m_seed, {orderStream, static_cast<std::uint64_t>(epoch)});
        shuffle(m_order, random);
        m_epoch = epoch;
    }
    std::vector<std::vector<std::size_t>> result;
    std::size_t next = static_cast<std::size_t>((step % m_stepsPerEpoch) * m_batchSize * m_accumulation);
    for (std::int64_t i = 0; i < m_accumulation && next < m_rows; ++i) {
        const std::size_t end = std::min(next + static_cast<std::size_t>(m_batchSize), m_rows);
        result.emplace_back(
            m_order.begin() + static_cast<std::ptrdiff_t>(next), m_order.begin() + static_cast<std::ptrdiff_t>(end));
        next = end;
    }
    return result;
}

} // namespace dpl::training
