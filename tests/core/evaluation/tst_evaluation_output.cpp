#include "base/files.hpp"
#include "data/json_rows.hpp"
#include "error_message.hpp"
#include "evaluation/evaluation_line.hpp"
#include "evaluation/evaluation_output.hpp"
#include "records/evaluated_comparisons.hpp"
#include "records/evaluated_responses.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl::evaluation {
namespace {

using namespace records;

using test::errorOf;
using test::says;

using Floats = std::vector<float>;

TEST(EvaluationLineTest, hasWhatTheReadersRead)
{
    const test::TemporaryFolder temporary;
    const Floats values{
        0.1f, -1.0f / 3.0f, std::numeric_limits<float>::max(), std::numeric_limits<float>::denorm_min(), 5.0f, -0.0f};
    const Json row = Json::parse(R"({"z":"We’ll \"\u0001","reward_output_chosen":"old","chosen":"a","rejected":"b",)"
                                 R"("data_subset":"helpful","n":0.1})");
    EvaluationLine first(row);
    first.addOutputs("reward_output_chosen", Floats(values.begin(), values.begin() + 3));
    first.addOutputs("reward_output_rejected", Floats(values.begin() + 3, values.end()));
    EXPECT_EQ(first.text(),
        R"({"z":"We’ll \"\u0001","chosen":"a","rejected":"b","data_subset":"helpful","n":0.1,)"
        R"("reward_output_chosen":[0.1,-0.33333334,3.4028235e+38],"reward_output_rejected":[1e-45,5,-0]})");
    EvaluationLine second(Json::object());
    second.addOutputs("reward_output_chosen", Floats{1, 2, 3});
    second.addOutputs("reward_output_rejected", Floats{1e-5f, 1e20f, 100000000.0f});
    EXPECT_TRUE(second.text().starts_with(R"({"reward_output_chosen":[1,2,3],)")) << second.text();

    const std::filesystem::path file = temporary / "rows.jsonl";
    writeFileAtomically(file, first.text() + "\n" + second.text() + "\n");
    const EvaluatedComparisons read = readEvaluatedComparisons(file);
    EXPECT_EQ(read.dataSubsets.at(0), "helpful");
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(static_cast<float>(read.chosen.of(0)[i]), values[i]) << "to the bit";
        EXPECT_EQ(static_cast<float>(read.rejected.of(0)[i]), values[i + 3]);
    }
}

TEST(EvaluationLineTest, hasListsForResponses)
{
    EvaluationLine line(Json::parse(R"({"prompt":"p","responses":["x","y"]})"));
    line.addResponses("reward_outputs_both", Floats{1, 2}, 1);
    line.addResponses("reward_outputs_a\"b", Floats{1, 2, 3, 4}, 2);
    EXPECT_EQ(line.text(),
        R"({"prompt":"p","responses":["x","y"],"reward_outputs_both":[[1],[2]],"reward_outputs_a\"b":[[1,2],[3,4]]})");
}

TEST(EvaluationLineTest, refusesWhatCannotBeRead)
{
    EXPECT_TRUE(says(errorOf([] { EvaluationLine line(Json::array()); }), "not an object"));
    EvaluationLine line(Json::object());
    EXPECT_TRUE(says(errorOf([&] { line.addOutputs("reward_output_chosen", Floats{1, std::nanf("")}); }),
        {"reward_output_chosen", "not finite"}));
    EXPECT_NE(errorOf([&] { line.addOutputs("reward_output_chosen", Floats{}); }), "");
    EXPECT_TRUE(says(
        errorOf([&] { line.addResponses("x", Floats{1, 2, 3}, 2); }), "3 numbers cannot be divided into lists of 2"));
    EXPECT_NE(errorOf([&] { line.addResponses("x", Floats{1, 2, 3}, 0); }), "");
}

class EvaluationOutputTest : public testing::Test {
protected:
    EvaluationOutputTest()
    {
        record.kind = "evaluation";
        record.params = {{"reward_model_checkpoint", "a"}, {"data_path", "b"}};
        record.content = {{"data", "1"}};
        record.cut = {{"tokens_per_batch", 1024}};
    }

    std::vector<Json> restored(EvaluationOutput& output, std::size_t most = 100)
    {
        std::vector<Json> lines;
        output.restore([&](const Json& line) {
            if (lines.size() == most) {
                return false;
            }
            lines.push_back(line);
            return true;
        });
        return lines;
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path file = temporary / "model" / "rows.jsonl";
    const std::filesystem::path partial = partialFile(file);
    EvaluationRecord record;
};

TEST_F(EvaluationOutputTest, appearsWholeWithItsRecord)
{
    {
        EvaluationOutput output(file, record);
        EXPECT_TRUE(output.canContinue());
        for (const char* line : {R"([[1]])", "null", R"({"a":1})", "null", R"({"b":2})", R"({"c":3})"}) {
            output.append(line);
        }
        EXPECT_FALSE(std::filesystem::exists(file)) << "not before it is whole";
        EXPECT_TRUE(beginningOf(partial).has_value());
        record.rows = 3;
        record.warnings = {"something"};
        output.finish(record, 2);
    }
    EXPECT_EQ(readFile(file), "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n") << "without what only served to make it";
    EXPECT_FALSE(std::filesystem::exists(partial));
    const auto read = recordOf(file);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->rows, 3);
    EXPECT_EQ(read->warnings, record.warnings);
    EXPECT_EQ(read->params, record.params);
    EXPECT_EQ(read->file.size(), 32u);
}

