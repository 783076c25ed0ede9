// What dialogues are rendered as, against transformers: 21 families' kinds of template.

#include "data/line_reader.hpp"
#include "peer.hpp"
#include "templates/chat_template.hpp"

#include <map>

namespace {

using namespace dpl;
using namespace dpl::templates;

const std::filesystem::path templateFixtures = DPL_FIXTURES "/templates";

ChatTemplate family(const std::string& name, const Json& special)
{
    return {readFile(templateFixtures / (name + ".jinja")), name, special};
}

/// The text, or which way a template fails.
Json renderingOf(const ChatTemplate& tested, Json dialogue)
{
    const Json messages = dialogue.at("messages");
    dialogue.erase("messages");
    try {
        return tested.render(messages, dialogue, test::atFixedNow());
    } catch (const TemplateError& error) {
        return {{error.isRefusal() ? "refused" : "failed", error.what()}};
    }
}

void expectSame(const Json& ours, const Json& theirs, const std::string& what)
{
    if (theirs.is_string()) {
        EXPECT_EQ(ours, theirs) << what;
    } else if (theirs.contains("refused")) {
        ASSERT_TRUE(ours.contains("refused")) << what << " gives " << ours << " instead of " << theirs;
        const auto message = ours.at("refused").get<std::string>();
        EXPECT_TRUE(message.ends_with(theirs.at("refused").get<std::string>())) << what << ": " << message;
    } else {
        EXPECT_TRUE(ours.contains("failed")) << what << " gives " << ours << " instead of " << theirs;
    }
}

TEST(ChatTemplate, rendersStoredDialoguesAsTransformers)
{
    data::LineReader reader(templateFixtures / "renderings.json.gz");
    std::string_view line;
    ASSERT_TRUE(reader.next(line));
    const Json stored = Json::parse(line);
    const Json& dialogues = stored.at("dialogues");
    ASSERT_EQ(dialogues.size(), 40u);
    ASSERT_GE(stored.at("renderings").size(), 15u);
    int texts = 0;
    for (const auto& [name, renderings] : stored.at("renderings").items()) {
        const ChatTemplate tested = family(name, stored.at("special"));
        ASSERT_EQ(renderings.size(), dialogues.size()) << name;
        for (std::size_t i = 0; i < dialogues.size(); ++i) {
            texts += renderings[i].is_string();
            expectSame(renderingOf(tested, dialogues[i]), renderings[i], name + ", dialogue " + std::to_string(i));
        }
    }
    EXPECT_GT(texts, 600);
}

TEST(ChatTemplate, rendersRandomDialoguesAsTransformers)
{
    if (test::python().empty()) {
        GTEST_SKIP() << "set DPL_PYTHON to an interpreter with transformers to have random dialogues compared with it";
    }
    const Json special{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}};
    std::map<std::string, ChatTemplate> families;
    int texts = 0;
    int number = 0;
    for (const Json& trial : test::linesOfScript(templateFixtures / "render.py", "20261130 6000")) {
        const auto name = trial.at("template").get<std::string>();
        if (!families.contains(name)) {
            families.emplace(name, family(name, special));
        }
        texts += trial.at("rendering").is_string();
        expectSame(renderingOf(families.at(name), trial.at("dialogue")), trial.at("rendering"),
            name + ": " + trial.at("dialogue").dump());
        ++number;
    }
    EXPECT_EQ(number, 6000);
    EXPECT_GT(texts, 2000);
}

TEST(ChatTemplate, refusesWhatIsNoDialogue)
{
    const ChatTemplate tested("{{ messages }}", "own", Json::object());
    EXPECT_THROW(tested.render(Json::array()), TemplateError);
    EXPECT_THROW(tested.render("Hello"), TemplateError);
    EXPECT_THROW(tested.render(Json::array({"Hello"})), TemplateError);
}

TEST(ChatTemplate, namesReasoningAsTemplatesReadIt)
{
    const ChatTemplate tested("{{ messages }}", "own", Json::object());
    EXPECT_EQ(tested.render(Json::parse(R"([{"role": "assistant", "content": null, "reasoning": "why"}])")),
        "[{'thinking': 'why', 'role': 'assistant', 'reasoning': 'why', 'reasoning_content': 'why'}]");
}

} // namespace
