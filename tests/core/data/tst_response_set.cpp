#include "base/files.hpp"
#include "data/response_set.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <cstdlib>

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

class Responses : public testing::Test {
protected:
    std::filesystem::path write(const std::string& content) const
    {
        writeFileAtomically(temporary / "responses.jsonl", content);
        return temporary / "responses.jsonl";
    }

    const test::TemporaryFolder temporary;
};

TEST_F(Responses, areScoredFromTheFirstHumanOn)
{
    const ResponseSet set =
        loadResponses(write(R"({"id": 4, "prompt": "A note.\n\nHuman: Hello. Human: again\n\nAssistant: ",)"
                            R"( "responses": ["Hi.", "", "Bye."]})"
                            "\n"
                            R"({"prompt": "Human: ", "responses": ["x"]})"));
    ASSERT_EQ(set.rows.size(), 2u);
    EXPECT_EQ(set.rows[0].responseCount(), 3u);
    EXPECT_EQ(set.rows[0].scored(0).text(), "Human: Hello. Human: again\n\nAssistant: Hi.");
    EXPECT_EQ(set.rows[0].scored(1).text(), "Human: Hello. Human: again\n\nAssistant: ");
    EXPECT_EQ(set.rows[0].row()["id"], 4);
    EXPECT_EQ(set.rows[1].scored(0).text(), "Human: x");
    EXPECT_EQ(set.rows[1].line(), 2);
}

TEST_F(Responses, thatCannotBeUsedAreErrorsOrSkipped)
{
    const std::string good = R"({"prompt": "Human: a", "responses": ["x"]})";
    for (const auto& [row, what] :
        std::vector<std::pair<std::string, std::string>>{{R"({"responses": ["x"]})", "\"prompt\" is missing"},
            {R"({"prompt": 1, "responses": ["x"]})", "prompt: expected a string"},
            {R"({"prompt": "human: a", "responses": ["x"]})", "lacks \"Human: \""},
            {R"({"prompt": "Human: a"})", "\"responses\" is missing"},
            {R"({"prompt": "Human: a", "responses": []})", "at least one"},
            {R"({"prompt": "Human: a", "responses": "x"})", "responses: expected a list"},
            {R"({"prompt": "Human: a", "responses": ["x", null]})", "responses[1]: expected a string, found null"}}) {
        const auto file = write(good + "\n" + row + "\n" + good);
        EXPECT_TRUE(says(errorOf([&] { loadResponses(file); }), {"responses.jsonl:2: ", what}));
        const ResponseSet set = loadResponses(file, true);
        EXPECT_EQ(set.rows.size(), 2u);
        EXPECT_EQ(set.skipped.count, 1);
        EXPECT_TRUE(says(set.skipped.reasons.at(0), what));
    }
    EXPECT_TRUE(says(errorOf([&] { loadResponses(write("")); }), "no usable rows"));
    EXPECT_TRUE(says(errorOf([&] { loadResponses(write("x"), true); }), {"all were skipped", "responses.jsonl:1:"}));
}

TEST_F(Responses, ofTheFixtures)
{
    const ResponseSet set = loadResponses(std::string(DPL_FIXTURES) + "/evaluation/own/responses.jsonl");
    ASSERT_EQ(set.rows.size(), 5u);
    EXPECT_TRUE(set.rows[1].row()["prompt"].get<std::string>().starts_with("(A note"));
    EXPECT_TRUE(set.rows[1].scored(0).text().starts_with("Human: You are a tired wizard"));
}

TEST_F(Responses, ofTheAuthors)
{
    const char* folder = std::getenv("DPL_HIDDEN_CONTEXT_DATA");
    if (folder == nullptr) {
        GTEST_SKIP() << "DPL_HIDDEN_CONTEXT_DATA does not name the folder of the authors' data";
    }
    const ResponseSet set = loadResponses(std::filesystem::path(folder) / "jailbroken_responses.jsonl");
    EXPECT_EQ(set.rows.size(), 187u);
    for (const ResponseRow& row : set.rows) {
        EXPECT_EQ(row.responseCount(), 2u);
    }
}

} // namespace
} // namespace dpl::data
