#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

TEST(Utf8, writesAndReadsEveryLength)
{
    std::string text;
    const std::u32string characters = U"a\u007f\u0080\u00e9\u07ff\u0800\u20ac\uffff\U00010000\U0001f600\U0010ffff";
    for (const char32_t c : characters) {
        appendUtf8(text, c);
    }
    EXPECT_EQ(text, "a\u007f\u0080\u00e9\u07ff\u0800\u20ac\uffff\U00010000\U0001f600\U0010ffff");
    std::u32string again;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Sequence sequence = utf8SequenceAt(std::string_view(text).substr(at));
        ASSERT_TRUE(sequence.isWhole);
        again += codePointOf(std::string_view(text).substr(at, sequence.length));
        at += sequence.length;
    }
    EXPECT_EQ(again, characters);
}

TEST(Utf8, findsTheFirstSequenceThatIsNot)
{
    for (const char* bad : {"\x80", "\xff", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
             "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98"}) {
        EXPECT_FALSE(utf8SequenceAt(bad).isWhole);
        // Behind blocks of ASCII of every length, and before more.
        for (std::size_t before = 0; before < 70; ++before) {
            const std::string text = std::string(before, 'x') + bad;
            EXPECT_EQ(firstInvalidUtf8(text), before);
            EXPECT_EQ(firstInvalidUtf8("\u00e9" + text + " and more"), before + 2);
        }
    }
    EXPECT_FALSE(firstInvalidUtf8(""));
    EXPECT_FALSE(firstInvalidUtf8(std::string(100, 'x') + "\u20ac" + std::string(7, '\0') + "\U0010ffff"));
}

TEST(Utf8, aPartOfACharacterIsAsLongAsItGoes)
{
    EXPECT_EQ(utf8SequenceAt("\xff\x80").length, 1u);
    EXPECT_EQ(utf8SequenceAt("\xe2\x82z").length, 2u);
    EXPECT_EQ(utf8SequenceAt("\xf0\x9f\x98").length, 3u);
    EXPECT_EQ(utf8SequenceAt("\xed\xa0\x80").length, 1u) << "no character begins so";
}

} // namespace
} // namespace dpl
