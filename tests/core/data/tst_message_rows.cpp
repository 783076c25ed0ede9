// Rows of messages: what they may look like, and how prompt and sides are joined.

#include "data/holdout.hpp"
#include "data/preference_dataset.hpp"
#include "data/response_set.hpp"
#include "data/row_error.hpp"
#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

Json list(std::initializer_list<Json> messages)
{
    Json all = Json::array();
    for (const Json& message : messages) {
        all.push_back(message);
    }
    return all;
}

Json message(const std::string& role, const std::string& content)
{
    return {{"role", role}, {"content", content}};
}

const Json question = message("user", "Q");
const Json answer = message("assistant", "a");
const Json otherAnswer = message("assistant", "b");
const Json whole = list({question, answer});
const Json otherWhole = list({question, otherAnswer});

Comparison rowOf(const Json& row)
{
    return {row, "rows.jsonl:5", 0, 5};
}

/// The messages of chosen; the rejected ones differ in the last alone.
Json chosenOf(const Json& row)
{
    const Comparison comparison = rowOf(row);
    EXPECT_TRUE(comparison.hasMessages());
    const data::Dialogue chosen = comparison.chosen();
    const data::Dialogue rejected = comparison.rejected();
    EXPECT_EQ(chosen.messages().size(), rejected.messages().size());
    EXPECT_EQ(commonMessages(chosen.messages(), rejected.messages()).size() + 1, chosen.messages().size());
    return chosen.messages();
}

Json pairOf(const Json& prompt, const Json& chosen, const Json& rejected)
{
    return {{"prompt", prompt}, {"chosen", chosen}, {"rejected", rejected}};
}

TEST(MessageRows, areWholeDialoguesOrEndOnes)
{
    EXPECT_EQ(chosenOf({{"chosen", whole}, {"rejected", otherWhole}}), whole);
    const Json answers = list({answer});
    const auto with = [](const Json& prompt) { return chosenOf(pairOf(prompt, list({answer}), list({otherAnswer}))); };
    EXPECT_EQ(with("Q"), whole);
    EXPECT_EQ(with(list({question})), whole);
    EXPECT_EQ(with(list({message("system", "S"), question})), list({message("system", "S"), question, answer}));
    EXPECT_EQ(with(nullptr), list({answer}));
    EXPECT_EQ(with(""), list({answer}));
}

TEST(MessageRows, haveTheirPromptOnce)
{
    for (const Json& prompt : list({"Q", " Q\n", list({question}), "\n\nHuman: Q\n\nAssistant:"})) {
        EXPECT_EQ(chosenOf(pairOf(prompt, whole, otherWhole)), whole) << prompt;
    }
    const Json before = list({message("user", "P"), message("assistant", "p"), question});
    EXPECT_EQ(chosenOf(pairOf(before, whole, otherWhole)),
        list({message("user", "P"), message("assistant", "p"), question, answer}));
    const Json system = message("system", "S");
    const Json systemFirst = list({system, question, answer});
    EXPECT_EQ(chosenOf(pairOf(list({question}), systemFirst, list({system, question, otherAnswer}))), systemFirst);
    EXPECT_EQ(chosenOf(pairOf("Q", list({system, answer}), list({system, otherAnswer}))), systemFirst);
    EXPECT_TRUE(says(errorOf([&] { rowOf(pairOf("Else", whole, otherWhole)); }),
        {"rows.jsonl:5: chosen", "the text of the prompt", "--columns prompt="}));
}

TEST(MessageRows, mayBeAnswersBehindAPromptOfMessages)
{
    EXPECT_EQ(chosenOf(pairOf(list({question}), "a", "b")), whole);
}

/// As LLaMA-Factory has them.
TEST(MessageRows, mayHaveASystemsMessageInAColumn)
{
    const Json system = message("system", "Be brief.");
    Json row = pairOf("Q", whole, otherWhole);
    row["system"] = "Be brief.";
    EXPECT_EQ(chosenOf(row), list({system, question, answer}));
    Json answers = pairOf(list({question}), "a", "b");
    answers["system"] = "Be brief.";
    EXPECT_EQ(chosenOf(answers), list({system, question, answer}));
    for (const Json& none : {Json(), Json(""), Json(5)}) {
        row["system"] = none;
        EXPECT_EQ(chosenOf(row), whole);
    }
    Json own = pairOf(Json(), list({system, question, answer}), list({system, question, otherAnswer}));
    own["system"] = "Be long.";
    EXPECT_EQ(chosenOf(own), list({system, question, answer})) << "they have one of their own";
    const Comparison texts = rowOf({{"system", "Be brief."}, {"chosen", "a"}, {"rejected", "b"}});
    EXPECT_EQ(texts.chosen().text(), "a") << "a text has no place for it";

    row.erase("system");
    row["role"] = "Be brief.";
    const Comparison named(row, "x", 0, 1, Columns("system=role", comparisonRoles()));
    EXPECT_EQ(named.chosen().messages(), list({system, question, answer}));
    row["system"] = "Be long.";
    const Comparison without(row, "x", 0, 1, Columns("system=", comparisonRoles()));
    EXPECT_EQ(without.chosen().messages(), whole);
}

