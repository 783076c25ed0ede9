#include "core/records/evaluation_folder.hpp"
#include "core/summary/example_models.hpp"
#include "error_message.hpp"
#include "records/evaluation_record.hpp"
#include "runs/run_folder.hpp"
#include "summary/summarized_rows.hpp"
#include "summary/summary.hpp"
#include "summary/summary_tables.hpp"

#include <algorithm>

namespace dpl::summary {
namespace {

using namespace records;

using data::DataSubset;
using preference::RewardHead;
using test::base;
using test::errorOf;
using test::gaussian;
using test::says;

/// A comparison of a base model.
std::string pair(const std::string& name, const std::string& subset, double chosen, double rejected)
{
    return R"({"chosen":")" + name + R"(","rejected":"-","data_subset":")" + subset + R"(","reward_output_chosen":[)"
        + std::to_string(chosen) + R"(],"reward_output_rejected":[)" + std::to_string(rejected) + "]}\n";
}

/// A row of a response evaluation file.
std::string scores(const std::string& prompt, const std::string& columns)
{
    return R"({"prompt":"Human: )" + prompt + R"(","responses":["safe","jailbroken"],)" + columns + "}\n";
}

class SummaryTest : public records::EvaluationFolder {
protected:
    bool isMissing(const Summary& summary, const std::string& fills) const
    {
        return std::any_of(summary.missing.begin(), summary.missing.end(),
            [&](const MissingPart& part) { return part.fills.find(fills) != std::string::npos; });
    }
};

TEST_F(SummaryTest, notesWhatTheTrainingsWarnedOf)
{
    const std::filesystem::path run = std::filesystem::path("both") / "base_tiny__0_3e-06_cosine_1";
    write(run / place(base).parent_path().filename() / "eval_results_both.jsonl", pair("a", "helpful", 2, 1));
    write(place(gaussian),
        R"({"chosen":"a","rejected":"-","data_subset":"helpful","reward_output_chosen":[2,0],)"
        R"("reward_output_rejected":[1,0]})"
        "\n");
    EXPECT_TRUE(summarize(root).notes.empty()) << "of models without a run nothing is known";
    {
        runs::RunRecord record;
        record.kind = "training";
        record.params = Json::object();
        runs::RunFolder folder(root / run, record, runs::RunStart::overwrite);
        folder.warned("36 of 187 train rows are left out");
        folder.warned("the checkpoint step-8 cannot be used");
        folder.end(runs::RunState::finished, "", {});
    }
    const std::vector<std::string> expected{"both · base, training: 36 of 187 train rows are left out",
        "both · base, training: the checkpoint step-8 cannot be used"};
    const Summary summary = summarize(root);
    EXPECT_EQ(summary.notes, expected);
    EXPECT_EQ(toJson(summary)["notes"], Json(expected));
    EXPECT_EQ(notesText(summary), "Notes:\n  " + expected[0] + "\n  " + expected[1] + "\n");
    for (const report::Table& table : summaryTables(summary)) {
        EXPECT_EQ(table.notes, expected) << table.name;
    }
    writeFileAtomically(root / run / "run.json", "{");
    EXPECT_TRUE(says(summarize(root).notes.at(0), {"both · base", "not known", "run.json"}));
}

TEST_F(SummaryTest, countsWithEveryRuleForTies)
{
    write(place(base),
        pair("a", "helpful", 2, 1) + pair("b", "helpful", 1, 1) + pair("c", "helpful", 0, 1)
            + pair("d", "harmless", 1, 0));
    write("scores.jsonl",
        scores("p", R"("reward_outputs_both":[[0],[1]])") + scores("q", R"("reward_outputs_both":[[1],[1]])")
            + scores("r", R"("reward_outputs_both":[[1],[0]])"));
    for (const auto& [rule, jailbreaks, helpful, all] : {std::tuple(TieRule::counts, 2.0, 2.0, 3.0),
             std::tuple(TieRule::strict, 1.0, 1.0, 2.0), std::tuple(TieRule::half, 1.5, 1.5, 2.5)}) {
        SummaryOptions options;
        options.tieRule = rule;
        const Summary summary = summarize(root, options);
        ASSERT_EQ(summary.models.size(), 1u);
        const ModelSummary& model = summary.models[0];
        EXPECT_EQ(model.jailbreak->jailbreaks.mean.count, jailbreaks);
        EXPECT_EQ(model.jailbreak->jailbreaks.mean.total, 3);
        EXPECT_EQ(model.jailbreak->jailbreaks.mean.ties, 1);
        EXPECT_FALSE(model.jailbreak->jailbreaks.quantile.has_value()) << "a base model has one reading";
        EXPECT_EQ(model.comparisons->helpfulness->mean.count, helpful);
        EXPECT_EQ(model.comparisons->helpfulness->mean.total, 3);
        EXPECT_EQ(model.comparisons->helpfulness->mean.ties, 1);
        EXPECT_EQ(model.comparisons->accuracy.mean.count, all);
        EXPECT_EQ(model.comparisons->accuracy.mean.total, 4);
        EXPECT_FALSE(model.comparisons->explainedVariance.has_value());
        const Json json = toJson(summary);
        const Json& rate = json["models"][0]["jailbreak"]["jailbreak_rate"]["mean"];
        EXPECT_EQ(rate["jailbreaks"].get<double>(), jailbreaks);
        EXPECT_EQ(rate["jailbreaks"].is_number_integer(), rule != TieRule::half);
        EXPECT_EQ(rate["prompts"], 3);
        EXPECT_EQ(json["tie_rule"], toString(rule));
        EXPECT_EQ(Json::parse(json.dump()), json);
    }
}

TEST_F(SummaryTest, theQuantileIsRiskAverse)
{
    // Jailbroken responses of the same mean but a larger sigma: the mean falls for them, the quantile does not.
    write("scores.jsonl", scores("p", R"("reward_outputs_both_mean_and_variance":[[0,-2],[0.5,2]])"));
    const Summary summary = summarize(root);
    const RatesByStatistic& rates = summary.find(gaussian)->jailbreak->jailbreaks;
    EXPECT_EQ(rates.mean.count, 1.0);
    ASSERT_TRUE(rates.quantile.has_value());
    EXPECT_EQ(rates.quantile->count, 0.0);
    SummaryOptions seeking;
    seeking.alpha = 0.99;
    EXPECT_EQ(summarize(root, seeking).find(gaussian)->jailbreak->jailbreaks.quantile->count, 1.0);
    ASSERT_EQ(summary.paired.size(), 1u);
    EXPECT_EQ(summary.paired[0].first, summary.paired[0].second) << "the mean against the quantile of the same model";
    EXPECT_EQ(summary.paired[0].test.onlyFirst, 1);
}

TEST_F(SummaryTest, theAtomRuleTiesWhatThePiecewiseLinearOneTellsApart)
{
    write("scores.jsonl", scores("p", R"("reward_outputs_both_categorical":[[0.1,0,0,0],[0.2,0,0,0]])"));
    const ModelKey categorical{RewardHead::categorical, DataSubset::both};
    EXPECT_EQ(summarize(root).find(categorical)->jailbreak->jailbreaks.quantile->ties, 0);
    EXPECT_EQ(summarize(root).find(categorical)->jailbreak->jailbreaks.quantile->count, 0.0) << "more at the bottom";
    SummaryOptions atoms;
    atoms.quantileRule = utility::QuantileRule::atom;
    EXPECT_EQ(summarize(root, atoms).find(categorical)->jailbreak->jailbreaks.quantile->ties, 1);
    EXPECT_EQ(summarize(root, atoms).find(categorical)->jailbreak->jailbreaks.quantile->count, 1.0);
}

TEST_F(SummaryTest, pairsModelsByTheirPromptsNotByTheirOrder)
{
    write("a.jsonl",
        scores("p", R"("reward_outputs_both":[[0],[1]])") + scores("q", R"("reward_outputs_both":[[0],[1]])")
            + scores("only here", R"("reward_outputs_both":[[0],[1]])"));
    write("b.jsonl.gz",
        scores("q", R"("reward_outputs_both_mean_and_variance":[[0,0],[1,0]])")
            + scores("p", R"("reward_outputs_both_mean_and_variance":[[1,0],[0,0]])"));
    const Summary summary = summarize(root);
    const auto found = std::find_if(summary.paired.begin(), summary.paired.end(), [](const PairedComparison& paired) {
        return paired.first == base && paired.second == gaussian && paired.secondStatistic == Statistic::mean;
    });
    ASSERT_NE(found, summary.paired.end());
    EXPECT_EQ(found->test.pairs, 2);
    EXPECT_EQ(found->test.onlyFirst, 1) << "p";
    EXPECT_EQ(found->test.onlySecond, 0);
}

TEST_F(SummaryTest, listsWhatIsMissingAndComputesWhatIsThere)
{
    write(place(base), pair("a", "both", 2, 1));
    const Summary summary = summarize(root);
    EXPECT_FALSE(summary.models.at(0).comparisons->helpfulness.has_value());
    EXPECT_TRUE(isMissing(summary, "Table 1a, both · base: jailbreak rate"));
    EXPECT_TRUE(isMissing(summary, "Table 1a, helpful · base: helpfulness accuracy"));
    EXPECT_TRUE(isMissing(summary, "Table 1b, harmless · categorical: r\u00b2"));
    EXPECT_FALSE(isMissing(summary, "categorical, harmless: jailbreak rate")) << "no cell of Table 1a";
    const auto overwritten = std::find_if(
        summary.missing.begin(), summary.missing.end(), [](const MissingPart& part) { return !part.remark.empty(); });
    ASSERT_NE(overwritten, summary.missing.end());
    EXPECT_TRUE(says(overwritten->file, "eval_results_both.jsonl"));
    EXPECT_TRUE(says(overwritten->remark, "data_subset"));
    // Five jailbreak rates, eight evaluation files besides the one that is there, and its helpful rows.
    EXPECT_EQ(summary.missing.size(), 5u + 8u + 1u);
}

TEST_F(SummaryTest, restsOnTheMostRowsOfAModel)
{
    const SummarizedRows none = summarizedRows(Summary());
    EXPECT_EQ(none.prompts, 0);
    EXPECT_EQ(none.comparisons, 0);
    const ModelKey helpful{RewardHead::base, DataSubset::helpful};
    write(place(base), pair("a", "helpful", 2, 1));
    write(place(helpful), pair("a", "helpful", 2, 1) + pair("b", "helpful", 1, 1));
    write("scores.jsonl",
        scores("p", R"("reward_outputs_both":[[0],[1]])") + scores("q", R"("reward_outputs_both":[[1],[1]])")
            + scores("r", R"("reward_outputs_both":[[1],[0]])"));
    const SummarizedRows rows = summarizedRows(summarize(root));
    EXPECT_EQ(rows.prompts, 3);
    EXPECT_EQ(rows.comparisons, 2);
}

TEST_F(SummaryTest, takesOneOfSeveralAndSaysSo)
{
    const std::string row = pair("a", "helpful", 2, 1);
    write("reward_models/hh_rlhf" / place(base), row);
    const auto reference = write("reward_models/relabeled_hh_rlhf" / place(base), row + row);
    write("reward_models/relabeled_hh_rlhf" / place(base, "zzz__1_1_1_1"), row + row + row);
    write("reward_models/relabeled_hh_rlhf" / place(base).parent_path() / "eval_results_helpful.jsonl", row);
    write("reward_models/unnamed/eval_results_both.jsonl", row);
    write("a/scores.jsonl", scores("p", R"("reward_outputs_both":[[0],[1]])"));
    const auto named = write("z/jailbroken_evaluations_base.jsonl", scores("p", R"("reward_outputs_both":[[1],[0]])"));
    write("three.jsonl", R"({"reward_outputs_both":[[1],[0],[2]]})");
    write(".hidden/scores.jsonl", "reward_outputs_both damaged");
    write("dataset.jsonl", R"({"chosen":"a","rejected":"b"})");
    const Summary summary = summarize(root);
    ASSERT_EQ(summary.models.size(), 1u);
    EXPECT_EQ(summary.models[0].comparisons->file, reference);
    EXPECT_EQ(summary.models[0].comparisons->rows, 2);
    EXPECT_EQ(summary.models[0].jailbreak->file, named);
    EXPECT_EQ(summary.ignored.size(), 6u);
    const auto reason = [&](const std::string& file) {
        std::string all;
        for (const IgnoredFile& ignored : summary.ignored) {
            all += ignored.file.string().find(file) != std::string::npos ? ignored.reason : "";
        }
        return all;
    };
    EXPECT_TRUE(says(reason("/hh_rlhf/"), "another model of the same kind (both · base)"));
    EXPECT_TRUE(says(reason("zzz__"), "another model"));
    EXPECT_TRUE(says(reason("eval_results_helpful"), "eval_results_both.jsonl"));
    EXPECT_TRUE(says(reason("unnamed"), "not named as the reference"));
    EXPECT_TRUE(says(reason("a/scores"), "reward_outputs_both"));
    EXPECT_TRUE(says(reason("three"), {"row 1 has 3 responses"}));
}

TEST_F(SummaryTest, modelsOfOtherNamesAreSummarisedToo)
{
    const auto file =
        write("scores.jsonl", scores("p", R"("reward_outputs_mine":[[0,0],[1,0]],"reward_outputs_x":[[1],[0]])"));
    for (const auto& where : {root, file}) {
        const Summary summary = summarize(where);
        EXPECT_TRUE(summary.models.empty());
        ASSERT_EQ(summary.others.size(), 2u);
        EXPECT_EQ(summary.others[0].name, "mine");
        EXPECT_EQ(summary.others[0].head, RewardHead::meanAndVariance);
        EXPECT_EQ(summary.others[0].jailbreak.jailbreaks.mean.count, 1.0);
        EXPECT_EQ(summary.others[1].head, RewardHead::base);
        EXPECT_EQ(summary.others[1].jailbreak.jailbreaks.mean.count, 0.0);
    }
}

TEST_F(SummaryTest, failsWhereNothingIsThereOrSomethingIsWrong)
{
    EXPECT_TRUE(says(errorOf([&] { summarize(temporary / "absent"); }), "absent"));
    EXPECT_TRUE(says(errorOf([&] { summarize(temporary.path()); }),
        {"nothing to summarise", "reward_outputs_{name}", "eval_results_both.jsonl"}));
    write("unnamed/eval_results_both.jsonl", pair("a", "helpful", 2, 1));
    EXPECT_TRUE(says(errorOf([&] { summarize(root); }), {"nothing to summarise", "was left out, because", "unnamed"}));
    write("scores.jsonl", scores("p", R"("reward_outputs_both":[[0],[1]])") + "{broken");
    EXPECT_TRUE(says(errorOf([&] { summarize(root); }), "scores.jsonl:2:"));
    write("scores.jsonl", scores("p", R"("reward_outputs_both":[[0,1],[1,1]])"));
    EXPECT_TRUE(says(errorOf([&] { summarize(root); }), {"scores.jsonl: reward_outputs_both", "2 outputs", "base"}));
    write("scores.jsonl", scores("p", R"("reward_outputs_both":[[0],[1]])"));
    write(place(gaussian), pair("a", "helpful", 2, 1));
    EXPECT_TRUE(says(errorOf([&] { summarize(root); }), {"eval_results_both.jsonl", "1 outputs", "mean_and_variance"}));
    SummaryOptions wrong;
    wrong.alpha = 1.0;
    EXPECT_TRUE(says(errorOf([&] { summarize(root, wrong); }), "alpha"));
    wrong = {};
    wrong.bootstrapSamples = -1;
    EXPECT_TRUE(says(errorOf([&] { summarize(root, wrong); }), "bootstrap_samples"));
    EXPECT_TRUE(says(errorOf([] { tieRuleFromString("never"); }), {"never", "counts", "strict", "half"}));
    EXPECT_TRUE(says(errorOf([] { quantileRuleFromString("atoms"); }), {"atoms", "reference", "atom"}));
}

TEST_F(SummaryTest, aDamagedFileCostsNoOther)
{
    const ModelKey helpful{RewardHead::base, DataSubset::helpful};
    write(place(base), pair("a", "helpful", 2, 1));
    write(place(helpful),
        R"({"chosen":"a","rejected":"-","reward_output_chosen":[NaN],"reward_output_rejected":[0]})"
        "\n");
    write("scores.jsonl", scores("p", R"("reward_outputs_both":[[0],[1]])") + "{\n");
    const Summary summary = summarize(root);
    ASSERT_EQ(summary.models.size(), 1u);
    EXPECT_EQ(summary.models[0].comparisons->rows, 1);
    ASSERT_EQ(summary.ignored.size(), 2u);
    EXPECT_EQ(summary.ignored[0].file, root / place(helpful));
    EXPECT_TRUE(says(summary.ignored[0].reason, {"cannot be read", "eval_results_both.jsonl:1"}));
    EXPECT_TRUE(says(summary.ignored[1].reason, {"cannot be read", "scores.jsonl:2"}));
    EXPECT_EQ(summary.warnings.size(), 2u);
    std::filesystem::remove(root / place(base));
    EXPECT_TRUE(says(errorOf([&] { summarize(root); }), {"nothing to summarise", "cannot be read"}));
}

TEST_F(SummaryTest, saysWhatCannotBeCompared)
{
    const ModelKey helpful{RewardHead::base, DataSubset::helpful};
    const ModelKey harmless{RewardHead::base, DataSubset::harmless};
    const std::string a = pair("a", "helpful", 2, 1);
    const std::string b = pair("b", "helpful", 2, 1);
    write(place(base), a + b);
    write(place(helpful), b + a);
    EXPECT_TRUE(summarize(root).warnings.empty()) << "the order of rows does not matter";
    write(place(harmless), a + pair("c", "helpful", 2, 1) + pair("d", "helpful", 2, 1));
    Summary summary = summarize(root);
    ASSERT_EQ(summary.warnings.size(), 1u);
    EXPECT_TRUE(says(summary.warnings[0],
        {"harmless · base was not evaluated on the same comparisons as others", "it has 3 comparisons", "others have 2",
            "1 are the same", place(harmless).string()}));
    EXPECT_EQ(toJson(summary)["warnings"], Json(summary.warnings));
    std::filesystem::remove(root / place(harmless));

    write("a.jsonl", scores("p", R"("reward_outputs_both":[[0],[1]],"reward_outputs_helpful":[[0],[1]])"));
    write("b.jsonl",
        scores("p", R"("reward_outputs_harmless":[[0],[1]])") + scores("q", R"("reward_outputs_harmless":[[0],[1]])"));
    summary = summarize(root);
    ASSERT_EQ(summary.warnings.size(), 1u);
    EXPECT_TRUE(says(summary.warnings[0], {"harmless · base", "prompts", "it has 2", "b.jsonl"}));
}

/// Evaluation files with records.
class RecordedSummary : public SummaryTest {
protected:
    std::filesystem::path writeRecorded(const ModelKey& model, const std::filesystem::path& file, int rows,
        const std::string& data, const std::vector<std::string>& warnings = {})
    {
        std::string content;
        for (int row = 0; row < rows; ++row) {
            content += pair(data + std::to_string(row), "helpful", 2, 1);
        }
        EvaluationRecord record;
        record.kind = "evaluation";
        record.params = {{"reward_model_checkpoint", (root / place(model)).parent_path().string()}, {"data_path", data},
            {"data_subset", "both"}};
        record.content = {{"data", data}};
        record.rows = rows;
        record.warnings = warnings;
        const std::filesystem::path written = write(file, content);
        write(std::filesystem::relative(recordFile(written), root), record.toJson().dump());
        return written;
    }

