#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace dpl::records {

/// Tells rows of the same content from others, whatever file they are in and however it spells its characters: a
/// 128-bit hash.
struct RowIdentity {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    friend auto operator<=>(const RowIdentity&, const RowIdentity&) = default;
};

RowIdentity rowIdentity(std::string_view content);

/// The rows (index in a, index in b) that both have; where a row is there several times, its first with the first, and
/// so on. In a's order.
std::vector<std::pair<std::size_t, std::size_t>> commonRows(
    const std::vector<RowIdentity>& a, const std::vector<RowIdentity>& b);

} // namespace dpl::records
