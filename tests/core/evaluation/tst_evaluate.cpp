#include "base/files.hpp"
#include "base/json_text.hpp"
#include "data/json_rows.hpp"
#include "error_message.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/evaluation_place.hpp"
#include "fixture_path.hpp"
#include "openmp_threads.hpp"
#include "runs/run_log.hpp"
#include "runs/run_record.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstring>

using namespace dpl;
using namespace dpl::evaluation;
using dpl::test::errorOf;
using dpl::test::fixturePath;
using dpl::test::says;

namespace {

constexpr double tolerance = 2e-5;

std::vector<Json> rowsOf(const std::filesystem::path& file)
{
    std::vector<Json> rows;
    data::JsonRowReader reader(file);
    for (Json row; reader.next(row);) {
        rows.push_back(row);
    }
    return rows;
}

void expectNear(const Json& actual, const Json& expected, const std::string& where)
{
    if (expected.is_array()) {
        ASSERT_EQ(actual.size(), expected.size()) << where;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            expectNear(actual[i], expected[i], where);
        }
    } else {
        EXPECT_NEAR(actual.get<double>(), expected.get<double>(), tolerance) << where;
    }
}

/// Equal columns in the same order, but for outputs, which are near.
void expectRows(const std::vector<Json>& actual, const std::vector<Json>& expected)
{
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(actual[i].size(), expected[i].size());
        for (const auto& [name, value] : expected[i].items()) {
            ASSERT_TRUE(actual[i].contains(name)) << name;
            if (name.rfind("reward_output", 0) == 0) {
                expectNear(actual[i][name], value, name + " of row " + std::to_string(i + 1));
            } else {
                EXPECT_EQ(actual[i][name], value) << name;
            }
        }
    }
}

/// Thrown in the middle of an evaluation, which must then lie as if its process had been killed.
struct Killed { };

class Observer final : public EvaluationObserver {
public:
    std::vector<std::string> warnings;
    std::size_t scoredRows = 0;
    std::stop_source stop;
    std::size_t stopAfter = 0;
    std::size_t killAfter = 0;
    std::int64_t wentOnAfter = -1;
    std::int64_t doneOfModel = 0;
    std::filesystem::path file;

    std::vector<std::string> notes;

    void warned(const std::string& message) override { warnings.push_back(message); }
    void noted(const std::string& message) override { notes.push_back(message); }
    void writes(const std::filesystem::path& written) override { file = written; }
    void goesOn(std::int64_t done, std::int64_t) override { wentOnAfter = done; }
    void begins(const std::string&, preference::RewardHead, const std::function<std::vector<std::string>(std::size_t)>&,
        std::int64_t done) override
    {
        doneOfModel = done;
    }

    void scored(std::size_t, const std::vector<std::vector<double>>&) override
    {
        if (doneOfModel > 0) {
            --doneOfModel;
            return;
        }
        if (++scoredRows == stopAfter) {
            stop.request_stop();
        }
        if (scoredRows == killAfter) {
            throw Killed{};
        }
    }
};

class Evaluate : public testing::TestWithParam<const char*> {
protected:
    std::string name = std::string("tiny-llama-") + GetParam();
    dpl::test::TemporaryFolder temporary;
    ComputeOptions compute;
    Observer observer;
};

TEST_P(Evaluate, writesWhatTheReferenceWrites)
{
    EvaluateParams params;
    params.model.checkpoint = fixturePath("adapters/" + name);
    params.dataPath = fixturePath("evaluation/own/comparisons").string();
    params.output = temporary / "eval_results_both.jsonl";
    const EvaluateResult result = evaluate(params, compute, observer, {});
    EXPECT_TRUE(result.finished);
    EXPECT_EQ(result.speed.rows, 12);
    EXPECT_EQ(observer.scoredRows, 12u);
    expectRows(rowsOf(result.file), rowsOf(fixturePath("evaluation/own/" + name + "/eval_results_both.jsonl")));
    const Json summary = readJsonFile(fixturePath("evaluation/own/" + name + "/summary.json"));
    EXPECT_NEAR(result.meanAccuracy, summary.at("accuracy_all").get<double>(), 1e-12);
}

