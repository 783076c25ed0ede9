#pragma once

#include <bit>
#include <cstddef>
#include <optional>
#include <vector>

namespace dpl::ranks {

/// A part of the binary tree by which the numbers of a step's micro-batches are summed: the leaves `begin` ... `end`
/// - 1. A part of n leaves is the sum of its first 2^k, the largest power of two below n, and of the rest. The order of
/// summation, and with it every bit of the sum, is a function of the number of leaves alone, and not of who computes
/// them.
struct TreePart {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t leaves() const { return end - begin; }
    std::size_t middle() const
    {
        return begin + std::bit_floor(leaves() - 1);
    } ///< where the rest begins; of two leaves or more

    friend bool operator==(const TreePart&, const TreePart&) = default;
};

/// The largest parts of a tree that lie within `block`, in order: whoever has the leaves of the block can sum these,
/// and no more.
inline std::vector<TreePart> partsWithin(const TreePart& tree, const TreePart& block)
{
    if (tree.leaves() == 0 || block.end <= tree.begin || tree.end <= block.begin) {
        return {};
    }
    if (block.begin <= tree.begin && tree.end <= block.end) {
        return {tree};
    }
    std::vector<TreePart> parts = partsWithin({tree.begin, tree.middle()}, block);
    for (const TreePart& part : partsWithin({tree.middle(), tree.end}, block)) {
        parts.push_back(part);
    }
    return parts;
}

/// The sum over a part. `known(part)` is that of a part whose sum is at hand, such as a leaf's, and nothing of others;
/// `add(a, b)` adds b to a. Leaves are asked for in order.
template <typename Known, typename Add> auto sumOver(const TreePart& part, const Known& known, const Add& add)
{
    if (auto value = known(part)) {
        return *std::move(value);
    }
    auto sum = sumOver(TreePart{part.begin, part.middle()}, known, add);
    add(sum, sumOver(TreePart{part.middle(), part.end}, known, add));
    return sum;
}

} // namespace dpl::ranks
