#include "base/files.hpp"
#include "error_message.hpp"
#include "evaluation/evaluation_output.hpp"
#include "evaluation/evaluation_place.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::evaluation {
namespace {

using data::DataSubset;
using records::EvaluationRecord;
using records::partialFile;
using records::recordFile;
using test::errorOf;
using test::says;

class EvaluationPlaces : public testing::Test {
protected:
    EvaluationPlaces()
    {
        std::filesystem::create_directories(checkpoint.parent_path());
        std::filesystem::copy(fixtures / "adapters/tiny-llama-base", checkpoint);
        params.model.checkpoint = checkpoint;
        params.model.modelName = (fixtures / "models/tiny-llama").string();
        params.dataPath = (fixtures / "evaluation/own/comparisons").string();
    }

    EvaluationPlace place(const EvaluateParams& of) const { return placeOf(of, recordFor(of)); }

    /// As an evaluation does at its end.
    std::filesystem::path finish(const EvaluateParams& of, const std::string& row = "{}") const
    {
        const EvaluationRecord record = recordFor(of);
        const std::filesystem::path file = placeOf(of, record).file;
        EvaluationOutput output(file, record);
        output.append(row);
        output.finish(record);
        return file;
    }

    const std::filesystem::path fixtures = DPL_FIXTURES;
    const test::TemporaryFolder temporary;
    const std::filesystem::path checkpoint = temporary / "both" / "base_tiny__0_3e-06_cosine_1_peft_last_checkpoint";
    const std::filesystem::path usual = checkpoint / "eval_results_both.jsonl";
    const std::filesystem::path evaluations = checkpoint / "evaluations";
    EvaluateParams params;
};

TEST_F(EvaluationPlaces, sayWhatIsEvaluated)
{
    EXPECT_EQ(place(params).file, usual);
    EvaluateParams other = params;
    other.subset = DataSubset::helpful;
    EXPECT_EQ(place(other).file, checkpoint / "eval_results_helpful.jsonl");
    other = params;
    other.evalDatasetSize = 6;
    EXPECT_EQ(place(other).file, evaluations / "comparisons-test-6-rows-1024-tokens" / "eval_results_both.jsonl");
    other.evalDatasetSize = 0;
    other.maxLength = 512;
    other.model.bf16 = true;
    EXPECT_EQ(place(other).file, evaluations / "comparisons-test-all-rows-512-tokens-bf16" / "eval_results_both.jsonl");
    other = params;
    other.overwriteDataSubset = true;
    EXPECT_EQ(place(other).file.parent_path().filename(), "comparisons-test-all-rows-1024-tokens-subset-overwritten");
    other = params;
    other.dataPath += "/helpful/test.jsonl.gz";
    EXPECT_EQ(place(other).file, evaluations / "helpful-test-all-rows-1024-tokens" / "eval_results_both.jsonl");
}

TEST_F(EvaluationPlaces, areFoundByTheirRecords)
{
    EXPECT_EQ(finish(params), usual);
    EXPECT_TRUE(place(params).whole.has_value());
    EvaluateParams trial = params;
    trial.evalDatasetSize = 6;
    const std::filesystem::path file = finish(trial);
    EXPECT_EQ(file.parent_path().parent_path(), evaluations);
    std::filesystem::rename(file.parent_path(), evaluations / "my first trial");
    const EvaluationPlace found = place(trial);
    EXPECT_EQ(found.file, evaluations / "my first trial" / "eval_results_both.jsonl");
    EXPECT_TRUE(found.whole.has_value());
    EXPECT_EQ(records::checkpointOf(found.file), checkpoint);
    EXPECT_TRUE(records::liesInCheckpoint(usual));
    EXPECT_FALSE(records::liesInCheckpoint(found.file));

    // One that was begun, too.
    EvaluateParams more = params;
    more.evalDatasetSize = 8;
    {
        EvaluationOutput output(place(more).file, recordFor(more));
        output.append("{}");
    }
    std::filesystem::rename(
        evaluations / "comparisons-test-8-rows-1024-tokens", evaluations / "comparisons-test-6-rows-1024-tokens");
    EXPECT_EQ(place(more).file.parent_path().filename(), "comparisons-test-6-rows-1024-tokens");

    // Named alike, but of other rows.
    std::filesystem::rename(
        evaluations / "comparisons-test-6-rows-1024-tokens", evaluations / "comparisons-test-7-rows-1024-tokens");
    more.evalDatasetSize = 7;
    EXPECT_EQ(place(more).file.parent_path().filename(), "comparisons-test-7-rows-1024-tokens-2");
}

TEST_F(EvaluationPlaces, leaveOtherEvaluationsAlone)
{
    finish(params);
    EvaluateParams other = params;
    other.model.bf16 = true;
    const EvaluationPlace beside = place(other);
    EXPECT_EQ(beside.file, evaluations / "comparisons-test-all-rows-1024-tokens-bf16" / "eval_results_both.jsonl");
    EXPECT_TRUE(says(beside.note, {"eval_results_both.jsonl is kept", "bf16 is false there and true here"}));
    other.ifOther = IfOther::replace;
    EXPECT_EQ(place(other).file, usual) << "where it is told to";

    // The reference writes no records.
    std::filesystem::remove(recordFile(usual));
    EXPECT_TRUE(says(place(params).note, "no record"));
    EXPECT_EQ(place(params).file.parent_path().parent_path(), evaluations);
}

TEST_F(EvaluationPlaces, putAsideWhatIsOfTheModelBefore)
{
    finish(params, R"({"old":1})");
    std::string weights = readFile(checkpoint / "adapter_model.safetensors");
    weights.back() = static_cast<char>(weights.back() ^ 1);
    writeFileAtomically(checkpoint / "adapter_model.safetensors", weights);
    const EvaluationPlace now = place(params);
    EXPECT_EQ(now.file, usual);
    EXPECT_FALSE(now.whole.has_value());
    const std::filesystem::path aside = evaluations / "of-the-model-before" / "eval_results_both.jsonl";
    EXPECT_TRUE(says(now.note, {"has changed", aside.string()}));
    EXPECT_EQ(readFile(aside), "{\"old\":1}\n");
    EXPECT_TRUE(records::recordOf(aside).has_value());
    finish(params);
    EXPECT_TRUE(place(params).whole.has_value());
    EXPECT_EQ(readFile(aside), "{\"old\":1}\n");
    EXPECT_FALSE(isSame(*records::recordOf(aside), *records::recordOf(usual)));
}

TEST_F(EvaluationPlaces, compareParamsWithTheirDefaults)
{
    EvaluationRecord record = recordFor(params);
    EvaluationRecord earlier = record;
    earlier.params.erase("skip_bad_rows"); // as of a version that had no such option
    earlier.params.erase("keep_stored");
    EXPECT_TRUE(isSame(earlier, record));
    earlier.params["keep_stored"] = true;
    EXPECT_FALSE(isSame(earlier, record));
    EXPECT_EQ(EvaluationRecord::fromJson(record.toJson(), "r").toJson(), record.toJson());
    Json later = record.toJson();
    later["version"] = 99;
    EXPECT_TRUE(says(errorOf([&] { EvaluationRecord::fromJson(later, "r"); }), "later version"));
}

TEST_F(EvaluationPlaces, ofScoresAreNumberedWhereOthersAreKept)
{
    ScoreParams score;
    score.input = fixtures / "evaluation/own/responses.jsonl";
    score.checkpoints = {checkpoint};
    score.model.modelName = params.model.modelName;
    score.names = {"both"};
    score.output = temporary / "jailbroken_evaluations.jsonl";
    const auto finishScores = [&] {
        const EvaluationRecord record = recordFor(score);
        const std::filesystem::path file = placeOf(score, record).file;
        EvaluationOutput output(file, record);
        output.append("{}");
        output.finish(record);
        return file.filename();
    };
    EXPECT_EQ(finishScores(), "jailbroken_evaluations.jsonl");
    score.maxLength = 100;
    EXPECT_TRUE(says(errorOf([&] { placeOf(score, recordFor(score)); }), "max_length is 1024 there and 100 here"));
    score.ifOther = IfOther::ownName;
    EXPECT_EQ(finishScores(), "jailbroken_evaluations-2.jsonl");
    EXPECT_TRUE(placeOf(score, recordFor(score)).whole.has_value());
    score.names = {"mine"};
    EXPECT_EQ(finishScores(), "jailbroken_evaluations-3.jsonl");
}

} // namespace
} // namespace dpl::evaluation