TEST_P(Evaluate, scoresResponsesAsTheReferenceDoes)
{
    ScoreParams params;
    params.input = fixturePath("evaluation/own/responses.jsonl");
    params.checkpoints = {fixturePath("adapters/" + name)};
    params.names = {GetParam()};
    params.output = temporary / "responses.jsonl";
    const ScoreResult result = score(params, compute, observer, {});
    EXPECT_TRUE(result.finished);
    expectRows(rowsOf(result.file), rowsOf(fixturePath("evaluation/own/" + name + "/responses_eval.jsonl")));
}

TEST_P(Evaluate, cutsLongTextsOnlyAsAsked)
{
    const Json golden = readJsonFile(fixturePath("evaluation/own/" + name + "/summary.json")).at("long_answer");
    ScoreParams params;
    params.input = fixturePath("evaluation/own/long_response.jsonl");
    params.checkpoints = {fixturePath("adapters/" + name)};
    params.names = {"m"};
    params.output = temporary / "long.jsonl";
    for (const LongTexts rule : {LongTexts::truncate, LongTexts::keep}) {
        params.longTexts = rule;
        params.ifOther = IfOther::replace;
        observer.warnings.clear();
        const ScoreResult result = score(params, compute, observer, {});
        EXPECT_EQ(result.longTexts, 1);
        EXPECT_EQ(result.longRows, std::vector<std::int64_t>{1});
        ASSERT_EQ(observer.warnings.size(), 1u);
        const Json outputs = rowsOf(result.file).at(0).at("reward_outputs_m");
        for (std::size_t i = 0; i < 2; ++i) {
            expectNear(
                outputs[i], golden[i].at(rule == LongTexts::truncate ? "truncated_to_1024" : "full"), "response");
        }
    }
    params.longTexts = LongTexts::refuse;
    EXPECT_TRUE(
        says(errorOf([&] { score(params, compute, observer, {}); }), {"long_response.jsonl", "line 1", "1024"}));
}

INSTANTIATE_TEST_SUITE_P(Heads, Evaluate, testing::Values("base", "mean_and_variance", "categorical"),
    [](const auto& test) { return test.param; });

class Score : public testing::Test {
protected:
    Score()
    {
        params.input = fixturePath("evaluation/own/responses.jsonl");
        params.checkpoints = {fixturePath("adapters/tiny-llama-base"), fixturePath("adapters/tiny-gpt2-categorical"),
            fixturePath("adapters/tiny-llama-mean_and_variance")};
        params.names = {"a", "b", "c"};
        params.output = temporary / "out.jsonl";
    }

    dpl::test::TemporaryFolder temporary;
    ScoreParams params;
    ComputeOptions compute;
    Observer observer;
};

TEST_F(Score, givesEachModelItsColumn)
{
    const ScoreResult result = score(params, compute, observer, {});
    const auto rows = rowsOf(result.file);
    ASSERT_EQ(rows.size(), 5u);
    const auto base = rowsOf(fixturePath("evaluation/own/tiny-llama-base/responses_eval.jsonl"));
    const auto gaussian = rowsOf(fixturePath("evaluation/own/tiny-llama-mean_and_variance/responses_eval.jsonl"));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        expectNear(rows[i]["reward_outputs_a"], base[i]["reward_outputs_base"], "a");
        EXPECT_EQ(rows[i]["reward_outputs_b"][0].size(), 10u);
        expectNear(rows[i]["reward_outputs_c"], gaussian[i]["reward_outputs_mean_and_variance"], "c");
    }
}

TEST_F(Score, takesNoScoreLayerFromTheAdapterBefore)
{
    backbone::Adapter bare = backbone::readAdapter(params.checkpoints[2]);
    bare.score = {};
    bare.config.baseModel = fixturePath("models/tiny-llama").string();
    backbone::writeAdapter(temporary / "bare", bare, "model.");
    params.checkpoints = {params.checkpoints[0], temporary / "bare"};
    params.names = {"a", "bare"};
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "no score layer"));
}

TEST_F(Score, saysThatItCannotWriteBeforeItScores)
{
    writeFileAtomically(temporary / "file", "");
    params.output = temporary / "file" / "out.jsonl";
    EXPECT_NE(errorOf([&] { score(params, compute, observer, {}); }), "");
    EXPECT_EQ(observer.scoredRows, 0u);
}

