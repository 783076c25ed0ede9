#include "data/hidden_context_mix.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/shuffle.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace dpl::data {

namespace {

std::vector<std::size_t> shuffledIndices(std::size_t count, std::uint64_t seed, std::uint64_t pool)
{
    std::vector<std::size_t> indices(count);
    std::iota(indices.begin(), indices.end(), std::size_t{0});
    RandomStream random(seed, {pool});
    shuffle(indices, random);
    return indices;
}

} // namespace

std::vector<MixedRow> mixObjectives(
    std::size_t main, std::size_t other, double ratio, std::size_t size, std::uint64_t seed)
{
    if (!(ratio >= 0.0 && ratio <= 0.5)) {
        throw Error("hidden_context_ratio must be between 0 and 0.5, not " + formatLikePython(ratio));
    }
    const std::size_t total = size > 0 ? size : std::min(main, 2 * other);
    const auto wantedOther = static_cast<std::size_t>(std::llround(ratio * static_cast<double>(total)));
    const std::size_t wantedMain = total - wantedOther;
    if (wantedOther > other || wantedMain > main || std::max(main, other) > std::numeric_limits<std::uint32_t>::max()) {
        throw Error("a hidden_context_ratio of " + formatLikePython(ratio) + " over " + std::to_string(total)
            + " rows needs " + std::to_string(wantedMain) + " of the subset's objective and "
            + std::to_string(wantedOther) + " of the other one, but there are " + std::to_string(main) + " and "
            + std::to_string(other) + "; request fewer rows");
    }
    const auto mainOrder = shuffledIndices(main, seed, 0);
    const auto otherOrder = shuffledIndices(other, seed, 1);
    std::vector<MixedRow> rows;
    rows.reserve(total);
    for (std::size_t i = 0; i < wantedMain; ++i) {
        rows.push_back({false, mainOrder[i]});
    }
    // From the end: the place that a row of the main objective gives up is taken by one of the other.
    for (std::size_t i = wantedOther; i > 0; --i) {
        rows.push_back({true, otherOrder[i - 1]});
    }
    RandomStream random(seed, {2});
    shuffle(rows, random);
    return rows;
}

} // namespace dpl::data
