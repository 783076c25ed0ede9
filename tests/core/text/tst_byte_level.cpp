#include "base/error.hpp"
#include "base/random_stream.hpp"
#include "base/stopped.hpp"
#include "error_message.hpp"
#include "text/byte_alphabet.hpp"
#include "text/merge_table.hpp"
#include "tokenization_cases.hpp"

#include <set>

namespace dpl::text {
namespace {

using test::errorOf;
using test::moreTokenization;
using test::says;
using test::tokenization;

TEST(ByteLevel, tokenizesAsTheReferenceDoes)
{
    for (const char* file : {"own-gpt2/tokenizer.json", "own-gpt2/vocab.json", "own-gpt2/merges.txt", "own-gpt2",
             "own-llama3", "own-llama3/tokenizer.json", "own-llama3/tokenizer.sequence.json", "own-digits"}) {
        const std::filesystem::path path = tokenization(file);
        const std::filesystem::path folder = std::filesystem::is_directory(path) ? path : path.parent_path();
        const auto tokenizer = loadTokenizer(path);
        EXPECT_EQ(tokenizer->kind(), "byte-level BPE");
        EXPECT_EQ(tokenizer->vocabularySize(), 600u);
        test::expectCases(*tokenizer, folder / "expected.json", true);
    }
}

TEST(ByteLevel, tokenizesAsPublishedTokenizersDo)
{
    std::size_t found = 0;
    for (const char* name : {"gpt2", "smollm2"}) {
        const std::filesystem::path folder = moreTokenization(std::string("third-party/") + name);
        if (!folder.empty()) {
            ++found;
            test::expectCases(*loadTokenizer(folder), folder / "expected.json", true);
        }
    }
    if (found == 0) {
        GTEST_SKIP() << "DPL_MORE_FIXTURES names no folder with tokenization/third-party";
    }
}

TEST(ByteLevel, knowsItsBeginAndEnd)
{
    const auto llama = loadTokenizer(tokenization("own-llama3"));
    EXPECT_EQ(llama->beginToken(), 598);
    EXPECT_EQ(llama->endToken(), 599);
    EXPECT_EQ(llama->tokenText(599), "<|end_of_text|>");
    const auto gpt2 = loadTokenizer(tokenization("own-gpt2"));
    EXPECT_EQ(gpt2->beginToken(), 599);
    EXPECT_EQ(gpt2->endToken(), 599);
    EXPECT_EQ(loadTokenizer(tokenization("own-digits"))->endToken(), 2);
}

TEST(ByteLevel, equalFingerprintsForEqualTokenizersOnly)
{
    EXPECT_EQ(loadTokenizer(tokenization("own-gpt2/vocab.json"))->fingerprint(),
        loadTokenizer(tokenization("own-gpt2/tokenizer.json"))->fingerprint());
    EXPECT_EQ(loadTokenizer(tokenization("own-llama3/tokenizer.json"))->fingerprint(),
        loadTokenizer(tokenization("own-llama3/tokenizer.sequence.json"))->fingerprint());
    std::set<std::string> all;
    for (const char* name : {"own-gpt2", "own-llama3", "own-digits", "own-sentencepiece"}) {
        const std::string fingerprint = loadTokenizer(tokenization(name))->fingerprint();
        EXPECT_EQ(fingerprint.size(), 32u);
        EXPECT_TRUE(all.insert(fingerprint).second) << name;
    }
}

TEST(ByteLevel, bytesThatAreNoUtf8BecomeReplacementCharacters)
{
    const auto tokenizer = loadTokenizer(tokenization("own-gpt2"));
    EXPECT_EQ(tokenizer->encode("a\xff"
                                "b\xc3"),
        tokenizer->encode("a\xef\xbf\xbd"
                          "b\xef\xbf\xbd"));
    RandomStream random(5, {1});
    for (int i = 0; i < 300; ++i) {
        std::string bytes(random.below(50), '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(random.next());
        }
        const std::string text = tokenizer->decode(tokenizer->encode(bytes));
        EXPECT_EQ(tokenizer->decode(tokenizer->encode(text)), text);
    }
    // Half a character decodes to one, too.
    const TokenIds euro = tokenizer->encode("\xe2\x82\xac");
    ASSERT_GT(euro.size(), 1u);
    EXPECT_TRUE(tokenizer->decode(std::span(euro).first(1)).starts_with("\xef\xbf\xbd"));
}

TEST(ByteLevel, idsOutsideTheVocabularyAreErrors)
{
    const auto tokenizer = loadTokenizer(tokenization("own-gpt2"));
    for (const TokenId id : {-1, 600, 1 << 30}) {
        EXPECT_TRUE(
            says(errorOf([&] { tokenizer->decode(std::vector<TokenId>{1, id}); }), {std::to_string(id), "600"}));
        EXPECT_TRUE(says(errorOf([&] { tokenizer->tokenText(id); }), std::to_string(id)));
    }
}

TEST(ByteLevel, cachesDoNotChangeIds)
{
    // The same words again and again, from several threads; more different words than a cache has entries.
    const auto tokenizer = loadTokenizer(tokenization("own-llama3"));
    std::vector<std::string> texts;
    RandomStream random(6, {1});
    for (int i = 0; i < 400; ++i) {
        std::string& text = texts.emplace_back();
        for (int word = 0; word < 150; ++word) {
            text += ' ';
            for (std::uint32_t length = 1 + random.below(8); length > 0; --length) {
                text += static_cast<char>('a' + random.below(26));
            }
        }
    }
    const auto together = encodeAll(*tokenizer, texts, 3);
    ASSERT_EQ(together.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(loadTokenizer(tokenization("own-llama3"))->encode(texts[i]), together[i]);
        i += 12; // fresh caches are slow to make
    }
    EXPECT_EQ(encodeAll(*tokenizer, texts, 1), together);
}

TEST(ByteLevel, encodingCanBeStopped)
{
    const auto tokenizer = loadTokenizer(tokenization("own-gpt2"));
    const std::vector<std::string> texts(1000, "Hello world");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(encodeAll(*tokenizer, texts, 2, stop.get_token()), Stopped);
    EXPECT_TRUE(encodeAll(*tokenizer, {}, 2).empty());
}

TEST(ByteLevel, longWordsAreNotQuadratic)
{
    // 2 MB without a break: minutes if it were.
    const auto tokenizer = loadTokenizer(tokenization("own-gpt2"));
    std::string word;
    while (word.size() < (2u << 20)) {
        word += "thestantsistantAssistantHumanther";
    }
    const TokenIds ids = tokenizer->encode(word);
    EXPECT_LT(ids.size(), word.size() / 3);
    EXPECT_EQ(tokenizer->decode(ids), word);
    EXPECT_EQ(tokenizer->decode(tokenizer->encode(std::string(1u << 20, ' '))), std::string(1u << 20, ' '));
}

TEST(ByteAlphabet, spellsAllBytesAndReadsThemBack)
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        all += static_cast<char>(byte);
    }
    EXPECT_EQ(bytesSpelled(spelledBytes(all)), all);
    EXPECT_EQ(spelledBytes(" a\n"), "\u0120a\u010a");
    EXPECT_EQ(bytesSpelled(" "), std::nullopt) << "a space is spelled otherwise";
    EXPECT_EQ(bytesSpelled("\u0144"), std::nullopt);
    EXPECT_EQ(bytesSpelled("\u2581"), std::nullopt);
    EXPECT_EQ(bytesSpelled("\xc4"), std::nullopt);
}