TEST_F(Score, saysInASentenceThatADeviceCannotBeUsed)
{
    compute.device = "meta"; // holds shapes and no numbers
    const std::string error = errorOf([&] { score(params, compute, observer, {}); });
    EXPECT_TRUE(says(error, "device meta does not exist; use cpu"));
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
    EvaluateParams comparisons;
    comparisons.model.checkpoint = params.checkpoints[0];
    comparisons.dataPath = fixturePath("evaluation/own/comparisons").string();
    comparisons.output = temporary / "comparisons.jsonl";
    EXPECT_TRUE(
        says(errorOf([&] { evaluate(comparisons, compute, observer, {}); }), "device meta does not exist; use cpu"));
    EXPECT_FALSE(std::filesystem::exists(comparisons.output));
}

/// Stops, or kills, at every row; then the same goes on to the same bytes.
template <typename Run>
void expectTheSameBytesWhereverItEnds(const std::filesystem::path& output, std::size_t rows, const Run& run)
{
    {
        Observer observer;
        ASSERT_TRUE(run(observer).finished);
        EXPECT_EQ(observer.scoredRows, rows);
    }
    const std::string whole = readFile(output);
    const Json wholeResult = records::recordOf(output).value().result;
    for (std::size_t row = 1; row <= rows; ++row) {
        for (const bool kill : {false, true}) {
            std::filesystem::remove(output);
            std::filesystem::remove(records::recordFile(output));
            Observer ends;
            (kill ? ends.killAfter : ends.stopAfter) = row;
            try {
                if (run(ends).finished) {
                    EXPECT_FALSE(kill);
                    EXPECT_EQ(ends.scoredRows, rows) << "after the last one there is nothing to stop";
                    continue;
                }
            } catch (const Killed&) {
            }
            EXPECT_FALSE(std::filesystem::exists(output));
            Observer goesOn;
            const auto result = run(goesOn);
            ASSERT_TRUE(result.finished);
            EXPECT_EQ(goesOn.wentOnAfter, static_cast<std::int64_t>(ends.scoredRows));
            EXPECT_EQ(goesOn.scoredRows, rows - ends.scoredRows) << "nothing is scored twice";
            EXPECT_EQ(readFile(output), whole) << "after row " << row;
            const Json resumed = records::recordOf(output).value().result;
            for (const char* name : {"loss", "accuracy", "mean_accuracy", "rows", "long_texts"}) {
                EXPECT_EQ(resumed.value(name, Json()), wholeResult.value(name, Json())) << name;
            }
            EXPECT_FALSE(std::filesystem::exists(records::partialFile(output)));
        }
    }
}

TEST_F(Score, goesOnToTheSameBytesWhereverItEnds)
{
    compute.threads = 1;
    expectTheSameBytesWhereverItEnds(params.output, 15,
        [&](Observer& watcher) { return score(params, compute, watcher, watcher.stop.get_token()); });
}

/// The fixture's comparisons in several batches.
class EvaluateRows : public testing::Test {
protected:
    EvaluateRows()
    {
        compute.threads = 1;
        params.model.checkpoint = fixturePath("adapters/tiny-llama-mean_and_variance");
        params.dataPath = (temporary / "rows.jsonl").string();
        params.output = temporary / "out.jsonl";
        for (int copy = 0; copy < 3; ++copy) {
            for (Json& row : rowsOf(fixturePath("evaluation/own/tiny-llama-base/eval_results_both.jsonl"))) {
                row["copy"] = copy;
                content += row.dump() + "\n";
            }
        }
        writeFileAtomically(params.dataPath, content);
    }

    dpl::test::TemporaryFolder temporary;
    std::string content;
    EvaluateParams params;
    ComputeOptions compute;
    Observer observer;
};

TEST_F(EvaluateRows, goOnToTheSameBytesWhereverItEnds)
{
    expectTheSameBytesWhereverItEnds(params.output, 36,
        [&](Observer& watcher) { return evaluate(params, compute, watcher, watcher.stop.get_token()); });
}

/// Asks for the texts of each row as it is told.
class TextsObserver final : public EvaluationObserver {
public:
    std::function<std::vector<std::string>(std::size_t)> texts;
    std::vector<std::string> told; ///< the ends of the chosen texts, in the order in which rows are told
    std::vector<std::size_t> rows;
    std::stop_source stop;
    std::size_t stopAfter = 0;

    void begins(const std::string&, preference::RewardHead,
        const std::function<std::vector<std::string>(std::size_t)>& given, std::int64_t) override
    {
        texts = given;
    }

