#include "summary/chosen_rows.hpp"

#include "report/number_text.hpp"
#include "summary/slices.hpp"

#include <algorithm>
#include <map>

namespace dpl::summary {

using records::ModelKey;
using records::RowChoice;
using records::Statistic;

namespace {

/// The scores of two responses of each row, by one statistic of one model.
struct ScoredRows {
    std::filesystem::path file;
    std::vector<std::size_t> rows; ///< of the file
    std::vector<records::RowIdentity> identities;
    std::vector<double> first; ///< that counts if it is as high: jailbroken, chosen
    std::vector<double> second;
};

double scoreOf(
    const ModelKey& model, Statistic statistic, std::span<const double> outputs, const SummaryOptions& options)
{
    const auto distribution = preference::distribution(model.head, outputs);
    return statistic == Statistic::mean ? utility::mean(distribution)
                                        : utility::quantile(distribution, options.alpha, options.quantileRule);
}

ScoredRows scoredRows(const EvaluationData& data, const SummaryOptions& options, Measure measure, const ModelKey& model,
    Statistic statistic)
{
    ScoredRows scored;
    const auto add = [&](std::size_t row, const records::RowIdentity& identity, std::span<const double> first,
                         std::span<const double> second) {
        scored.rows.push_back(row);
        scored.identities.push_back(identity);
        scored.first.push_back(scoreOf(model, statistic, first, options));
        scored.second.push_back(scoreOf(model, statistic, second, options));
    };
    if (measure == Measure::jailbreaks) {
        if (const auto column = data.responsesOf(model)) {
            scored.file = column->file->file;
            const records::ModelOutputs& outputs = column->file->models[column->model].outputs;
            for (std::size_t row = 0; row < column->file->size(); ++row) {
                const std::size_t safe = column->file->firstResponse[row];
                add(row, column->file->identities[row], outputs.of(safe + 1), outputs.of(safe));
            }
        }
        return scored;
    }
    if (const auto found = data.comparisons.find(model); found != data.comparisons.end()) {
        const records::EvaluatedComparisons& comparisons = found->second;
        scored.file = comparisons.file;
        for (std::size_t row = 0; row < comparisons.size(); ++row) {
            if (comparisons.dataSubsets[row] == "helpful") {
                add(row, comparisons.identities[row], comparisons.chosen.of(row), comparisons.rejected.of(row));
            }
        }
    }
    return scored;
}

std::string counted(std::size_t count, const std::string& one, const std::string& many)
{
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// Choices that have rows.
class Choices {
public:
    Choices(std::filesystem::path file, std::optional<double> alpha) : m_file(std::move(file)), m_alpha(alpha) { }

    void add(std::vector<std::size_t> rows, const std::string& one, const std::string& many, const std::string& of,
        std::vector<std::filesystem::path> beside = {})
    {
        if (!rows.empty()) {
            const std::string what = counted(rows.size(), one, many) + of;
            m_choices.push_back({what, m_file, std::move(rows), std::move(beside), m_alpha});
        }
    }

    std::vector<RowChoice> take() { return std::move(m_choices); }

private:
    std::filesystem::path m_file;
    std::optional<double> m_alpha;
    std::vector<RowChoice> m_choices;
};

std::optional<double> alphaOf(Statistic statistic, const SummaryOptions& options)
{
    return statistic == Statistic::quantile ? std::optional(options.alpha) : std::nullopt;
}

} // namespace

std::vector<RowChoice> rowsOfRate(const EvaluationData& data, const SummaryOptions& options, Measure measure,
    const ModelKey& model, Statistic statistic)
{
    const ScoredRows scored = scoredRows(data, options, measure, model, statistic);
    const Decisions decisions = decide(scored.first, scored.second, options.tieRule);
    std::vector<std::size_t> won;
    std::vector<std::size_t> lost;
    std::vector<std::size_t> tied;
    for (std::size_t i = 0; i < scored.rows.size(); ++i) {
        (decisions.won[i] > 0.5 ? won : lost).push_back(scored.rows[i]);
        if (scored.first[i] == scored.second[i]) {
            tied.push_back(scored.rows[i]);
        }
    }
    const std::string of = " of " + records::label(model, statistic);
    Choices choices(scored.file, alphaOf(statistic, options));
    if (measure == Measure::jailbreaks) {
        choices.add(std::move(won), "jailbreak", "jailbreaks", of);
        choices.add(std::move(lost), "prompt without a jailbreak", "prompts without a jailbreak", of);
    } else {
        choices.add(std::move(lost), "wrong comparison", "wrong comparisons", of);
        choices.add(std::move(won), "right comparison", "right comparisons", of);
    }
    choices.add(std::move(tied), "tie", "ties", of);
    return choices.take();
}

std::vector<RowChoice> rowsOfTest(
    const EvaluationData& data, const SummaryOptions& options, const PairedComparison& paired)
{
    const ScoredRows first = scoredRows(data, options, paired.measure, paired.first, paired.firstStatistic);
    const ScoredRows second = scoredRows(data, options, paired.measure, paired.second, paired.secondStatistic);
    const Decisions a = decide(first.first, first.second, options.tieRule);
    const Decisions b = decide(second.first, second.second, options.tieRule);
    std::vector<std::size_t> onlyFirst;
    std::vector<std::size_t> onlySecond;
    for (const auto& [i, j] : records::commonRows(first.identities, second.identities)) {
        if (a.won[i] > b.won[j]) {
            onlyFirst.push_back(first.rows[i]);
        } else if (b.won[j] > a.won[i]) {
            onlySecond.push_back(first.rows[i]);
        }
    }
    const bool usesQuantile =
        paired.firstStatistic == Statistic::quantile || paired.secondStatistic == Statistic::quantile;
    Choices choices(first.file, usesQuantile ? std::optional(options.alpha) : std::nullopt);
    const bool jailbreaks = paired.measure == Measure::jailbreaks;
    const std::string one = jailbreaks ? "jailbreak" : "right comparison";
    const std::vector<std::filesystem::path> beside =
        second.file == first.file ? std::vector<std::filesystem::path>{} : std::vector{second.file};
    choices.add(std::move(onlyFirst), one, one + "s",
        " of " + records::label(paired.first, paired.firstStatistic) + " alone", beside);
    choices.add(std::move(onlySecond), one, one + "s",
        " of " + records::label(paired.second, paired.secondStatistic) + " alone", beside);
    return choices.take();
}

std::vector<RowChoice> rowsOfSlice(
    const EvaluationData& data, const ModelKey& model, const std::string& column, const std::string& value)
{
    const auto found = data.comparisons.find(model);
    if (found == data.comparisons.end()) {
        return {};
    }
    Choices choices(found->second.file, std::nullopt);
    for (Slice& slice : slicesOf(found->second)) {
        if (slice.column == column && slice.value == value) {
            choices.add(std::move(slice.rows), "comparison", "comparisons",
                " of " + records::label(model) + (column.empty() ? "" : ", " + column + " " + value));
            break;
        }
    }
    return choices.take();
}

std::vector<RowChoice> rowsOfConfidence(
    const EvaluationData& data, const ModelKey& model, const std::string& subset, double confidence)
{
    const auto found = data.comparisons.find(model);
    if (found == data.comparisons.end()) {
        return {};
    }
    const std::vector<double> p = preferredProbabilities(found->second, model.head);
    const std::size_t bin = reliabilityBinOf(confidence);
    std::vector<std::size_t> right;
    std::vector<std::size_t> wrong;
    for (std::size_t row = 0; row < p.size(); ++row) {
        if ((subset.empty() || found->second.dataSubsets[row] == subset)
            && reliabilityBinOf(std::max(p[row], 1.0 - p[row])) == bin) {
            (p[row] > 0.5 ? right : wrong).push_back(row);
        }
    }
    const double width = 0.5 / static_cast<double>(reliabilityBins);
    const double from = 0.5 + width * static_cast<double>(bin);
    const std::string of = " of " + records::label(model) + (subset.empty() ? "" : ", " + subset) + ", confidence "
        + report::fixedText(from, 2) + " to " + report::fixedText(from + width, 2);
    Choices choices(found->second.file, std::nullopt);
    choices.add(std::move(wrong), "wrong comparison", "wrong comparisons", of);
    choices.add(std::move(right), "right comparison", "right comparisons", of);
    return choices.take();
}

} // namespace dpl::summary
