#include "backbone/packed_batch.hpp"
#include "error_message.hpp"

using namespace dpl;
using namespace dpl::backbone;
using text::TokenIds;

namespace {

PackedBatch sharing(const std::vector<TokenIds>& sequences)
{
    PackedBatch batch;
    const std::vector<std::span<const text::TokenId>> spans(sequences.begin(), sequences.end());
    batch.addSharingPrefix(spans);
    return batch;
}

/// What a token's sequence is, followed back through prefixes.
TokenIds sequenceTo(const PackedBatch& batch, std::int64_t token)
{
    std::size_t segment = 0;
    while (batch.segments[segment].end <= token) {
        ++segment;
    }
    TokenIds result(batch.tokens.begin() + batch.segments[segment].begin, batch.tokens.begin() + token + 1);
    for (std::int32_t p = batch.segments[segment].prefix; p >= 0;
         p = batch.segments[static_cast<std::size_t>(p)].prefix) {
        const Segment& prefix = batch.segments[static_cast<std::size_t>(p)];
        result.insert(result.begin(), batch.tokens.begin() + prefix.begin, batch.tokens.begin() + prefix.end);
    }
    return result;
}

TEST(PackedBatch, keepsEverySequenceAndComputesPrefixesOnce)
{
    const std::vector<std::pair<std::vector<TokenIds>, std::int64_t>> cases{
        {{{1, 2, 3}, {1, 2, 4, 5}}, 5}, {{{1, 2, 3}, {4, 5}}, 5}, // nothing in common
        {{{1, 2, 3}, {1, 2, 3}}, 3}, // equal
        {{{1, 2}, {1, 2, 3}}, 3}, // one begins the other
        {{{1, 2, 3}, {1, 2}}, 3}, {{{7}}, 1}, {{{1, 2, 3}, {1, 2, 4}, {1, 5}}, 6}, // what all have in common
    };
    for (const auto& [sequences, tokens] : cases) {
        const PackedBatch batch = sharing(sequences);
        batch.check(100, 100);
        EXPECT_EQ(batch.tokenCount(), tokens);
        ASSERT_EQ(batch.lastTokens.size(), sequences.size());
        for (std::size_t i = 0; i < sequences.size(); ++i) {
            EXPECT_EQ(sequenceTo(batch, batch.lastTokens[i]), sequences[i]);
            EXPECT_EQ(batch.positions[static_cast<std::size_t>(batch.lastTokens[i])],
                static_cast<std::int32_t>(sequences[i].size()) - 1);
        }
    }
}

TEST(PackedBatch, isCheckedBeforeUse)
{
    const PackedBatch good = sharing({{1, 2, 3}, {1, 2, 4, 5}});
    const auto message = [](const PackedBatch& batch) { return test::errorOf([&] { batch.check(100, 100); }); };
    EXPECT_EQ(message(good), "");
    const std::vector<std::pair<std::function<void(PackedBatch&)>, std::string>> cases{
        {[](PackedBatch& b) { b.tokens[1] = 100; }, "token id 100"},
        {[](PackedBatch& b) { b.tokens[1] = -1; }, "token id -1"},
        {[](PackedBatch& b) { b.positions[2] = 100; }, "context"},
        {[](PackedBatch& b) { b.positions.pop_back(); }, "positions"},
        {[](PackedBatch& b) { b.segments[1].prefix = 1; }, "segment 1"},
        {[](PackedBatch& b) { b.segments[2].prefix = -2; }, "segment 2"},
        {[](PackedBatch& b) { b.segments[1].end = b.segments[1].begin; }, "segment 1"},
        {[](PackedBatch& b) { b.segments.pop_back(); }, "cover"},
        {[](PackedBatch& b) { b.lastTokens[0] = 5; }, "token 5"},
    };
    for (const auto& [damage, part] : cases) {
        PackedBatch bad = good;
        damage(bad);
        EXPECT_TRUE(test::says(message(bad), part));
    }
    EXPECT_TRUE(test::says(test::errorOf([] { sharing({{1}, {}}); }), "without a single token"));
}

} // namespace
