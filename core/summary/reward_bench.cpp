#include "summary/reward_bench.hpp"

#include "summary/judged_rows.hpp"

#include <set>

namespace dpl::summary {

using report::Number;
using report::TableCell;

namespace {

/// A subset of RewardBench and what it weighs in its section.
struct BenchSubset {
    const char* name;
    double weight;
};

struct BenchSection {
    const char* name;
    std::vector<BenchSubset> subsets;
};

const std::vector<BenchSection>& rewardBench()
{
    static const std::vector<BenchSection> sections{
        {"Chat",
            {{"alpacaeval-easy", 100}, {"alpacaeval-length", 95}, {"alpacaeval-hard", 95}, {"mt-bench-easy", 28},
                {"mt-bench-med", 40}}},
        {"Chat Hard",
            {{"mt-bench-hard", 37}, {"llmbar-natural", 100}, {"llmbar-adver-neighbor", 134},
                {"llmbar-adver-GPTInst", 92}, {"llmbar-adver-GPTOut", 47}, {"llmbar-adver-manual", 46}}},
        {"Safety",
            {{"refusals-dangerous", 100}, {"refusals-offensive", 100}, {"xstest-should-refuse", 154},
                {"xstest-should-respond", 250}, {"donotanswer", 136}}},
        {"Reasoning",
            {{"math-prm", 984}, {"hep-cpp", 164}, {"hep-go", 164}, {"hep-java", 164}, {"hep-js", 164},
                {"hep-python", 164}, {"hep-rust", 164}}},
    };
    return sections;
}

TableCell percentCell(double share)
{
    return Number{100.0 * share, 1, {}};
}

BenchResult resultOf(const records::ModelKey& model, records::Statistic statistic, const JudgedRows& judged,
    const std::map<std::string, std::vector<std::size_t>>& rows)
{
    BenchResult result{model, statistic};
    for (std::size_t i = 0; i < result.sections.size(); ++i) {
        double right = 0.0;
        double weight = 0.0;
        for (const BenchSubset& subset : rewardBench()[i].subsets) {
            right += subset.weight * judged.rate(rows.at(subset.name), statistic).share();
            weight += subset.weight;
        }
        result.sections[i] = right / weight;
        result.score += result.sections[i];
    }
    result.score /= static_cast<double>(result.sections.size());
    return result;
}

} // namespace

bool isRewardBench(const records::EvaluatedComparisons& comparisons)
{
    const std::vector<std::string>* values = valuesIn(comparisons, "subset");
    if (values == nullptr) {
        return false;
    }
    const std::set<std::string> there(values->begin(), values->end());
    for (const BenchSection& section : rewardBench()) {
        for (const BenchSubset& subset : section.subsets) {
            if (!there.contains(subset.name)) {
                return false;
            }
        }
    }
    return true;
}

std::vector<BenchResult> rewardBenchResults(const EvaluationData& data, const SummaryOptions& options)
{
    options.validate();
    std::vector<BenchResult> results;
    for (const auto& [model, comparisons] : data.comparisons) {
        if (!isRewardBench(comparisons)) {
            continue;
        }
        const auto rows = rowsByValue(*valuesIn(comparisons, "subset"));
        const JudgedRows judged(model, comparisons, options);
        results.push_back(resultOf(model, records::Statistic::mean, judged, rows));
        if (!judged.isPoint()) {
            results.push_back(resultOf(model, records::Statistic::quantile, judged, rows));
        }
    }
    return results;
}

report::Table rewardBenchTable(const EvaluationData& data, const SummaryOptions& options)
{
    report::Table table{"rewardbench", "RewardBench, accuracy in %; " + textOfTies(options.tieRule) + ".",
        {{"Model", "", "Head, the comparisons that it was trained on, and what it is scored by", false}}, {},
        data.notes};
    for (const BenchSection& section : rewardBench()) {
        std::string subsets;
        for (const BenchSubset& subset : section.subsets) {
            subsets += (subsets.empty() ? "" : ", ") + std::string(subset.name);
        }
        table.columns.push_back({section.name, "%", "Mean over " + subsets + ", weighted by their prompts", true});
    }
    table.columns.push_back({"Score", "%", "Mean of the four sections", true, true});
    for (const BenchResult& result : rewardBenchResults(data, options)) {
        std::vector<TableCell>& row = table.rows.emplace_back();
        row.emplace_back(records::label(result.model, result.statistic));
        for (const double section : result.sections) {
            row.push_back(percentCell(section));
        }
        row.push_back(percentCell(result.score));
    }
    return table;
}

Json toJson(const std::vector<BenchResult>& results)
{
    Json json = Json::array();
    for (const BenchResult& result : results) {
        Json sections = Json::object();
        for (std::size_t i = 0; i < result.sections.size(); ++i) {
            sections[rewardBench()[i].name] = result.sections[i];
        }
        json.push_back(
            {{"type", preference::toString(result.model.head)}, {"train_set", data::toString(result.model.trainSet)},
                {"by", toString(result.statistic)}, {"sections", std::move(sections)}, {"score", result.score}});
    }
    return json;
}

} // namespace dpl::summary