    void scored(std::size_t row, const std::vector<std::vector<double>>&) override
    {
        rows.push_back(row);
        told.push_back(texts(row).at(0).substr(texts(row).at(0).rfind(' ')));
        const std::size_t before = rows[rows.size() - std::min(rows.size(), textsKept)];
        EXPECT_EQ(texts(before).at(0).substr(texts(before).at(0).rfind(' ')),
            told[rows.size() - std::min(rows.size(), textsKept)]);
        if (rows.size() == stopAfter) {
            stop.request_stop();
        }
    }
};

TEST_F(EvaluateRows, areManyMoreThanAreInMemoryAtOnce)
{
    content.clear();
    for (int i = 0; i < 1500; ++i) {
        content += i % 100 == 7 ? "{\"chosen\": 1}\n"
                                : "{\"chosen\": \"Say " + std::to_string(i) + "\", \"rejected\": \"Do not\"}\n";
    }
    writeFileAtomically(params.dataPath, content);
    params.skipBadRows = true;
    TextsObserver whole;
    const EvaluateResult result = evaluate(params, compute, whole, {});
    EXPECT_EQ(result.speed.rows, 1485);
    EXPECT_EQ(result.skippedRows, 15);
    ASSERT_EQ(whole.told.size(), 1485u);
    EXPECT_EQ(whole.told.front(), " 0");
    EXPECT_EQ(whole.told.back(), " 1499");
    EXPECT_EQ(whole.rows.back(), 1484u);
    const std::string bytes = readFile(params.output);
    std::filesystem::remove(params.output);
    std::filesystem::remove(records::recordFile(params.output));
    TextsObserver begins;
    begins.stopAfter = 900;
    ASSERT_FALSE(evaluate(params, compute, begins, begins.stop.get_token()).finished);
    TextsObserver goesOn;
    const EvaluateResult resumed = evaluate(params, compute, goesOn, {});
    EXPECT_EQ(goesOn.told, whole.told);
    EXPECT_EQ(readFile(params.output), bytes);
    EXPECT_EQ(resumed.loss, result.loss);
    EXPECT_EQ(resumed.accuracy, result.accuracy);
}

TEST_F(EvaluateRows, thatGoOnWithOtherThreadsSaySo)
{
    DPL_NEEDS_OPENMP_THREADS(2)
    observer.stopAfter = 1;
    ASSERT_FALSE(evaluate(params, compute, observer, observer.stop.get_token()).finished);
    compute.threads = 2;
    Observer other;
    ASSERT_TRUE(evaluate(params, compute, other, {}).finished);
    EXPECT_EQ(other.wentOnAfter, static_cast<std::int64_t>(observer.scoredRows));
    ASSERT_EQ(other.warnings.size(), 1u);
    EXPECT_TRUE(says(other.warnings[0], {"begun with 1 thread on cpu", "resumes with 2 threads on cpu"}));
    EXPECT_EQ(records::recordOf(params.output).value().warnings, other.warnings);
}

/// A run of a training, and the folder of its model in it.
class ModelOfARun : public EvaluateRows {
protected:
    ModelOfARun()
    {
        params.model.checkpoint = run / "model";
        params.model.modelName = fixturePath("models/tiny-llama").string();
        std::filesystem::create_directories(run);
        std::filesystem::copy(fixturePath("adapters/tiny-llama-mean_and_variance"), params.model.checkpoint);
        runs::RunRecord record;
        record.kind = "training";
        record.params = Json::object();
        writeJsonFile(run / "run.json", record.toJson());
    }

    /// "event: text" of each line of its log.
    std::vector<std::string> log() const
    {
        std::vector<std::string> lines;
        for (const runs::LogEntry& entry : runs::readLog(run)) {
            lines.push_back(runs::toString(entry.event) + ": " + entry.text);
        }
        return lines;
    }

    const std::filesystem::path run = temporary / "run";
};

