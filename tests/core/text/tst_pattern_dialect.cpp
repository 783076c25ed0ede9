#include "error_message.hpp"
#include "text/pattern_dialect.hpp"
#include "text/pre_tokenizer.hpp"

namespace dpl::text {
namespace {

using test::errorOf;
using test::says;
using Words = std::vector<std::string>;

class Collector final : public PreTokenizer::WordSink {
public:
    void word(std::string_view word) override { words.emplace_back(word); }
    Words words;
};

Words split(const PreTokenizer& preTokenizer, std::string_view text)
{
    PreTokenizer::Scratch scratch;
    Collector collector;
    preTokenizer.split(text, scratch, collector);
    return collector.words;
}

Words split(const std::string& pattern, std::string_view text, SplitBehavior behavior = SplitBehavior::isolated,
    bool invert = false)
{
    PreTokenizer preTokenizer;
    preTokenizer.addSplit(SplitPattern(pattern, "test"), behavior, invert);
    return split(preTokenizer, text);
}

TEST(PatternDialect, meansWhatOnigurumaMeans)
{
    EXPECT_EQ(pcre2Dialect(R"(\s)", "test"), R"(\p{White_Space})");
    EXPECT_EQ(pcre2Dialect(R"([^\s\p{L}])", "test"), R"([^\p{White_Space}\p{L}])");
    EXPECT_EQ(pcre2Dialect(R"(\p{Han}\p{^Lu}\P{^N})", "test"), R"(\p{sc:Han}\P{Lu}\p{N})");
    EXPECT_EQ(pcre2Dialect(R"((a)\u00e9\v)", "test"), R"((?:a)\x{00e9}\x0b)");
    EXPECT_EQ(pcre2Dialect(R"(a{1,3}b{2}c{4,}d{1,2}?)", "test"), R"(a{1,3}b{2}c{4,}d{1,2}?)");
    EXPECT_EQ(split(R"(\s+)", "a\u180e\u00a0b"), (Words{"a\u180e", "\u00a0", "b"})) << "U+180E is no white space";
    EXPECT_EQ(split(R"([^\n]+)", "a\nb"), (Words{"a", "\n", "b"}));
    EXPECT_EQ(split(R"((?i:'s)|x)", "it'S x"), (Words{"it", "'S", " ", "x"}));
}

TEST(PatternDialect, whatIsReadDifferentlyIsRefused)
{
    for (const std::string pattern :
        {R"(\h)", R"(a\Kb)", R"(\bword\b)", R"((?<name>a))", R"((a)\1)", R"([a[bc]])", R"([a&&b])", R"([[:alpha:]])",
            R"(a{,3})", R"(a{1,3}+)", R"(a{2}?)", R"({)", R"((?#c))", R"((*UTF)a)", R"((?C1)a)", R"(x(?i)y)", R"(\x80)",
            R"(\u00g0)", R"([])", R"([a)", R"(\)", R"(\p)", R"(\p{L)", R"(\p{L&})", R"(\G)", R"(\X)", R"([\W])"}) {
        EXPECT_TRUE(says(errorOf([&] { SplitPattern(pattern, "tokenizer.json: pattern"); }),
            {"tokenizer.json: pattern", "not supported"}))
            << pattern;
    }
    EXPECT_TRUE(says(errorOf([] { SplitPattern("\xff", "test"); }), "UTF-8"));
}

TEST(PatternDialect, whatIsNoPatternIsAnError)
{
    for (const std::string pattern : {"(a", "a)", "*", R"(\p{Nowhere})", "(?<=a+)b", "[z-a]"}) {
        EXPECT_TRUE(says(errorOf([&] { SplitPattern(pattern, "here"); }), {"here", "cannot be read"})) << pattern;
    }
    EXPECT_TRUE(says(errorOf([] { SplitPattern(std::string(100'000, 'a'), "here"); }), {"here", "longer"}));
    EXPECT_TRUE(says(errorOf([] { SplitPattern(std::string(5000, '(') + std::string(5000, ')'), "here"); }),
        {"here", "cannot be read"}));
}

TEST(PatternDialect, aPatternThatBlowsUpIsAnError)
{
    const std::string text = std::string(5000, 'a') + "bc";
    for (const std::string pattern : {"(a+)+c", "(a|aa)+c", "(a*)*c"}) {
        EXPECT_TRUE(says(errorOf([&] { split(pattern, text); }), {"test", "fails on", "5002"})) << pattern;
    }
}

TEST(PreTokenizer, behavesAsNamed)
{
    const std::string text = "the-final--countdown";
    EXPECT_EQ(split("-", text, SplitBehavior::removed), (Words{"the", "final", "countdown"}));
    EXPECT_EQ(split("-", text, SplitBehavior::isolated), (Words{"the", "-", "final", "-", "-", "countdown"}));
    EXPECT_EQ(split("-", text, SplitBehavior::mergedWithPrevious), (Words{"the-", "final-", "-", "countdown"}));
    EXPECT_EQ(split("-", text, SplitBehavior::mergedWithNext), (Words{"the", "-final", "-", "-countdown"}));
    EXPECT_EQ(split("-", text, SplitBehavior::contiguous), (Words{"the", "-", "final", "--", "countdown"}));
    EXPECT_EQ(split("[a-z]+", text, SplitBehavior::removed, true), (Words{"the", "final", "countdown"}));
    EXPECT_EQ(split("x*", "axb"), (Words{"a", "x", "b"})) << "empty matches take apart too";
    EXPECT_EQ(split("", "ab\u00e9"), (Words{"a", "b", "\u00e9"}));
    EXPECT_EQ(split("-", ""), Words{});
}

TEST(PreTokenizer, literalsAreTakenLiterally)
{
    PreTokenizer preTokenizer;
    preTokenizer.addSplit(SplitPattern::literally("[a]*\u20ac\n", "test"), SplitBehavior::isolated);
    EXPECT_EQ(split(preTokenizer, "x[a]*\u20ac\ny"), (Words{"x", "[a]*\u20ac\n", "y"}));
}

TEST(PreTokenizer, stepsFollowEachOther)
{
    PreTokenizer preTokenizer;
    preTokenizer.addSplit(SplitPattern("\\p{N}", "test"), SplitBehavior::isolated);
    preTokenizer.addPrefixSpace();
    preTokenizer.addSplit(SplitPattern(gpt2Pattern, "test"), SplitBehavior::isolated);
    EXPECT_EQ(split(preTokenizer, "ab12 c's"), (Words{" ab", " 1", " 2", " c", "'s"}));
}

} // namespace
} // namespace dpl::text
