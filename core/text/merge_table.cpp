#include "text/merge_table.hpp"

#include "base/error.hpp"

#include <bit>
#include <limits>

namespace dpl::text {

namespace {

constexpr std::uint32_t noRank = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t nowhere = noRank;

/// Up to here scanning all ranks for the least is faster than a heap.
constexpr std::size_t few = 40;

std::uint64_t pairOf(TokenId left, TokenId right)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

std::size_t hashOfPair(std::uint64_t pair)
{
    const std::uint64_t mixed = pair * 0x9e3779b97f4a7c15u;
    return static_cast<std::size_t>(mixed ^ mixed >> 32);
}

} // namespace

MergeTable::MergeTable(const Pairs& pairs, const Vocabulary& vocabulary, const std::string& source)
{
    if (pairs.size() >= noRank / 4) {
        throw Error(source + ": " + std::to_string(pairs.size()) + " merges are more than any tokenizer has");
    }
    m_slots.resize(std::bit_ceil(std::max<std::size_t>(16, 2 * pairs.size() + 1)));
    m_mask = m_slots.size() - 1;
    std::string both;
    for (std::size_t rank = 0; rank < pairs.size(); ++rank) {
        const auto& [left, right] = pairs[rank];
        both.assign(left).append(right);
        const auto leftId = vocabulary.find(left);
        const auto rightId = vocabulary.find(right);
        const auto merged = vocabulary.find(both);
        if (!leftId || !rightId || !merged) {
            const std::string& unknown = !leftId ? left : !rightId ? right : both;
            throw Error(source + ": merge " + std::to_string(rank + 1) + " (\"" + left + "\" and \"" + right
                + "\") needs the token \"" + unknown
                + "\", which is not in the vocabulary; the files belong to different tokenizers, or are damaged");
        }
        const std::uint64_t pair = pairOf(*leftId, *rightId);
        std::size_t at = hashOfPair(pair) & m_mask;
        while (m_slots[at].pair != unused && m_slots[at].pair != pair) {
            at = (at + 1) & m_mask;
        }
        m_count += m_slots[at].pair == unused ? 1 : 0;
        m_slots[at] = {pair, static_cast<std::uint32_t>(rank), *merged};
    }
}

const MergeTable::Slot* MergeTable::find(TokenId left, TokenId right) const
{
    const std::uint64_t pair = pairOf(left, right);
    for (std::size_t at = hashOfPair(pair) & m_mask;; at = (at + 1) & m_mask) {
        if (m_slots[at].pair == pair) {
            return &m_slots[at];
        }
        if (m_slots[at].pair == unused) {
            return nullptr;
        }
    }
}

void MergeTable::apply(TokenIds& symbols, Scratch& scratch) const
{
    if (symbols.size() <= few) {
        applyToFew(symbols, scratch);
    } else {
        applyToMany(symbols, scratch);
    }
}

void MergeTable::applyToFew(TokenIds& symbols, Scratch& scratch) const
{
    const auto rankOf = [&](std::size_t i) {
        const Slot* slot = find(symbols[i], symbols[i + 1]);
        return slot ? slot->rank : noRank;
    };
    std::size_t count = symbols.size();
    if (count < 2) {
        return;
    }
    std::vector<std::uint32_t>& ranks = scratch.ranks;
    ranks.resize(count);
    for (std::size_t i = 0; i + 1 < count; ++i) {
        ranks[i] = rankOf(i);
    }
    while (count > 1) {
        const auto least = std::min_element(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(count - 1));
        if (*least == noRank) {
            break;
        }
        const auto at = static_cast<std::size_t>(least - ranks.begin());
        symbols[at] = find(symbols[at], symbols[at + 1])->merged;
        --count;
        std::copy(symbols.begin() + static_cast<std::ptrdiff_t>(at + 2),
            symbols.begin() + static_cast<std::ptrdiff_t>(count + 1),
            symbols.begin() + static_cast<std::ptrdiff_t>(at + 1));
        std::copy(ranks.begin() + static_cast<std::ptrdiff_t>(at + 1),
            ranks.begin() + static_cast<std::ptrdiff_t>(count), least);
        if (at + 1 < count) {
            ranks[at] = rankOf(at);
        }
        if (at > 0) {
            ranks[at - 1] = rankOf(at - 1);
        }
    }
    symbols.resize(count);
}

void MergeTable::applyToMany(TokenIds& symbols, Scratch& scratch) const
{
    using Candidate = Scratch::Candidate;
    const std::size_t count = symbols.size();
    if (count >= nowhere) {
        throw Error("a word of " + std::to_string(count) + " bytes is too long to be tokenised");
    }
    auto& [ranks, previous, next, heap] = scratch;
    const auto isLater = [](const Candidate& a, const Candidate& b) { return a.order > b.order; };
    previous.resize(count);
    next.resize(count);
    heap.clear();
    const auto consider = [&](std::uint32_t left, std::uint32_t right) {
        if (const Slot* slot = find(symbols[left], symbols[right])) {
            heap.push_back({static_cast<std::uint64_t>(slot->rank) << 32 | left, slot->merged});
            return true;
        }
        return false;
    };
    for (std::uint32_t i = 0; i < count; ++i) {
        previous[i] = i == 0 ? nowhere : i - 1;
        next[i] = i + 1 == count ? nowhere : i + 1;
        if (next[i] != nowhere) {
            consider(i, i + 1);
        }
    }
    std::make_heap(heap.begin(), heap.end(), isLater);
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), isLater);
        const Candidate best = heap.back();
        heap.pop_back();
        const auto left = static_cast<std::uint32_t>(best.order);
        // What was merged since has another pair here, or none.
        const std::uint32_t right = symbols[left] < 0 ? nowhere : next[left];
        const Slot* slot = right == nowhere ? nullptr : find(symbols[left], symbols[right]);
        if (!slot || slot->rank != best.order >> 32) {
            continue;
        }
        symbols[left] = best.merged;
        symbols[right] = -1;
        next[left] = next[right];
        if (next[left] != nowhere) {
            previous[next[left]] = left;
            if (consider(left, next[left])) {
                std::push_heap(heap.begin(), heap.end(), isLater);
            }
        }
        if (previous[left] != nowhere && consider(previous[left], left)) {
            std::push_heap(heap.begin(), heap.end(), isLater);
        }
    }
    std::erase(symbols, -1);
}

} // namespace dpl::text