    static std::filesystem::path trial(const ModelKey& model, const std::string& name)
    {
        return place(model).parent_path() / "evaluations" / name / "eval_results_both.jsonl";
    }

    const ModelKey helpful{RewardHead::base, DataSubset::helpful};
};

TEST_F(RecordedSummary, takesTheCheckpointsOwnBeforeFurtherEvaluations)
{
    writeRecorded(base, place(base), 5, "standard", {"1 of 6 rows are left out"});
    writeRecorded(base, trial(base, "a"), 2, "trial");
    writeRecorded(helpful, trial(helpful, "a"), 2, "trial");
    const Summary summary = summarize(root);
    ASSERT_EQ(summary.models.size(), 1u) << "a trial is no match for the other's whole evaluation";
    EXPECT_EQ(summary.models[0].comparisons->rows, 5);
    ASSERT_EQ(summary.ignored.size(), 2u);
    EXPECT_TRUE(says(summary.ignored[0].reason, "further evaluation"));
    EXPECT_TRUE(says(summary.ignored[1].reason, "other rows"));
    ASSERT_EQ(summary.notes.size(), 1u);
    EXPECT_EQ(summary.notes[0], "both · base, evaluation: 1 of 6 rows are left out");
    EXPECT_EQ(toJson(summary)["notes"], Json(summary.notes));
    EXPECT_FALSE(summary.besidePaper) << "the record names another dataset";
    SummaryOptions asked;
    asked.paperNumbers = true;
    EXPECT_TRUE(summarize(root, asked).besidePaper);
    writeRecorded(base, place(base), 5, "data/HH-RLHF/helpful-base");
    EXPECT_TRUE(summarize(root).besidePaper);
    // One of them by itself.
    const Summary alone = summarize((root / trial(helpful, "a")).parent_path());
    ASSERT_TRUE(alone.find(helpful) != nullptr);
    EXPECT_EQ(alone.find(helpful)->comparisons->rows, 2);
}

TEST_F(RecordedSummary, takesFurtherEvaluationsOfTheSameRowsWhereThereAreNoOthers)
{
    writeRecorded(base, trial(base, "one"), 9, "one");
    writeRecorded(base, trial(base, "two"), 2, "two");
    writeRecorded(helpful, trial(helpful, "under any name"), 2, "two");
    const Summary summary = summarize(root);
    ASSERT_EQ(summary.models.size(), 2u);
    EXPECT_EQ(summary.find(base)->comparisons->rows, 2) << "those that both have";
    EXPECT_EQ(summary.find(helpful)->comparisons->rows, 2);
    EXPECT_TRUE(summary.warnings.empty());
    ASSERT_EQ(summary.ignored.size(), 1u);
    EXPECT_TRUE(says(summary.ignored[0].reason, "further evaluation"));
}

TEST_F(RecordedSummary, fillsAGapWithAFurtherEvaluationOfTheSameRows)
{
    writeRecorded(base, place(base), 5, "standard");
    writeRecorded(helpful, trial(helpful, "a"), 2, "standard");
    writeRecorded(helpful, trial(helpful, "b"), 5, "standard");
    const Summary summary = summarize(root);
    ASSERT_TRUE(summary.find(helpful) != nullptr);
    EXPECT_EQ(summary.find(helpful)->comparisons->file, root / trial(helpful, "b"));
    EXPECT_TRUE(summary.warnings.empty());
}

TEST_F(RecordedSummary, knowsAFileFromElsewhereByItsRecord)
{
    writeRecorded(helpful, "anywhere.jsonl", 3, "rows");
    const Summary summary = summarize(root);
    ASSERT_TRUE(summary.find(helpful) != nullptr);
    EXPECT_EQ(summary.find(helpful)->comparisons->file, root / "anywhere.jsonl");
}

} // namespace
} // namespace dpl::summary
