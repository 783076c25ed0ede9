#include "base/files.hpp"
#include "data/json_rows.hpp"
#include "error_message.hpp"
#include "evaluation/evaluation_writer.hpp"
#include "records/evaluated_comparisons.hpp"
#include "records/evaluated_responses.hpp"
#include "temporary_folder.hpp"

#include <cmath>
#include <limits>

namespace dpl::evaluation {
namespace {

using namespace records;

using test::errorOf;
using test::says;

using Floats = std::vector<float>;

class EvaluationWriterTest : public testing::Test {
protected:
    const test::TemporaryFolder temporary;
    const std::filesystem::path file = temporary / "model" / "eval_results_both.jsonl";
};

TEST_F(EvaluationWriterTest, writesWhatTheReadersRead)
{
    const Floats values{
        0.1f, -1.0f / 3.0f, std::numeric_limits<float>::max(), std::numeric_limits<float>::denorm_min(), 5.0f, -0.0f};
    const Json row = Json::parse(R"({"z":"We’ll \"\u0001","reward_output_chosen":"old","chosen":"a","rejected":"b",)"
                                 R"("data_subset":"helpful","n":0.1})");
    EvaluationWriter writer(file);
    writer.beginRow(row);
    writer.addOutputs("reward_output_chosen", Floats(values.begin(), values.begin() + 3));
    writer.addOutputs("reward_output_rejected", Floats(values.begin() + 3, values.end()));
    writer.endRow();
    writer.beginRow(Json::object());
    writer.addOutputs("reward_output_chosen", Floats{1, 2, 3});
    writer.addOutputs("reward_output_rejected", Floats{1e-5f, 1e20f, 100000000.0f});
    writer.endRow();
    EXPECT_FALSE(std::filesystem::exists(file)) << "not before it is whole";
    EXPECT_EQ(writer.rows(), 2u);
    writer.finish();
    EXPECT_TRUE(readFile(file).starts_with(
        R"({"z":"We’ll \"\u0001","chosen":"a","rejected":"b","data_subset":"helpful","n":0.1,)"
        R"("reward_output_chosen":[0.1,-0.33333334,3.4028235e+38],"reward_output_rejected":[1e-45,5,-0]})"
        "\n{\"reward_output_chosen\":[1,2,3],"))
        << readFile(file);

    const EvaluatedComparisons read = readEvaluatedComparisons(file);
    EXPECT_EQ(read.dataSubsets.at(0), "helpful");
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(static_cast<float>(read.chosen.of(0)[i]), values[i]) << "to the bit";
        EXPECT_EQ(static_cast<float>(read.rejected.of(0)[i]), values[i + 3]);
    }
    data::JsonRowReader rows(file);
    Json again;
    ASSERT_TRUE(rows.next(again));
    EXPECT_EQ(again["z"], row["z"]);
    EXPECT_EQ(again["n"], row["n"]);
}

TEST_F(EvaluationWriterTest, writesListsForResponses)
{
    EvaluationWriter writer(file);
    writer.beginRow(Json::parse(R"({"prompt":"p","responses":["x","y"]})"));
    writer.addResponses("reward_outputs_both", Floats{1, 2}, 1);
    writer.addResponses("reward_outputs_a\"b", Floats{1, 2, 3, 4}, 2);
    writer.endRow();
    writer.finish();
    EXPECT_EQ(readFile(file),
        R"({"prompt":"p","responses":["x","y"],"reward_outputs_both":[[1],[2]],"reward_outputs_a\"b":[[1,2],[3,4]]})"
        "\n");
    const EvaluatedResponses read = readEvaluatedResponses(file);
    EXPECT_EQ(read.models.at(1).name, "a\"b");
    EXPECT_EQ(read.models.at(1).outputs.values, (std::vector<double>{1, 2, 3, 4}));
}

TEST_F(EvaluationWriterTest, refusesWhatCannotBeRead)
{
    EvaluationWriter writer(file);
    EXPECT_TRUE(says(errorOf([&] { writer.beginRow(Json::array()); }), "not an object"));
    writer.beginRow(Json::object());
    EXPECT_TRUE(says(errorOf([&] { writer.addOutputs("reward_output_chosen", Floats{1, std::nanf("")}); }),
        {"eval_results_both.jsonl", "reward_output_chosen of row 1", "not finite"}));
    EXPECT_NE(errorOf([&] { writer.addOutputs("reward_output_chosen", Floats{}); }), "");
    EXPECT_TRUE(says(
        errorOf([&] { writer.addResponses("x", Floats{1, 2, 3}, 2); }), "3 numbers cannot be divided into lists of 2"));
    EXPECT_NE(errorOf([&] { writer.addResponses("x", Floats{1, 2, 3}, 0); }), "");
    writeFileAtomically(temporary / "plain", "");
    EXPECT_TRUE(says(errorOf([&] { EvaluationWriter(temporary / "plain" / "file").finish(); }), "plain"));
}

} // namespace
} // namespace dpl::evaluation
