#include "base/files.hpp"
#include "base/stopped.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"
#include "text/token_cache.hpp"
#include "tokenization_cases.hpp"

#include <atomic>

namespace dpl::text {
namespace {

using test::tokenization;

/// Counts what it is asked for.
class Counting final : public Tokenizer {
public:
    TokenIds encode(std::string_view text) const override
    {
        ++count;
        return TokenIds(text.size(), 3);
    }
    std::string decode(std::span<const TokenId>) const override { return ""; }
    std::string tokenText(TokenId) const override { return ""; }
    std::size_t vocabularySize() const override { return 4; }
    std::string kind() const override { return "counting"; }
    std::optional<TokenId> beginToken() const override { return std::nullopt; }
    std::optional<TokenId> endToken() const override { return std::nullopt; }
    std::string fingerprint() const override { return print; }

    mutable std::atomic<int> count = 0;
    std::string print = "one";
};

class TokenCache : public testing::Test {
protected:
    std::vector<TokenIds> encode(std::span<const std::string> which)
    {
        return encodeCached(tokenizer, which, {folder / "cache"}, 2);
    }
    std::vector<TokenIds> encode() { return encode(texts); }

    const test::TemporaryFolder folder;
    const std::vector<std::string> texts{"a", "", "bcd", "ee"};
    const std::vector<TokenIds> expected{{3}, {}, {3, 3, 3}, {3, 3}};
    Counting tokenizer;
};

TEST_F(TokenCache, encodesOnce)
{
    EXPECT_EQ(encode(), expected);
    EXPECT_EQ(tokenizer.count, 4);
    EXPECT_EQ(encode(), expected);
    EXPECT_EQ(tokenizer.count, 4);
    EXPECT_EQ(encode({}), std::vector<TokenIds>{});
    EXPECT_EQ(encode({}), std::vector<TokenIds>{});
}

TEST_F(TokenCache, otherTextsAndOtherTokenizersAreEncoded)
{
    encode();
    const std::vector<std::string> moved{"", "a", "bcd", "ee"};
    EXPECT_EQ(encode(moved), (std::vector<TokenIds>{{}, {3}, {3, 3, 3}, {3, 3}}));
    const std::vector<std::string> joined{"a", "", "bcdee"};
    EXPECT_EQ(encode(joined), (std::vector<TokenIds>{{3}, {}, {3, 3, 3, 3, 3}}));
    const int before = tokenizer.count;
    tokenizer.print = "two";
    encode();
    EXPECT_EQ(tokenizer.count, before + 4);
}

TEST_F(TokenCache, damagedFilesAreWrittenAnew)
{
    encode();
    const std::filesystem::path file = tokenCacheFile(tokenizer, texts, folder / "cache");
    const std::string good = readFile(file);
    for (std::size_t at = 0; at < good.size(); at += at < 90 ? 9 : 2) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x41);
        for (const std::string& content : {bad, good.substr(0, at), good + good.substr(at)}) {
            tokenizer.count = 0;
            writeFileAtomically(file, content);
            ASSERT_EQ(encode(), expected) << "byte " << at;
            ASSERT_EQ(tokenizer.count, 4) << "byte " << at << ": it was trusted";
            ASSERT_EQ(readFile(file), good);
        }
    }
}

TEST_F(TokenCache, aCacheOfOtherTextsUnderThisNameIsNotTrusted)
{
    encode();
    const std::vector<std::string> others{"xx", "y", "", "zz"};
    encode(others);
    writeFileAtomically(tokenCacheFile(tokenizer, texts, folder / "cache"),
        readFile(tokenCacheFile(tokenizer, others, folder / "cache")));
    EXPECT_EQ(encode(), expected);
}

TEST_F(TokenCache, aFolderThatCannotBeWrittenCostsTimeOnly)
{
    writeFileAtomically(folder / "plain", "");
    std::vector<std::string> warnings;
    const TokenIdCache cache{folder / "plain", [&](const std::string& message) { warnings.push_back(message); }};
    EXPECT_EQ(encodeCached(tokenizer, texts, cache, 1), encodeAll(tokenizer, texts, 1));
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_TRUE(test::says(warnings[0], {"not kept", (folder / "plain").string()}));
    EXPECT_EQ(encodeCached(tokenizer, texts, {}, 1), encodeAll(tokenizer, texts, 1)) << "nowhere";
}

TEST_F(TokenCache, aRequestToStopLeavesNothing)
{
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(encodeCached(tokenizer, texts, {folder / "cache"}, 1, stop.get_token()), Stopped);
    EXPECT_FALSE(std::filesystem::exists(folder / "cache"));
}

TEST_F(TokenCache, holdsWhatARealTokenizerGives)
{
    const auto real = loadTokenizer(tokenization("own-llama3"));
    std::vector<std::string> all;
    std::vector<TokenIds> ids;
    for (const auto& one : test::tokenizationCases(tokenization("own-llama3/expected.json"))) {
        all.push_back(one.text);
        ids.push_back(one.ids);
    }
    EXPECT_EQ(encodeCached(*real, all, {folder / "cache"}, 2), ids);
    EXPECT_EQ(encodeCached(*real, all, {folder / "cache"}, 2), ids);
}

} // namespace
} // namespace dpl::text