/// The definition: the pair of least rank, the leftmost of equals, until there is none.
TokenIds mergedByDefinition(TokenIds symbols, const std::vector<std::array<TokenId, 3>>& merges)
{
    while (true) {
        std::size_t best = merges.size();
        std::size_t at = 0;
        for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
            for (std::size_t rank = 0; rank < best; ++rank) {
                if (merges[rank][0] == symbols[i] && merges[rank][1] == symbols[i + 1]) {
                    best = rank;
                    at = i;
                }
            }
        }
        if (best == merges.size()) {
            return symbols;
        }
        symbols[at] = merges[best][2];
        symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    }
}

TEST(MergeTable, mergesByTheDefinition)
{
    // Random merges over three letters, so that overlaps and runs abound; short and long words.
    RandomStream random(7, {1});
    for (int round = 0; round < 30; ++round) {
        Vocabulary::Entries entries{{"a", 0}, {"b", 1}, {"c", 2}};
        MergeTable::Pairs pairs;
        std::vector<std::array<TokenId, 3>> merges;
        std::set<std::string> known{"a", "b", "c"};
        for (int i = 0; i < 25; ++i) {
            const auto left = static_cast<TokenId>(random.below(static_cast<std::uint32_t>(entries.size())));
            const auto right = static_cast<TokenId>(random.below(static_cast<std::uint32_t>(entries.size())));
            const std::string both =
                entries[static_cast<std::size_t>(left)].first + entries[static_cast<std::size_t>(right)].first;
            if (known.insert(both).second && both.size() < 12) {
                pairs.emplace_back(
                    entries[static_cast<std::size_t>(left)].first, entries[static_cast<std::size_t>(right)].first);
                merges.push_back({left, right, static_cast<TokenId>(entries.size())});
                entries.emplace_back(both, entries.size());
            }
        }
        const Vocabulary vocabulary(entries, "test");
        const MergeTable table(pairs, vocabulary, "test");
        EXPECT_EQ(table.size(), pairs.size());
        MergeTable::Scratch scratch;
        for (const std::size_t length : {0u, 1u, 2u, 7u, 40u, 41u, 200u}) {
            TokenIds symbols(length);
            for (TokenId& symbol : symbols) {
                symbol = static_cast<TokenId>(random.below(3));
            }
            const TokenIds expected = mergedByDefinition(symbols, merges);
            table.apply(symbols, scratch);
            EXPECT_EQ(symbols, expected);
        }
    }
}

} // namespace
} // namespace dpl::text
