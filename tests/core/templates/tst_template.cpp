// What the language means, where it is easily got wrong. That it is jinja2's is tested by random programs.

#include "comma_locale.hpp"
#include "peer.hpp"

#include <thread>

namespace {

using namespace dpl;
using namespace dpl::templates;

std::string templateText(const std::string& source, const Json& variables = Json::object())
{
    return Template(source, "own").render(variables, templates::test::atFixedNow());
}

std::string templateError(const std::string& source, const Json& variables = Json::object())
{
    try {
        templateText(source, variables);
    } catch (const TemplateError& error) {
        return error.what();
    }
    return {};
}

TEST(Template, takesWhiteSpaceAwayAsTransformersDoes)
{
    EXPECT_EQ(templateText("a\n  {% if true %}\nb\n  {% endif %}\nc\n"), "a\nb\nc");
    EXPECT_EQ(templateText("a\n  {{- 1 -}}  \n b"), "a1b");
    EXPECT_EQ(templateText("a  {%- if true +%}\nb{% endif %}"), "a\nb");
    EXPECT_EQ(templateText("  {%+ if true %}x{% endif %}"), "  x");
    EXPECT_EQ(templateText("a {# b #}\nc\r\nd"), "a c\nd");
    EXPECT_EQ(templateText("{% raw %}{{ x }}{% endraw %}"), "{{ x }}");
}

TEST(Template, writesValuesAsPython)
{
    EXPECT_EQ(templateText("{{ [none, true, 1.0, 1e22, 0.1, 'it\\'s', \"a\\n\", (1,), {'k': 'é'}] }}"),
        "[None, True, 1.0, 1e+22, 0.1, \"it's\", 'a\\n', (1,), {'k': 'é'}]");
    EXPECT_EQ(templateText("{{ none }}{{ missing }}{{ false }}"), "NoneFalse");
    EXPECT_EQ(templateText("{{ {'a': [1, 2.0], 'é': '<&>'}|tojson }}"), "{\"a\": [1, 2.0], \"é\": \"<&>\"}");
    EXPECT_EQ(templateText("{{ {'b': '😀', 'a': []}|tojson(ensure_ascii=true, indent=1, sort_keys=true) }}"),
        "{\n \"a\": [],\n \"b\": \"\\ud83d\\ude00\"\n}");
}

TEST(Template, readsAttributesBeforeMembersAndItemsAfter)
{
    const Json variables{{"d", {{"items", 1}, {"x", 2}}}};
    EXPECT_EQ(
        templateText("{{ d['items'] }} {{ d.x }} {{ d.items()|list }}", variables), "1 2 [('items', 1), ('x', 2)]");
    EXPECT_EQ(templateText("{{ d.nope is defined }} {{ d['nope']|default('z') }}", variables), "False z");
}

TEST(Template, keepsWhatLoopsSetWithinThem)
{
    EXPECT_EQ(templateText("{% set x = 0 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}"), "120");
    EXPECT_EQ(templateText(
                  "{% set ns = namespace(x=0) %}{% for i in [1, 2] %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}"),
        "3");
    EXPECT_EQ(templateText("{% for i in [1, 2, 3] if i != 2 %}{{ loop.index }}{{ i }}{{ loop.last }} {% endfor %}"),
        "11False 23True ");
    // As in jinja2, a loop whose turns all end early has its else.
    EXPECT_EQ(templateText("{% for i in [1] %}{% break %}{% else %}else{% endfor %}"), "else");
}

TEST(Template, callsMacrosAndTheirCallers)
{
    EXPECT_EQ(templateText("{% macro f(a, b=a) %}{{ a }}{{ b }}{{ kwargs }}{% endmacro %}{{ f(1) }}{{ f(1, c=2) }}"),
        "11{}11{'c': 2}");
    EXPECT_EQ(
        templateText("{% macro f() %}<{{ caller('x') }}>{% endmacro %}{% call(y) f() %}{{ y }}{% endcall %}"), "<x>");
    EXPECT_EQ(
        templateText("{% for n in [[1, [2]]] recursive %}{{ loop(n) if n is not integer else n }}{% endfor %}"), "12");
}

TEST(Template, saysWhereAndWhatIsWrong)
{
    EXPECT_EQ(templateError("a\n{{ x.y }}"), "own:2:5: \"x\" is undefined");
    EXPECT_EQ(templateError("{% if x %}"), "own:1:11: the template ends where \"endif\" should close \"if\"");
    EXPECT_EQ(templateError("{{ 1 + }}"), "own:1:8: expected an expression, found \"}}\"");
    EXPECT_EQ(templateError("{{ 'a'|nope }}"), "own:1:8: there is no filter named \"nope\"");
    EXPECT_EQ(templateError("{{ 'a' + 1 }}"), "own:1:4: + does not work on a str and a int");
    EXPECT_EQ(
        templateError("{{ raise_exception('no tools') }}"), "own:1:19: the template refuses this input: no tools");
    EXPECT_EQ(templateError("{% extends 'x' %}"), "own:1:4: there is no statement \"extends\" in chat templates");
    EXPECT_EQ(templateError("{{ d.items }}", {{"d", Json::object()}}),
        "own:1:5: a function items has no text of its own; it may lack its call, as in name()");
    EXPECT_EQ(templateError("\xff"), "own: the template is not UTF-8");
}

TEST(Template, changesNothing)
{
    EXPECT_EQ(templateError("{{ [].append(1) }}"), "own:1:13: templates must not change values, as list.append would");
    EXPECT_EQ(templateError("{{ d.pop('a') }}", {{"d", {{"a", 1}}}}),
        "own:1:9: templates must not change values, as dict.pop would");
    EXPECT_NE(templateError("{% set d.x = 1 %}", {{"d", {{"a", 1}}}}), "");
    EXPECT_NE(templateError("{% set ns = namespace() %}{% set ns._x = 1 %}"), "");
}

TEST(Template, tellsTheTimeOfItsClock)
{
    EXPECT_EQ(templateText("{{ strftime_now('%d %b %Y %H:%M:%S.%f %A %%') }}"), "26 Jul 2024 09:05:00.000000 Friday %");
    EXPECT_EQ(templateText("[{{ strftime_now('') }}]"), "[]");
}

TEST(Template, doesNotAskTheLocale)
{
    const dpl::test::CommaLocale locale;
    EXPECT_EQ(
        templateText("{{ 1.5 }} {{ '%.1f' % 2.5 }} {{ '{:.2f}'.format(0.25) }} {{ '3.5'|float }} {{ [0.5]|tojson }}"),
        "1.5 2.5 0.25 3.5 [0.5]");
}

TEST(Template, rendersInSeveralThreads)
{
    const Template shared(
        "{% macro f(n) %}{{ n * 2 }}{% endmacro %}{% for i in range(50) %}{{ f(i) }},{% endfor %}{{ s }}", "own");
    const std::string expected = shared.render({{"s", "x"}});
    std::vector<std::string> texts(4);
    {
        std::vector<std::jthread> threads;
        for (std::string& text : texts) {
            threads.emplace_back([&] {
                for (int i = 0; i < 50; ++i) {
                    text = shared.render({{"s", "x"}});
                }
            });
        }
    }
    for (const std::string& text : texts) {
        EXPECT_EQ(text, expected);
    }
}

} // namespace
