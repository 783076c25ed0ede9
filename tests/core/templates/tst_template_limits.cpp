// Templates come from strangers: none takes more than its limits, whatever it does.

#include "peer.hpp"

namespace {

using namespace dpl;
using namespace dpl::templates;

std::string limitOf(const std::string& source, const Limits& limits = {})
{
    RenderOptions options;
    options.limits = limits;
    try {
        Template(source, "own").render({{"text", std::string(1000, 'x')}}, options);
    } catch (const TemplateError& error) {
        return error.what();
    }
    return {};
}

std::string times(const std::string& text, int count)
{
    std::string result;
    for (int i = 0; i < count; ++i) {
        result += text;
    }
    return result;
}

bool saysSteps(const std::string& error)
{
    return error.find("steps") != std::string::npos;
}

bool saysBytes(const std::string& error)
{
    return error.find("bytes") != std::string::npos;
}

bool saysNested(const std::string& error)
{
    return error.find("nested deeper than") != std::string::npos;
}

TEST(TemplateLimits, endLoops)
{
    const std::string loops = "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}";
    EXPECT_PRED1(saysSteps, limitOf(loops, {.steps = 100'000}));
    EXPECT_PRED1(saysSteps, limitOf("{{ range(100000)|map('string')|list|length }}", {.steps = 50'000}));
    EXPECT_NE(limitOf("{{ range(100001) }}"), "");
    EXPECT_EQ(limitOf("{{ range(100000)|sum }}"), "");
}

TEST(TemplateLimits, boundWhatIsMade)
{
    EXPECT_PRED1(saysBytes, limitOf("{{ 'x' * 1000000000000 }}"));
    EXPECT_PRED1(saysBytes, limitOf("{{ [1] * 1000000000000 }}"));
    EXPECT_PRED1(saysBytes,
        limitOf("{% set ns = namespace(a='x') %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}"));
    EXPECT_PRED1(saysBytes, limitOf("{% for i in range(2000) %}{{ text }}{% endfor %}", {.bytes = 1'000'000}));
    EXPECT_PRED1(saysBytes, limitOf("{{ text|replace('', text) }}", {.bytes = 100'000}));
    EXPECT_NE(limitOf("{{ '%999999999d' % 1 }}"), "");
    EXPECT_NE(limitOf("{{ 'a'.center(99999999999) }}"), "");
    EXPECT_EQ(limitOf("{% for i in range(500) %}{{ text }}{% endfor %}", {.bytes = 2'000'000}), "");
}

TEST(TemplateLimits, boundDepth)
{
    EXPECT_PRED1(saysNested, limitOf("{{ " + times("(", 5000) + "1" + times(")", 5000) + " }}"));
    EXPECT_PRED1(saysNested, limitOf("{{ " + times("[", 5000) + times("]", 5000) + " }}"));
    EXPECT_PRED1(saysNested, limitOf("{{ " + times("not ", 5000) + "1 }}"));
    EXPECT_PRED1(saysNested, limitOf("{{ " + times("-", 5000) + "1 }}"));
    EXPECT_PRED1(saysNested, limitOf("{{ x" + times(".a", 5000) + " }}"));
    EXPECT_PRED1(saysNested, limitOf("{{ 1" + times(" + 1", 5000) + " }}"));
    EXPECT_PRED1(saysNested, limitOf("{{ 1" + times(" if 1 else 1", 5000) + " }}"));
    EXPECT_PRED1(saysNested, limitOf(times("{% if 1 %}", 5000)));
    EXPECT_PRED1(saysNested, limitOf("{% set " + times("(", 5000) + "a" + times(")", 5000) + " = 1 %}"));
    EXPECT_PRED1(saysNested, limitOf("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"));
    EXPECT_PRED1(saysNested, limitOf("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}"));
    EXPECT_EQ(limitOf("{{ 1" + times(" + 1", 150) + " }}"), "");
}

TEST(TemplateLimits, boundValuesWithinValues)
{
    const auto grown = [](const std::string& step) {
        return limitOf(
            "{% set ns = namespace(a=[]) %}{% for i in range(100000) %}{% set ns.a = " + step + " %}{% endfor %}");
    };
    EXPECT_PRED1(saysNested, grown("[ns.a]"));
    EXPECT_PRED1(saysNested, grown("{'k': ns.a}"));
    EXPECT_PRED1(saysNested, grown("ns.a|map('string')"));
    EXPECT_PRED1(saysNested, grown("cycler(ns.a)"));
    EXPECT_PRED1(saysNested, grown("[ns.a].index"));
    EXPECT_EQ(grown("namespace(b=ns.a)"), ""); // each is let go at the end
}

TEST(TemplateLimits, holdWhereValuesAreShared)
{
    // Two to the power of 60 elements that are written, compared or made JSON, of 60 lists.
    const std::string shared =
        "{% set ns = namespace(a=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}";
    const Limits limits{.steps = 1'000'000, .bytes = 10'000'000};
    EXPECT_NE(limitOf(shared + "{{ ns.a }}", limits), "");
    EXPECT_NE(limitOf(shared + "{{ ns.a|tojson }}", limits), "");
    EXPECT_NE(limitOf(shared + "{{ ns.a|string }}", limits), "");
}

TEST(TemplateLimits, letLongChainsGoWithoutAStackOfTheirLength)
{
    const auto chained = [](const std::string& link) {
        return limitOf("{% set ns = namespace(a=none) %}{% macro g() %}{% set ns.a = caller %}{% endmacro %}"
                       "{% for i in range(50000) %}{% set before = ns.a %}"
            + link + "{% endfor %}");
    };
    EXPECT_EQ(chained("{% macro f() %}{% endmacro %}{% set ns.a = f %}"), "");
    EXPECT_EQ(chained("{% call g() %}{% endcall %}"), "");
    EXPECT_EQ(chained("{% for j in [1] recursive %}{% set ns.a = loop %}{% endfor %}"), "");
    EXPECT_EQ(chained("{% for j in [1] if true %}{% set ns.a = loop %}{% endfor %}"), "");
    EXPECT_EQ(chained("{% set ns.a = namespace(a=before) %}"), "");
    EXPECT_EQ(limitOf("{% for i in range(3) %}{{ loop.changed(loop) }}{% endfor %}"), "");
}

TEST(TemplateLimits, letEverythingGoInTheEnd)
{
    EXPECT_EQ(limitOf("{% set ns = namespace() %}{% set ns.self = ns %}{% macro f() %}{% endmacro %}{% set ns.f = f %}"
                      "{% for i in [1] %}{% set ns.loop = loop %}{% endfor %}"),
        "");
    EXPECT_PRED1(saysNested, limitOf("{% set ns = namespace() %}{% set ns.self = ns %}{{ ns }}"));
}

} // namespace