TEST_F(EvaluationOutputTest, goesOnAfterTheLastWholeLineWhereverItWasCut)
{
    std::string whole;
    {
        EvaluationOutput output(file, record);
        for (const char* line : {R"({"a":1})", "null", R"({"b":"é"})"}) {
            output.append(line);
        }
        whole = readFile(partial);
    }
    EXPECT_EQ(readFile(partial), whole) << "kept when it ends early";
    const std::size_t header = whole.find('\n') + 1;
    for (std::size_t bytes = 0; bytes <= whole.size(); ++bytes) {
        writeFileAtomically(partial, whole.substr(0, bytes));
        {
            EvaluationOutput output(file, record);
            const auto lines = restored(output);
            const std::string had = whole.substr(0, bytes);
            EXPECT_EQ(lines.size(),
                bytes < header ? 0u : static_cast<std::size_t>(std::count(had.begin(), had.end(), '\n')) - 1)
                << bytes;
            const char* all[]{R"({"a":1})", "null", R"({"b":"é"})"};
            for (std::size_t i = lines.size(); i < 3; ++i) {
                output.append(all[i]);
            }
            EXPECT_EQ(readFile(partial), whole) << bytes;
        }
    }
    // Lines that are whole but of no use are dropped, too.
    {
        EvaluationOutput output(file, record);
        EXPECT_EQ(restored(output, 1).size(), 1u);
    }
    EXPECT_EQ(readFile(partial), whole.substr(0, header) + "{\"a\":1}\n");
}

TEST_F(EvaluationOutputTest, beginsAnewInPlaceOfAnotherEvaluation)
{
    {
        EvaluationOutput output(file, record);
        output.append("{}");
    }
    record.content["data"] = "2";
    {
        EvaluationOutput output(file, record);
        EXPECT_TRUE(restored(output).empty());
        EXPECT_EQ(beginningOf(partial).value().content, record.content);
    }
    EXPECT_FALSE(std::filesystem::exists(partial)) << "nothing came of it";
}

TEST_F(EvaluationOutputTest, isWrittenByOneProcessAtATime)
{
    const EvaluationOutput output(file, record);
    EXPECT_TRUE(says(errorOf([&] { EvaluationOutput second(file, record); }), "another process"));
}

TEST_F(EvaluationOutputTest, leavesASymbolicLinkAndReplacesWhatItLeadsTo)
{
    std::filesystem::create_directories(temporary / "model");
    std::filesystem::create_symlink("../target.jsonl", file);
    {
        EvaluationOutput output(file, record);
        output.append("{}");
        output.finish(record);
    }
    EXPECT_TRUE(std::filesystem::is_symlink(file));
    EXPECT_EQ(readFile(temporary / "target.jsonl"), "{}\n");
    EXPECT_TRUE(recordOf(file).has_value());
    EXPECT_TRUE(std::filesystem::exists(temporary / "target.jsonl.record.json"));
}

TEST_F(EvaluationOutputTest, writesThroughToAPipe)
{
    std::filesystem::create_directories(file.parent_path());
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    const int reader = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    {
        EvaluationOutput output(file, record);
        EXPECT_FALSE(output.canContinue());
        EXPECT_TRUE(restored(output).empty());
        output.append("{}");
        output.append("null");
        output.append("{\"a\":1}");
        output.finish(record);
    }
    char read[64];
    const auto bytes = ::read(reader, read, sizeof read);
    ::close(reader);
    EXPECT_EQ(std::string(read, static_cast<std::size_t>(std::max<ssize_t>(bytes, 0))), "{}\n{\"a\":1}\n");
    EXPECT_TRUE(std::filesystem::is_fifo(file));
    EXPECT_FALSE(std::filesystem::exists(partial));
    EXPECT_FALSE(std::filesystem::exists(recordFile(file)));
}

TEST_F(EvaluationOutputTest, saysThatItCannotBeWritten)
{
    writeFileAtomically(temporary / "plain", "");
    EXPECT_TRUE(says(errorOf([&] { EvaluationOutput(temporary / "plain" / "file", record); }), "plain"));
    std::filesystem::create_directories(file);
    EXPECT_TRUE(says(errorOf([&] { EvaluationOutput(file, record); }), "it is a folder"));
    if (std::filesystem::exists("/dev/full")) {
        EvaluationOutput full("/dev/full", record);
        EXPECT_TRUE(says(errorOf([&] { full.append("{}"); }), {"/dev/full", "No space"}));
    }
}

} // namespace
} // namespace dpl::evaluation
