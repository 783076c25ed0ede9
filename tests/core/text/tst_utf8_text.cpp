#include "text/utf8_text.hpp"

#include "text/composition.hpp"

#include <gtest/gtest.h>

namespace dpl::text {
namespace {

std::string mended(std::string_view text)
{
    std::string storage;
    return std::string(wellFormed(text, storage));
}

const std::string bad = "\xef\xbf\xbd";

TEST(Utf8Text, goodTextStaysWhereItIs)
{
    for (const std::string text :
        {"", "abc", "a longer one of ASCII alone", "\u00e9\u20ac\U0001f600", "\ufffd", "\U0010ffff", "\ud7ff\ue000"}) {
        std::string storage;
        EXPECT_EQ(wellFormed(text, storage).data(), text.data());
        EXPECT_TRUE(isWellFormed(text));
    }
    const std::string zero("a\0b", 3);
    EXPECT_EQ(mended(zero), zero);
}

TEST(Utf8Text, badSequencesAreReplacedAsPythonDoes)
{
    EXPECT_EQ(mended("\xff"), bad);
    EXPECT_EQ(mended("a\x80z"), "a" + bad + "z");
    EXPECT_EQ(mended("\xc0\xaf"), bad + bad) << "overlong";
    EXPECT_EQ(mended("\xe0\x80\x80"), bad + bad + bad) << "overlong";
    EXPECT_EQ(mended("\xed\xa0\x80"), bad + bad + bad) << "a surrogate";
    EXPECT_EQ(mended("\xf4\x90\x80\x80"), bad + bad + bad + bad) << "above U+10FFFF";
    EXPECT_EQ(mended("\xe2\x82"), bad) << "the part of one character is one";
    EXPECT_EQ(mended("\xf0\x9f\x98 x"), bad + " x");
    EXPECT_EQ(mended("\xe2\x82\xe2\x82\xac"), bad + "\u20ac");
    EXPECT_EQ(mended("ASCII, and more than eight\xff"
                     "and again ASCII"),
        "ASCII, and more than eight" + bad + "and again ASCII");
    EXPECT_FALSE(isWellFormed("\xc3"));
}

TEST(Utf8Text, tellsTheLengthOfACharacter)
{
    EXPECT_EQ(characterLength('a'), 1u);
    EXPECT_EQ(characterLength('\xc3'), 2u);
    EXPECT_EQ(characterLength('\xe2'), 3u);
    EXPECT_EQ(characterLength('\xf0'), 4u);
}

TEST(Utf8Text, replacesAll)
{
    EXPECT_EQ(replaced(" a  b ", " ", "__"), "__a____b__");
    EXPECT_EQ(replaced("aaa", "aa", "b"), "ba");
    EXPECT_EQ(replaced("abc", "", "x"), "abc");
}

TEST(Composition, composes)
{
    std::string storage;
    EXPECT_EQ(composed("e\u0301 A\u030a", storage), "\u00e9 \u00c5");
    EXPECT_EQ(composed("\u212b", storage), "\u00c5") << "a singleton";
    EXPECT_EQ(composed("\u1100\u1161\u11a8", storage), "\uac01") << "Hangul";
    EXPECT_EQ(composed("q\u0307\u0323", storage), "q\u0323\u0307") << "marks in their order";
    EXPECT_EQ(composed("\u0958", storage), "\u0915\u093c") << "excluded from composition";
    EXPECT_EQ(composed(std::string("e\u0301\0x", 5), storage), std::string("\u00e9\0x", 4));
    const std::string plain = "caf\u00e9, \u00df\u02ff";
    EXPECT_EQ(composed(plain, storage).data(), plain.data());
}

} // namespace
} // namespace dpl::text
