#include "records/row_identity.hpp"

#include <algorithm>
#include <numeric>

#include <xxhash.h>

namespace dpl::records {

RowIdentity rowIdentity(std::string_view content)
{
    const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
    return {hash.low64, hash.high64};
}

std::vector<std::pair<std::size_t, std::size_t>> commonRows(
    const std::vector<RowIdentity>& a, const std::vector<RowIdentity>& b)
{
    const auto sorted = [](const std::vector<RowIdentity>& rows) {
        std::vector<std::size_t> order(rows.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return rows[i] < rows[j]; });
        return order;
    };
    const auto orderA = sorted(a);
    const auto orderB = sorted(b);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0, j = 0; i < orderA.size() && j < orderB.size();) {
        const RowIdentity& rowA = a[orderA[i]];
        const RowIdentity& rowB = b[orderB[j]];
        if (rowA == rowB) {
            pairs.emplace_back(orderA[i++], orderB[j++]);
        } else if (rowA < rowB) {
            ++i;
        } else {
            ++j;
        }
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

} // namespace dpl::records
