#include "data/text_list.hpp"

#include "base/files.hpp"
#include "built_with_arrow.hpp"
#include "error_message.hpp"
#include "fixture_path.hpp"
#include "gzip_file.hpp"
#include "temporary_folder.hpp"

namespace dpl::data {
namespace {

using dpl::test::errorOf;
using dpl::test::says;

class TextLists : public testing::Test {
protected:
    TextList load(const std::string& content, bool skipBadRows = false, const Columns& columns = {}) const
    {
        writeFileAtomically(m_folder / "texts", content);
        return loadTexts(m_folder / "texts", skipBadRows, columns);
    }

    static std::vector<std::string> texts(const TextList& list)
    {
        std::vector<std::string> texts;
        for (const ListedText& text : list.texts) {
            texts.push_back(text.dialogue.readable());
        }
        return texts;
    }

    using Texts = std::vector<std::string>;

    const test::TemporaryFolder m_folder;
};

TEST_F(TextLists, ofEveryForm)
{
    EXPECT_EQ(texts(load("one\n\n  two words \nthree\n")), (Texts{"one", "  two words ", "three"}));
    EXPECT_EQ(texts(load("\"one\"\n\"t\\u0077o\"\n")), (Texts{"one", "two"}));
    EXPECT_EQ(texts(load(" [\"one\", \"two\"]")), (Texts{"one", "two"}));
    EXPECT_EQ(texts(load(R"([{"text": "one"}, {"text": "two"}])")), (Texts{"one", "two"}));
    EXPECT_EQ(texts(load("{\"text\": \"one\", \"id\": 3}\n")), Texts{"one"});
    EXPECT_EQ(texts(load(R"({"messages": [{"role": "user", "content": "hi"}]})")), Texts{"\n\nHuman: hi"});
    EXPECT_EQ(texts(load("{\"texts\": [\"one\", \"two\"]}\n")), (Texts{"one", "two"}));
}

TEST_F(TextLists, promptsGoBeforeTheirResponses)
{
    const TextList list = load(R"({"prompt": "Q: ", "responses": ["a", "Q: b"], "id": 7})"
                               "\n"
                               R"({"question": "Q: ", "response": "c"})"
                               "\n"
                               R"({"prompt": [{"role": "user", "content": "q"}], "response": "d"})"
                               "\n");
    EXPECT_EQ(texts(list), (Texts{"Q: a", "Q: b", "Q: c", "\n\nHuman: q\n\nAssistant: d"}));
    EXPECT_EQ(list.texts[0].prompt, list.texts[2].prompt) << "another name of the same prompt";
    EXPECT_NE(list.texts[0].prompt, list.texts[3].prompt);
    EXPECT_EQ(list.texts[1].row, (Json{{"prompt", "Q: "}, {"id", 7}, {"response", "Q: b"}}));
    const TextList renamed =
        load(R"({"q": "Q: ", "answers": ["a"]})", false, Columns("prompt=q,responses=answers", responseRoles()));
    EXPECT_EQ(texts(renamed), Texts{"Q: a"});
    const TextList apart =
        load("{\"texts\": [\"a\", \"b\"]}\n{\"texts\": [\"c\"]}\n{\"response\": \"d\"}\n{\"text\": \"e\"}\n");
    EXPECT_EQ(apart.texts[0].prompt, apart.texts[1].prompt);
    EXPECT_NE(apart.texts[0].prompt, apart.texts[2].prompt) << "of another list";
    EXPECT_EQ(apart.texts[3].prompt, apart.texts[4].prompt);
}

TEST_F(TextLists, thatCannotBeUsed)
{
    EXPECT_TRUE(says(errorOf([&] { load("{\"text\": 3}\n"); }), {"texts:1", "text", "expected a text"}));
    EXPECT_TRUE(says(errorOf([&] { load("{\"chosen\": \"a\"}\n"); }), {"texts:1", "response"}));
    EXPECT_TRUE(says(errorOf([&] { load("{\"prompt\": 3, \"response\": \"a\"}\n"); }), {"texts:1", "prompt"}));
    EXPECT_TRUE(says(errorOf([&] { load("[\"one\", 2]"); }), {"texts, row 2", "expected a text"}));
    EXPECT_TRUE(says(errorOf([&] { load("[\"one\""); }), {"texts", "JSON list"}));
    EXPECT_TRUE(says(errorOf([&] { load("\"one\n"); }), {"texts:1", "JSON"}));
    EXPECT_TRUE(says(errorOf([&] { load(" \n"); }), {"texts", "no texts"}));
    const TextList list = load("{\"text\": 3}\n{\"text\": \"one\"}\n", true);
    EXPECT_EQ(texts(list), Texts{"one"});
    EXPECT_EQ(list.skipped.count, 1);
}

TEST_F(TextLists, ofTables)
{
    if (!readsTables() && !test::builtWithArrow()) {
        GTEST_SKIP() << "built without Apache Arrow";
    }
    const TextList list =
        loadTexts(test::fixturePath("tables/none.parquet"), false, Columns("responses=chosen", responseRoles()));
    EXPECT_FALSE(list.texts.empty());
    EXPECT_FALSE(list.texts.front().dialogue.readable().empty());
}

} // namespace
} // namespace dpl::data