TEST(MessageRows, mayBeOfShareGpt)
{
    const Json human{{"from", "human"}, {"value", "Q"}};
    const Json gpt{{"from", "gpt"}, {"value", "a"}};
    const Json other{{"from", "gpt"}, {"value", "b"}};
    const Json before = list({human});
    const Json chosen = list({human, gpt});
    const Json rejected = list({human, other});
    EXPECT_EQ(chosenOf({{"conversations", before}, {"chosen", gpt}, {"rejected", other}}), whole);
    EXPECT_EQ(chosenOf({{"chosen", chosen}, {"rejected", rejected}}), whole);
    EXPECT_EQ(chosenOf({{"conversations", before}, {"chosen", chosen}, {"rejected", rejected}}), whole);
    EXPECT_EQ(messagesOf(Json{{"from", "observation"}, {"value", "4"}}, "x")[0]["role"], "tool");
}

TEST(MessageRows, mayHaveTheirContentInParts)
{
    const Json part{{"type", "text"}, {"text", "Q"}};
    const Json given{{"role", "user"}, {"content", list({part, "!"})}, {"name", "Ann"}};
    const Json expected{{"role", "user"}, {"content", "Q!"}, {"name", "Ann"}};
    EXPECT_EQ(messagesOf(list({given}), "x"), list({expected}));
    const Json calls{{"role", "assistant"}, {"content", nullptr}, {"tool_calls", list({Json::object()})}};
    EXPECT_EQ(messagesOf(list({calls}), "x")[0], calls);
}

TEST(MessageRows, sayWhatIsWrongWithThem)
{
    const auto error = [](const Json& value) { return errorOf([&] { messagesOf(value, "rows.jsonl:5: chosen"); }); };
    EXPECT_TRUE(says(error(Json::array()), {"rows.jsonl:5: chosen", "no messages"}));
    EXPECT_TRUE(says(error(list({question, "a"})), {"chosen[1]", "expected a message"}));
    EXPECT_TRUE(says(error(list({Json{{"content", "Q"}}})), {"chosen[0]", "role is missing"}));
    EXPECT_TRUE(says(error(list({Json{{"role", "user"}}})), {"chosen[0]", "content is missing"}));
    EXPECT_TRUE(
        says(error(list({Json{{"role", "user"}, {"content", 3}}})), {"chosen[0].content", "expected a string"}));
    const Json image{{"type", "image"}};
    EXPECT_TRUE(says(error(list({Json{{"role", "user"}, {"content", list({image})}}})),
        {"chosen[0].content[0]", "image", "only text"}));
    EXPECT_TRUE(says(error(list({Json{{"from", "human"}}})), "value is missing"));
}

TEST(MessageRows, areGroupedByWhatBothBeginWith)
{
    const std::string prompt = promptOf(rowOf({{"chosen", whole}, {"rejected", otherWhole}}));
    EXPECT_EQ(
        promptOf(rowOf({{"chosen", list({question, message("assistant", "c")})}, {"rejected", otherWhole}})), prompt);
    EXPECT_EQ(promptOf(rowOf(pairOf(list({question}), list({answer}), list({otherAnswer})))), prompt);
    const Json other = message("user", "R");
    EXPECT_NE(promptOf(rowOf({{"chosen", list({other, answer})}, {"rejected", list({other, otherAnswer})}})), prompt);
}

TEST(MessageRows, readAsHhRlhfWritesDialogues)
{
    EXPECT_EQ(Dialogue(list({message("system", "S"), question, answer})).readable(),
        "\n\nSystem: S\n\nHuman: Q\n\nAssistant: a");
}

TEST(MessageResponses, areScoredBehindTheirPrompt)
{
    const Json prompt = list({question});
    const auto rowWith = [](const Json& before, const Json& responses) {
        return ResponseRow({{"prompt", before}, {"responses", responses}}, "x", 1);
    };
    const ResponseRow row = rowWith(prompt, list({"a", list({otherAnswer}), answer}));
    EXPECT_TRUE(row.hasMessages());
    ASSERT_EQ(row.responseCount(), 3u);
    EXPECT_EQ(row.scored(0).messages(), whole);
    EXPECT_EQ(row.scored(1).messages(), otherWhole);
    EXPECT_EQ(row.scored(2).messages(), whole);
    EXPECT_THROW(rowWith(prompt, list({3})), RowError);
    EXPECT_THROW(rowWith("Human: a", list({answer})), RowError);
}

} // namespace
} // namespace dpl::data