TEST_F(ModelOfARun, tellsItsLogThatItIsEvaluated)
{
    writeFileAtomically(params.dataPath, content + "{\"chosen\": 1}\n");
    params.skipBadRows = true;
    observer.stopAfter = 1;
    ASSERT_FALSE(evaluate(params, compute, observer, observer.stop.get_token()).finished);
    ASSERT_TRUE(evaluate(params, compute, observer, {}).finished);
    const auto lines = log();
    const std::string into = "; file " + params.output.string();
    ASSERT_EQ(lines.size(), 5u) << "a warning that comes again is there once";
    EXPECT_TRUE(says(lines[0],
        {"note: evaluation on " + params.dataPath + ", both, test begins, with dpl ", ": cpu, 1 thread" + into}));
    EXPECT_TRUE(says(lines[1], {"warning: evaluation: 1 row cannot be used and is skipped", into}));
    EXPECT_TRUE(says(lines[2], {"note: evaluation stopped after ", " of 36 rows" + into}));
    EXPECT_TRUE(says(lines[3], {"note: evaluation on ", " begins, with dpl "}));
    EXPECT_TRUE(says(lines[4], {"note: evaluated 36 comparisons: loss ", "accuracy 0.", into}));
    ASSERT_TRUE(evaluate(params, compute, observer, {}).wasThere);
    EXPECT_EQ(log().size(), 5u) << "nothing was done";
}

TEST_F(ModelOfARun, tellsItsLogThatItsEvaluationFailed)
{
    writeFileAtomically(params.dataPath, content + "{\"chosen\": 1}\n");
    const std::string error = errorOf([&] { evaluate(params, compute, observer, {}); });
    EXPECT_NE(error, "");
    EXPECT_TRUE(says(log().back(), {"warning: evaluation failed: " + error, "; file " + params.output.string()}));
}

TEST_F(ModelOfARun, tellsItsLogThatItScores)
{
    ScoreParams scoring;
    scoring.input = fixturePath("evaluation/own/responses.jsonl");
    scoring.checkpoints = {params.model.checkpoint, fixturePath("adapters/tiny-llama-base")};
    scoring.names = {"both_mean_and_variance", "both"};
    scoring.model.modelName = params.model.modelName;
    scoring.output = temporary / "scores.jsonl";
    ASSERT_TRUE(score(scoring, compute, observer, {}).finished);
    ASSERT_EQ(log().size(), 2u);
    EXPECT_TRUE(says(log()[0], {scoring.input.string(), "with the models both_mean_and_variance, both"}));
    EXPECT_TRUE(says(log()[1], {"scored the responses of 5 rows; file " + scoring.output.string()}));
}

TEST_F(ModelOfARun, isEvaluatedAlsoWhereItsLogCannotBeWritten)
{
    std::filesystem::create_directory(runs::logFile(run));
    EXPECT_TRUE(evaluate(params, compute, observer, {}).finished);
    ASSERT_EQ(observer.notes.size(), 1u) << "once";
    EXPECT_TRUE(says(observer.notes[0], runs::logFile(run).string()));
}

TEST_F(EvaluateRows, areNotEvaluatedTwice)
{
    const EvaluateResult first = evaluate(params, compute, observer, {});
    const std::string bytes = readFile(params.output);
    Observer again;
    params.output = temporary / "./out.jsonl";
    const EvaluateResult second = evaluate(params, compute, again, {});
    EXPECT_TRUE(second.wasThere);
    EXPECT_TRUE(second.finished);
    EXPECT_EQ(again.scoredRows, 0u);
    EXPECT_EQ(again.file, params.output);
    EXPECT_EQ(second.loss, first.loss);
    EXPECT_EQ(second.meanAccuracy, first.meanAccuracy);
    EXPECT_EQ(second.progress.total, 36);
    EXPECT_FALSE(first.wasThere);

    // Wherever the same rows lie.
    std::filesystem::rename(params.dataPath, temporary / "moved.jsonl");
    params.dataPath = (temporary / "moved.jsonl").string();
    EXPECT_TRUE(evaluate(params, compute, again, {}).wasThere);

    params.ifOther = IfOther::replace;
    EXPECT_FALSE(evaluate(params, compute, again, {}).wasThere);
    EXPECT_EQ(again.scoredRows, 36u);
    EXPECT_EQ(readFile(params.output), bytes);
}

