#include "backbone/packed_batch.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace dpl::backbone {

namespace {

std::int32_t addSegment(
    PackedBatch& batch, std::span<const text::TokenId> tokens, std::int64_t firstPosition, std::int32_t prefix)
{
    Segment segment;
    segment.begin = batch.tokenCount();
    segment.end = segment.begin + static_cast<std::int64_t>(tokens.size());
    segment.prefix = prefix;
    batch.tokens.insert(batch.tokens.end(), tokens.begin(), tokens.end());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        batch.positions.push_back(static_cast<std::int32_t>(firstPosition + static_cast<std::int64_t>(i)));
    }
    batch.segments.push_back(segment);
    return static_cast<std::int32_t>(batch.segments.size()) - 1;
}

} // namespace

void PackedBatch::addSequence(std::span<const text::TokenId> sequence)
{
    const std::span<const text::TokenId> one[]{sequence};
    addSharingPrefix(one);
}

void PackedBatch::addSharingPrefix(std::span<const std::span<const text::TokenId>> sequences)
{
    for (const auto& sequence : sequences) {
        if (sequence.empty()) {
            throw Error(
                "a text without a single token has no score; remove it, or use a tokenizer that adds a begin token");
        }
    }
    if (sequences.empty()) {
        return;
    }
    const auto& first = sequences.front();
    std::size_t common = first.size();
    for (const auto& sequence : sequences.subspan(1)) {
        const auto [a, b] = std::mismatch(first.begin(),
            first.begin() + static_cast<std::ptrdiff_t>(std::min(common, sequence.size())), sequence.begin());
        common = static_cast<std::size_t>(a - first.begin());
    }
    std::int32_t prefix = -1;
    if (common > 0) {
        prefix = addSegment(*this, first.first(common), 0, -1);
    }
    const std::int64_t prefixEnd = tokenCount();
    for (const auto& sequence : sequences) {
        if (sequence.size() > common) {
            addSegment(*this, sequence.subspan(common), static_cast<std::int64_t>(common), prefix);
            lastTokens.push_back(tokenCount() - 1);
        } else {
            lastTokens.push_back(prefixEnd - 1);
        }
    }
}

std::size_t PackedBatch::segmentOf(std::int64_t token) const
{
    const auto after = std::upper_bound(segments.begin(), segments.end(), token,
        [](std::int64_t value, const Segment& segment) { return value < segment.begin; });
    return static_cast<std::size_t>(after - segments.begin()) - 1;
}

PackedBatch PackedBatch::unshared() const
{
    PackedBatch result;
    for (const std::int64_t last : lastTokens) {
        text::TokenIds sequence;
        std::int64_t end = last + 1;
        for (auto i = static_cast<std::int32_t>(segmentOf(last)); i >= 0;) {
            const Segment& segment = segments[static_cast<std::size_t>(i)];
            sequence.insert(sequence.begin(), tokens.begin() + segment.begin, tokens.begin() + end);
            i = segment.prefix;
            end = i >= 0 ? segments[static_cast<std::size_t>(i)].end : 0;
        }
        result.addSequence(sequence);
    }
    return result;
}

void PackedBatch::check(std::int64_t vocabularySize, std::int64_t contextLength) const
{
    if (positions.size() != tokens.size()) {
        throw Error("a packed batch has " + std::to_string(tokens.size()) + " tokens and "
            + std::to_string(positions.size()) + " positions");
    }
    for (const text::TokenId token : tokens) {
        if (token < 0 || token >= vocabularySize) {
            throw Error("token id " + std::to_string(token) + " is outside the backbone's vocabulary of "
                + std::to_string(vocabularySize) + "; the tokenizer belongs to another model");
        }
    }
    for (const std::int32_t position : positions) {
        if (position < 0 || position >= contextLength) {
            throw Error("a text of " + std::to_string(position + 1)
                + " tokens or more is longer than the backbone's context of " + std::to_string(contextLength)
                + "; lower max_length");
        }
    }
    std::int64_t next = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Segment& segment = segments[i];
        if (segment.begin != next || segment.end <= segment.begin || segment.prefix >= static_cast<std::int32_t>(i)
            || segment.prefix < -1) {
            throw Error("segment " + std::to_string(i) + " of a packed batch does not continue the tokens before it");
        }
        next = segment.end;
    }
    if (next != tokenCount()) {
        throw Error("the segments of a packed batch cover " + std::to_string(next) + " of "
            + std::to_string(tokens.size()) + " tokens");
    }
    for (const Segment& segment : segments) {
        const std::int64_t before = segment.prefix < 0
            ? 0
            : positions[static_cast<std::size_t>(segments[static_cast<std::size_t>(segment.prefix)].end) - 1] + 1;
        for (std::int64_t token = segment.begin; token < segment.end; ++token) {
            if (positions[static_cast<std::size_t>(token)] != before + token - segment.begin) {
                throw Error("token " + std::to_string(token) + " of a packed batch has another position than its place "
                    + "in its text");
            }
        }
    }
    for (const std::int64_t token : lastTokens) {
        if (token < 0 || token >= next) {
            throw Error(
                "a packed batch reads a score at token " + std::to_string(token) + " of " + std::to_string(next));
        }
    }
}

} // namespace dpl::backbone
