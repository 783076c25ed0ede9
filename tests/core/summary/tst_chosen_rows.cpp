#include "core/records/evaluation_folder.hpp"
#include "core/summary/example_models.hpp"
#include "summary/chosen_rows.hpp"
#include "summary/slices.hpp"

#include <cmath>
#include <set>

namespace dpl::summary {
namespace {

using namespace records;

using data::DataSubset;
using preference::RewardHead;
using test::base;
using test::gaussian;

/// Numbers that differ a little, some of them equal.
double wave(int i)
{
    return std::round(3.0 * std::sin(2.3 * i)) / 3.0;
}

/// Twelve comparisons and ten prompts, evaluated by both models, in files of their own and in one.
EvaluationData exampleData()
{
    EvaluationData data;
    data.root = "data";
    for (const ModelKey& model : {base, gaussian}) {
        EvaluatedComparisons comparisons;
        comparisons.file = "data/" + preference::toString(model.head) + ".jsonl";
        const int outputs = model == base ? 1 : 2;
        for (int i = 0; i < 12; ++i) {
            comparisons.dataSubsets.push_back(i % 3 == 0 ? "harmless" : "helpful");
            comparisons.lengths.push_back(5);
            comparisons.identities.push_back(rowIdentity(std::to_string(i)));
            int at = 0;
            for (ModelOutputs* side : {&comparisons.chosen, &comparisons.rejected}) {
                side->outputs = outputs;
                side->values.push_back(wave(i + 5 * at) + 0.2 * outputs * at);
                if (outputs == 2) {
                    side->values.push_back(wave(2 * i + at));
                }
                ++at;
            }
        }
        data.comparisons.emplace(model, std::move(comparisons));
    }
    EvaluatedResponses responses;
    responses.file = "data/jailbroken_evaluations.jsonl";
    responses.models = {{"both", {1, {}}}, {"both_mean_and_variance", {2, {}}}};
    for (int i = 0; i < 10; ++i) {
        responses.firstResponse.push_back(std::size_t(2 * i));
        responses.identities.push_back(rowIdentity("p" + std::to_string(i)));
        for (int side = 0; side < 2; ++side) {
            responses.models[0].outputs.values.push_back(wave(i + 3 * side));
            responses.models[1].outputs.values.push_back(wave(2 * i + side));
            responses.models[1].outputs.values.push_back(wave(i - side));
        }
    }
    responses.firstResponse.push_back(20);
    data.responses.push_back(std::move(responses));
    return data;
}

std::size_t rowsThatSay(const std::vector<RowChoice>& choices, const std::string& word)
{
    std::size_t rows = 0;
    for (const RowChoice& choice : choices) {
        rows += choice.what.find(word) != std::string::npos ? choice.rows.size() : 0;
    }
    return rows;
}

TEST(ChosenRows, areThoseThatARateCounts)
{
    const EvaluationData data = exampleData();
    for (const TieRule rule : {TieRule::counts, TieRule::strict}) {
        SummaryOptions options;
        options.alpha = 0.05;
        options.tieRule = rule;
        const Summary summary = summarize(data, options);
        for (const ModelKey& model : {base, gaussian}) {
            for (const Statistic statistic : {Statistic::mean, Statistic::quantile}) {
                const Rate* rate = summary.find(model)->jailbreak->jailbreaks.of(statistic);
                if (rate == nullptr) {
                    continue;
                }
                const auto prompts = rowsOfRate(data, options, Measure::jailbreaks, model, statistic);
                EXPECT_EQ(static_cast<double>(rowsThatSay(prompts, " jailbreak")),
                    rate->count + static_cast<double>(rowsThatSay(prompts, "without")));
                EXPECT_EQ(rowsThatSay(prompts, "without"), std::size_t(rate->total) - std::size_t(rate->count));
                EXPECT_EQ(rowsThatSay(prompts, "tie"), std::size_t(rate->ties));
                EXPECT_EQ(prompts.front().file, data.responses[0].file);
                EXPECT_EQ(prompts.front().alpha.has_value(), statistic == Statistic::quantile);

                const Rate& helpful = *summary.find(model)->comparisons->helpfulness->of(statistic);
                const auto comparisons = rowsOfRate(data, options, Measure::helpfulness, model, statistic);
                EXPECT_EQ(rowsThatSay(comparisons, "right"), std::size_t(helpful.count));
                EXPECT_EQ(rowsThatSay(comparisons, "wrong"), std::size_t(helpful.total) - std::size_t(helpful.count));
                for (const RowChoice& choice : comparisons) {
                    for (const std::size_t row : choice.rows) {
                        EXPECT_EQ(data.comparisons.at(model).dataSubsets[row], "helpful");
                    }
                }
            }
        }
    }
    EXPECT_TRUE(rowsOfRate(data, {}, Measure::jailbreaks, {RewardHead::categorical, DataSubset::both}, Statistic::mean)
                    .empty());
}

TEST(ChosenRows, areThoseThatATestParts)
{
    const EvaluationData data = exampleData();
    const SummaryOptions options;
    const Summary summary = summarize(data, options);
    std::size_t tests = 0;
    for (const PairedComparison& paired : summary.paired) {
        const auto choices = rowsOfTest(data, options, paired);
        std::size_t rows = 0;
        for (const RowChoice& choice : choices) {
            rows += choice.rows.size();
        }
        EXPECT_EQ(rows, std::size_t(paired.test.onlyFirst + paired.test.onlySecond));
        if (paired.test.onlyFirst > 0) {
            EXPECT_EQ(choices.front().rows.size(), std::size_t(paired.test.onlyFirst));
        }
        if (!choices.empty() && paired.measure == Measure::helpfulness && !(paired.first == paired.second)) {
            EXPECT_EQ(choices.front().beside.size(), 1u) << "the other model's file is opened beside";
        }
        tests += rows > 0 ? 1 : 0;
    }
    EXPECT_GT(tests, 2u);
}

TEST(ChosenRows, areThoseOfASliceAndOfABin)
{
    const EvaluationData data = exampleData();
    const auto harmless = rowsOfSlice(data, gaussian, "data_subset", "harmless");
    ASSERT_EQ(harmless.size(), 1u);
    EXPECT_EQ(harmless[0].rows, (std::vector<std::size_t>{0, 3, 6, 9}));
    EXPECT_TRUE(rowsOfSlice(data, gaussian, "data_subset", "other").empty());
    EXPECT_EQ(rowsOfSlice(data, gaussian, "", "").at(0).rows.size(), 12u);

    const auto all = calibrationBySubset(data.comparisons.at(gaussian), gaussian.head, {});
    std::size_t rows = 0;
    for (const ReliabilityBin& bin : all.front().bins) {
        std::size_t inBin = 0;
        for (const RowChoice& choice : rowsOfConfidence(data, gaussian, "", bin.confidence)) {
            inBin += choice.rows.size();
        }
        EXPECT_EQ(inBin, std::size_t(bin.comparisons));
        rows += inBin;
    }
    EXPECT_EQ(rows, 12u);
}

} // namespace
} // namespace dpl::summary