TEST_F(EvaluateRows, areNeverReplacedByOthersUnlessTold)
{
    evaluate(params, compute, observer, {});
    const std::string bytes = readFile(params.output);
    EvaluateParams other = params;
    other.evalDatasetSize = 5;
    const auto errorOfOther = [&] { return errorOf([&] { evaluate(other, compute, observer, {}); }); };
    EXPECT_TRUE(says(errorOfOther(), {"out.jsonl", "eval_dataset_size is 0 there and 5 here", "--overwrite"}));
    other = params;
    other.model.checkpoint = fixturePath("adapters/tiny-llama-base");
    EXPECT_TRUE(says(errorOfOther(), {"reward_model_checkpoint is ", "tiny-llama-base\" here"}));
    other = params;
    writeFileAtomically(params.dataPath, content + content);
    EXPECT_TRUE(says(errorOfOther(), "the rows have changed since"));
    EXPECT_EQ(readFile(params.output), bytes);
    EXPECT_FALSE(std::filesystem::exists(records::partialFile(params.output)));

    other.ifOther = IfOther::ownName;
    const EvaluateResult own = evaluate(other, compute, observer, {});
    EXPECT_EQ(own.file, temporary / "out-2.jsonl");
    EXPECT_TRUE(evaluate(other, compute, observer, {}).wasThere) << "found by its record";
    EXPECT_EQ(readFile(params.output), bytes);

    other.ifOther = IfOther::replace;
    EXPECT_EQ(evaluate(other, compute, observer, {}).speed.rows, 72);
    EXPECT_NE(readFile(params.output), bytes);

    // What nobody knows anything about.
    writeFileAtomically(params.output, "{}\n");
    other.ifOther = IfOther::refuse;
    EXPECT_TRUE(says(errorOfOther(), "changed after it was written"));
    std::filesystem::remove(records::recordFile(params.output));
    EXPECT_TRUE(says(errorOfOther(), "no record"));
    EXPECT_EQ(readFile(params.output), "{}\n");
}

TEST_F(EvaluateRows, thatWereBegunAreNotDroppedForOthers)
{
    observer.killAfter = 7;
    EXPECT_THROW(evaluate(params, compute, observer, {}), Killed);
    const std::string begun = readFile(records::partialFile(params.output));
    EvaluateParams other = params;
    other.maxLength = 600;
    Observer watcher;
    EXPECT_TRUE(says(errorOf([&] { evaluate(other, compute, watcher, {}); }), {"begun", "max_length is 1024"}));
    other = params;
    other.model.modelName = (temporary / "absent").string();
    EXPECT_NE(errorOf([&] { evaluate(other, compute, watcher, {}); }), "");
    EXPECT_EQ(readFile(records::partialFile(params.output)), begun);
    EXPECT_TRUE(evaluate(params, compute, watcher, {}).finished);
    EXPECT_EQ(watcher.wentOnAfter, 7);
}

/// A backbone of whose embeddings those of some tokens are not numbers.
void writeBackboneWithNan(const std::filesystem::path& folder, const std::vector<text::TokenId>& tokens)
{
    std::filesystem::copy(fixturePath("models/tiny-llama"), folder);
    std::string weights = readFile(folder / "model.safetensors");
    std::uint64_t header = 0;
    std::memcpy(&header, weights.data(), sizeof header);
    const Json tensors = Json::parse(weights.substr(sizeof header, header));
    const Json& embeddings = tensors.at("model.embed_tokens.weight");
    const std::size_t begin = sizeof header + header + embeddings.at("data_offsets")[0].get<std::size_t>();
    const std::size_t row = embeddings.at("shape")[1].get<std::size_t>() * 2; // bf16
    for (const text::TokenId token : tokens) {
        weights.replace(begin + static_cast<std::size_t>(token) * row, 2, "\xc0\x7f");
    }
    writeFileAtomically(folder / "model.safetensors", weights);
}

TEST_F(EvaluateRows, loseOnlyThoseWhoseScoresAreNotNumbers)
{
    evaluate(params, compute, observer, {});
    const auto all = rowsOf(params.output);
    // The byte that begins the fifth row's last character is a token of its own, which no other row has.
    auto rows = rowsOf(params.dataPath);
    rows[4]["chosen"] = rows[4]["chosen"].get<std::string>() + " \U0001F680";
    content.clear();
    for (const Json& row : rows) {
        content += row.dump() + "\n";
    }
    writeFileAtomically(params.dataPath, content);
    const auto ids = text::loadTokenizer(fixturePath("models/tiny-llama"))->encode(" \U0001F680");
    writeBackboneWithNan(temporary / "nan", {ids.back()});
    params.model.modelName = (temporary / "nan").string();
    params.ifOther = IfOther::replace;
    const EvaluateResult result = evaluate(params, compute, observer, {});
    EXPECT_EQ(result.notFinite, 1);
    EXPECT_EQ(result.speed.rows, 35);
    ASSERT_EQ(observer.warnings.size(), 1u);
    EXPECT_TRUE(says(observer.warnings[0], {"1 of 36 rows are left out", "not finite", "rows.jsonl:5"}));
    auto kept = rowsOf(params.output);
    ASSERT_EQ(kept.size(), 35u);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const Json& before = all[i < 4 ? i : i + 1];
        EXPECT_EQ(kept[i]["copy"], before["copy"]);
        expectNear(kept[i]["reward_output_chosen"], before["reward_output_chosen"], "row");
        expectNear(kept[i]["reward_output_rejected"], before["reward_output_rejected"], "row");
    }
    const Json record = records::recordOf(params.output).value().toJson();
    EXPECT_EQ(record.at("left_out").at("not_finite"), 1);
    EXPECT_EQ(record.at("warnings").size(), 1u);

    writeFileAtomically(params.dataPath, rows[4].dump() + "\n");
    EXPECT_TRUE(says(errorOf([&] { evaluate(params, compute, observer, {}); }), {"finite", "diverge", ":1"}));
}

