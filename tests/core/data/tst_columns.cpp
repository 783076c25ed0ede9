// What columns mean, where they are not called so.

#include "data/found_columns.hpp"
#include "data/response_set.hpp"
#include "error_message.hpp"
#include "small_dataset.hpp"

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

Columns comparisons(const std::string& text)
{
    return {text, comparisonRoles()};
}

Comparison read(const Json& row, const std::string& columns)
{
    return {row, "rows.jsonl:3", 0, 3, comparisons(columns)};
}

TEST(ColumnsText, isOneWayToSayThem)
{
    EXPECT_EQ(comparisons("rejected=worse,prompt=question,chosen=better").text(),
        "prompt=question,chosen=better,rejected=worse");
    EXPECT_EQ(comparisons("prompt=").text(), "prompt=");
    EXPECT_TRUE(comparisons("").isEmpty());
    EXPECT_EQ(Columns("responses=answers", responseRoles()).text(), "responses=answers");
}

TEST(ColumnsText, saysWhatIsWrongWithIt)
{
    for (const auto& [text, words] : std::vector<std::pair<std::string, std::vector<std::string>>>{
             {"question", {"columns: \"question\"", "role=column"}},
             {"answer=a", {"\"answer\"", "prompt, chosen, rejected, objective, data_subset or system"}},
             {"responses=a", {"\"responses\"", "prompt, chosen, rejected"}},
             {"chosen=", {"name the column that is chosen"}}, {"chosen=a,chosen=b", {"chosen is given twice"}},
             {"chosen=a,rejected=a", {"\"a\" is given two meanings"}}}) {
        const std::string error = errorOf([&, text = text] { comparisons(text); });
        for (const std::string& word : words) {
            EXPECT_TRUE(says(error, word)) << text;
        }
    }
    EXPECT_TRUE(says(errorOf([] { Columns("chosen=a", responseRoles()); }), "prompt, responses or system"));
}

TEST(ColumnsOfARow, getTheNamesOfWhatTheyMean)
{
    const Comparison row = read({{"id", 7}, {"question", "Q "}, {"better", "a"}, {"worse", "b"}, {"source", "online"}},
        "prompt=question,chosen=better,rejected=worse,data_subset=source");
    EXPECT_EQ(row.row().dump(), R"({"id":7,"prompt":"Q ","chosen":"a","rejected":"b","data_subset":"online"})");
    EXPECT_EQ(row.chosen().text(), "Q a");
    EXPECT_EQ(row.dataSubset(), "online");
}

TEST(ColumnsOfARow, keepWhatHadSuchAName)
{
    const Json given{{"chosen", "old"}, {"prompt", "P "}, {"winner", "a"}, {"rejected", "b"}, {"original_chosen", 1}};
    EXPECT_EQ(read(given, "chosen=winner").row().dump(),
        R"({"original_original_chosen":"old","prompt":"P ","chosen":"a","rejected":"b","original_chosen":1})");
    const Json row{{"chosen", "b"}, {"rejected", "a"}};
    EXPECT_EQ(read(row, "chosen=rejected,rejected=chosen").chosen().text(), "a");
    EXPECT_EQ(read(row, "chosen=chosen").row(), row);
}

TEST(ColumnsOfARow, canHaveNoPrompt)
{
    for (const char* name : {"prompt", "question"}) {
        const Comparison row = read({{name, "Q "}, {"chosen", "a"}, {"rejected", "b"}}, "prompt=");
        EXPECT_EQ(row.chosen().text(), "a");
        const Comparison again(row.row(), "rows.jsonl:3", 0, 3);
        EXPECT_EQ(again.chosen().text(), "a") << "what is made of the row is read the same";
    }
}

TEST(ColumnsOfARow, areListedWhereOneIsMissing)
{
    const std::string error =
        errorOf([] { read({{"question", "Q"}, {"better", "a"}, {"worse", "b"}}, "prompt=question,chosen=best"); });
    EXPECT_TRUE(
        says(error, {"rows.jsonl:3", "no column \"best\"", "chosen", "\"question\", \"better\" and \"worse\""}));
}

class ColumnsOfADataset : public SmallDataset { };

TEST_F(ColumnsOfADataset, areThoseOfItsRows)
{
    PreferenceDatasetParams params;
    params.path = write("rows.jsonl",
        R"({"q": "Q1 ", "a": "x", "b": "y"})"
        "\n"
        R"({"q": "Q2 ", "a": "z"})"
        "\n");
    params.columns = comparisons("prompt=q,chosen=a,rejected=b");
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(params); }), {"rows.jsonl:2", "no column \"b\""}));
    params.skipBadRows = true;
    const PreferenceDataset dataset = loadPreferences(params);
    ASSERT_EQ(dataset.rows.size(), 1u);
    EXPECT_EQ(dataset.skipped.count, 1);
    EXPECT_EQ(promptOf(dataset.rows[0]), "Q1 ");
    const auto responses = write("responses.jsonl", R"({"q": "Human: hi", "answers": ["a", "b"]})");
    const ResponseSet set = loadResponses(responses, false, {"prompt=q,responses=answers", responseRoles()});
    EXPECT_EQ(set.rows.at(0).scored(1).text(), "Human: hib");
}

TEST_F(ColumnsOfADataset, areFoundInItsFirstRow)
{
    PreferenceDatasetParams params;
    params.path = write("rows.jsonl",
        "broken\n"
        R"({"id": 1, "question": "Q", "a": "x", "rejected": "y"})"
        "\n");
    FoundColumns found = findColumns(params);
    EXPECT_EQ(found.names, (std::vector<std::string>{"id", "question", "a", "rejected"}));
    EXPECT_EQ(found.meanings,
        (ColumnMeanings{
            {ColumnRole::prompt, "question"}, {ColumnRole::chosen, ""}, {ColumnRole::rejected, "rejected"}}));
    EXPECT_FALSE(found.arePlain());
    params.columns = comparisons("prompt=,chosen=a");
    found = findColumns(params);
    EXPECT_EQ(found.meanings,
        (ColumnMeanings{{ColumnRole::prompt, ""}, {ColumnRole::chosen, "a"}, {ColumnRole::rejected, "rejected"}}));
    EXPECT_EQ(sentenceOn(found), "columns: prompt is none, chosen is \"a\", rejected is \"rejected\"");
    EXPECT_EQ(textFor(found, found.meanings, "objective=o"), "prompt=,chosen=a,objective=o");
    EXPECT_EQ(textFor(found,
                  {{ColumnRole::prompt, "question"}, {ColumnRole::chosen, "a"}, {ColumnRole::rejected, "rejected"}},
                  "prompt=,chosen=a"),
        "chosen=a");
    params.path = write("plain.jsonl", rows("a", 1));
    params.columns = {};
    EXPECT_TRUE(findColumns(params).arePlain());
    params.path = write("bad.jsonl", "x\n");
    EXPECT_TRUE(says(errorOf([&] { findColumns(params); }), "bad.jsonl:1"));
}

} // namespace
} // namespace dpl::data