TEST_F(EvaluateRows, withAnEmptySideAreSkippedLikeOthersThatCannotBeUsed)
{
    params.model.checkpoint = fixturePath("adapters/tiny-gpt2-base");
    writeFileAtomically(params.dataPath,
        R"({"chosen":"a text","rejected":""})"
        "\n{\n"
        R"({"chosen":"a text","rejected":"another"})"
        "\n");
    EXPECT_NE(errorOf([&] { evaluate(params, compute, observer, {}); }), "");
    params.skipBadRows = true;
    const EvaluateResult result = evaluate(params, compute, observer, {});
    EXPECT_EQ(result.speed.rows, 1);
    EXPECT_EQ(result.skippedRows, 2);
    ASSERT_EQ(observer.warnings.size(), 1u);
    EXPECT_TRUE(says(observer.warnings[0], "2 rows cannot be used"));
    writeFileAtomically(params.dataPath, "{\"chosen\":\"\",\"rejected\":\"a\"}\n");
    params.ifOther = IfOther::replace;
    EXPECT_TRUE(says(errorOf([&] { evaluate(params, compute, observer, {}); }), {"none of the", "a side is empty"}));
}

TEST_F(EvaluateRows, ofEqualTextsTieToTheBit)
{
    content.clear();
    for (Json row : rowsOf(params.dataPath)) {
        row["rejected"] = row["chosen"];
        content += row.dump() + "\n";
    }
    writeFileAtomically(params.dataPath, content);
    for (const char* head : {"base", "mean_and_variance", "categorical"}) {
        params.model.checkpoint = fixturePath(std::string("adapters/tiny-llama-") + head);
        params.ifOther = IfOther::replace;
        const EvaluateResult result = evaluate(params, compute, observer, {});
        EXPECT_EQ(result.meanAccuracy, 1.0) << "a tie is right";
        EXPECT_EQ(result.accuracy, 0.0) << "a tie is wrong";
        for (const Json& row : rowsOf(params.output)) {
            EXPECT_EQ(row["reward_output_chosen"], row["reward_output_rejected"]) << head;
        }
    }
}

TEST_F(Score, saysWhatIsWrongWithAModel)
{
    params.ifOther = IfOther::replace; // of what is begun until the second model is found wrong
    params.model.outputs = 2;
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), {"num_outputs is 2", "1 outputs"}));
    params.model.outputs = 0;
    params.names = {"a", "a", "c"};
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "twice"));
    params.names = {"a", "b", "c"};
    params.checkpoints[1] = fixturePath("models/tiny-llama");
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "without a score layer"));
    params.checkpoints[1] = temporary / "nothing";
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), "not a folder"));
    std::filesystem::copy(fixturePath("adapters/tiny-llama-base"), temporary / "moved");
    params.checkpoints[1] = temporary / "moved";
    EXPECT_TRUE(
        says(errorOf([&] { score(params, compute, observer, {}); }), {"../../models/tiny-llama", "--model_name"}));
    params.model.modelName = fixturePath("models/tiny-gpt2").string();
    params.checkpoints = {temporary / "moved"};
    params.names = {"a"};
    EXPECT_TRUE(says(errorOf([&] { score(params, compute, observer, {}); }), {"layers.0", "another backbone"}));
    EXPECT_FALSE(std::filesystem::exists(params.output));
}

} // namespace
