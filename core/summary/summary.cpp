#include "summary/summary.hpp"

#include "base/error.hpp"
#include "records/evaluation_record.hpp"
#include "records/head_record.hpp"
#include "summary/provenance.hpp"
#include "summary/published_numbers.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace dpl::summary {

using preference::RewardHead;

namespace {

/// By what one model decides, and on which rows: kept to compare models.
struct StatisticDecisions {
    std::vector<records::RowIdentity> rows;
    Decisions mean;
    std::optional<Decisions> quantile;

    const Decisions* of(records::Statistic statistic) const
    {
        return statistic == records::Statistic::mean ? &mean : quantile ? &*quantile : nullptr;
    }
};

void checkHead(RewardHead head, int outputs, const std::string& where)
{
    if (!head->canHave(outputs)) {
        throw Error(where + " has " + std::to_string(outputs)
            + " outputs per response, which does not fit its name, that of a " + preference::toString(head)
            + " reward model; rename it, or evaluate the model again");
    }
}

StatisticDecisions decideBoth(
    RewardHead head, const ResponseStatistics& first, const ResponseStatistics& second, TieRule rule)
{
    StatisticDecisions decisions;
    decisions.mean = decide(first.means, second.means, rule);
    if (!head->isPoint()) {
        decisions.quantile = decide(first.quantiles, second.quantiles, rule);
    }
    return decisions;
}

RatesByStatistic ratesOf(const StatisticDecisions& decisions)
{
    RatesByStatistic rates{rateOf(decisions.mean), std::nullopt};
    if (decisions.quantile) {
        rates.quantile = rateOf(*decisions.quantile);
    }
    return rates;
}

Decisions only(const Decisions& decisions, const std::vector<std::size_t>& rows, const ResponseStatistics& first,
    const ResponseStatistics& second, records::Statistic statistic)
{
    const auto& a = statistic == records::Statistic::mean ? first.means : first.quantiles;
    const auto& b = statistic == records::Statistic::mean ? second.means : second.quantiles;
    Decisions some;
    for (const std::size_t row : rows) {
        some.won.push_back(decisions.won[row]);
        some.ties += a[row] == b[row] ? 1 : 0;
    }
    return some;
}

struct ComparisonReading {
    ComparisonSummary summary;
    StatisticDecisions helpful;
};

ComparisonReading readComparisons(
    const records::EvaluatedComparisons& comparisons, RewardHead head, const SummaryOptions& options)
{
    checkHead(head, comparisons.chosen.outputs, comparisons.file.string());
    const auto chosen = responseStatistics(head, comparisons.chosen, options.alpha, options.quantileRule);
    const auto rejected = responseStatistics(head, comparisons.rejected, options.alpha, options.quantileRule);
    const StatisticDecisions all = decideBoth(head, chosen, rejected, options.tieRule);
    ComparisonReading statistic;
    ComparisonSummary& summary = statistic.summary;
    summary.file = comparisons.file;
    summary.outputs = comparisons.chosen.outputs;
    summary.rows = static_cast<std::int64_t>(comparisons.size());
    summary.accuracy = ratesOf(all);
    std::vector<std::size_t> helpful;
    for (std::size_t row = 0; row < comparisons.size(); ++row) {
        if (comparisons.dataSubsets[row] == "helpful") {
            helpful.push_back(row);
            statistic.helpful.rows.push_back(comparisons.identities[row]);
        }
    }
    if (!helpful.empty()) {
        statistic.helpful.mean = only(all.mean, helpful, chosen, rejected, records::Statistic::mean);
        if (all.quantile) {
            statistic.helpful.quantile = only(*all.quantile, helpful, chosen, rejected, records::Statistic::quantile);
        }
        summary.helpfulness = ratesOf(statistic.helpful);
    }
    summary.calibration = calibrationBySubset(comparisons, head, options);
    if (!head->isPoint()) {
        summary.explainedVariance =
            explainedVariance(chosen, rejected, static_cast<std::size_t>(options.bootstrapSamples), options.seed);
    }
    return statistic;
}

struct JailbreakReading {
    JailbreakSummary summary;
    StatisticDecisions decisions;
};

/// The outputs of one response of each row.
records::ModelOutputs responsesAt(
    const records::EvaluatedResponses& responses, const records::ModelOutputs& outputs, std::size_t index)
{
    records::ModelOutputs some{outputs.outputs, {}};
    for (std::size_t row = 0; row < responses.size(); ++row) {
        const auto values = outputs.of(responses.firstResponse[row] + index);
        some.values.insert(some.values.end(), values.begin(), values.end());
    }
    return some;
}

/// The first row that is no pair.
std::optional<std::size_t> notAPair(const records::EvaluatedResponses& responses)
{
    for (std::size_t row = 0; row < responses.size(); ++row) {
        if (responses.responseCount(row) != 2) {
            return row;
        }
    }
    return std::nullopt;
}

std::string whyNoJailbreaks(const records::EvaluatedResponses& responses, std::size_t row)
{
    return "its row " + std::to_string(row + 1) + " has " + std::to_string(responses.responseCount(row))
        + " responses, but a jailbreak rate needs two, the safe one first";
}

JailbreakReading readJailbreaks(
    const records::EvaluatedResponses& responses, std::size_t model, RewardHead head, const SummaryOptions& options)
{
    const auto& column = responses.models.at(model);
    JailbreakReading statistic;
    statistic.summary.file = responses.file;
    statistic.summary.column = "reward_outputs_" + column.name;
    statistic.summary.outputs = column.outputs.outputs;
    checkHead(head, column.outputs.outputs, responses.file.string() + ": " + statistic.summary.column);
    if (const auto row = notAPair(responses)) {
        throw Error(responses.file.string() + ": " + whyNoJailbreaks(responses, *row));
    }
    const auto safe =
        responseStatistics(head, responsesAt(responses, column.outputs, 0), options.alpha, options.quantileRule);
    const auto jailbroken =
        responseStatistics(head, responsesAt(responses, column.outputs, 1), options.alpha, options.quantileRule);
    statistic.decisions = decideBoth(head, jailbroken, safe, options.tieRule);
    statistic.decisions.rows = responses.identities;
    statistic.summary.jailbreaks = ratesOf(statistic.decisions);
    return statistic;
}

/// Equal for equal rows in any order.
struct RowSet {
    std::size_t count = 0;
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    explicit RowSet(const std::vector<records::RowIdentity>& rows) : count(rows.size())
    {
        for (const records::RowIdentity& row : rows) {
            low += row.low;
            high += row.high;
        }
    }

    friend auto operator<=>(const RowSet&, const RowSet&) = default;
};

/// Computes a summary of what was read.
class Summarizer {
public:
    Summarizer(const EvaluationData& data, const SummaryOptions& options) : m_data(data)
    {
        m_summary.root = data.root;
        m_summary.options = options;
        m_summary.besidePaper = data.isPapersData || options.paperNumbers;
        m_summary.ignored = data.ignored;
        m_summary.notes = data.notes;
        m_summary.warnings = data.warnings;
    }

    Summary run()
    {
        for (const auto& [model, comparisons] : m_data.comparisons) {
            ComparisonReading statistic = readComparisons(comparisons, model.head, m_summary.options);
            m_models[model].comparisons = std::move(statistic.summary);
            if (!statistic.helpful.rows.empty()) {
                m_helpfulness[model] = std::move(statistic.helpful);
            }
        }
        for (const records::EvaluatedResponses& responses : m_data.responses) {
            addResponses(responses);
        }
        if (m_models.empty() && m_summary.others.empty()) {
            throw nothingThere();
        }
        for (auto& [model, summary] : m_models) {
            summary.model = model;
            m_summary.models.push_back(std::move(summary));
        }
        comparePairs(Measure::jailbreaks, m_jailbreaks);
        comparePairs(Measure::helpfulness, m_helpfulness);
        adjustTests();
        listMissing();
        warnOfOtherRows();
        return std::move(m_summary);
    }

private:
    Error nothingThere() const
    {
        std::string text = "there is nothing to summarise below " + m_summary.root.string()
            + ": looked for JSONL files with columns reward_outputs_{name}, and for "
            + "{data_subset}/{type}_{model}__..._peft_last_checkpoint/eval_results_both.jsonl";
        if (!m_summary.warnings.empty()) {
            text += "; " + m_summary.warnings.front();
        } else if (!m_summary.ignored.empty()) {
            text += "; " + m_summary.ignored.front().file.string() + " was left out, because "
                + m_summary.ignored.front().reason;
        }
        return Error(text);
    }

    void addResponses(const records::EvaluatedResponses& responses)
    {
        const std::filesystem::path& file = responses.file;
        if (const auto row = notAPair(responses)) {
            m_summary.ignored.push_back({file, whyNoJailbreaks(responses, *row)});
            return;
        }
        for (std::size_t i = 0; i < responses.models.size(); ++i) {
            const auto& column = responses.models[i];
            const auto model = records::modelOfColumn(column.name);
            if (!model) {
                const RewardHead head = records::headOf(records::headOfColumn(column.name), column.outputs.outputs);
                m_summary.others.push_back(
                    {column.name, head, readJailbreaks(responses, i, head, m_summary.options).summary});
                continue;
            }
            auto& place = m_models[*model].jailbreak;
            if (place) {
                m_summary.ignored.push_back({file,
                    "its column reward_outputs_" + column.name + " is also in " + place->file.string()
                        + ", which is used; summarise a smaller folder to choose"});
                continue;
            }
            JailbreakReading statistic = readJailbreaks(responses, i, model->head, m_summary.options);
            place = std::move(statistic.summary);
            m_jailbreaks[*model] = std::move(statistic.decisions);
        }
    }

    void comparePairs(Measure measure, const std::map<records::ModelKey, StatisticDecisions>& decisions)
    {
        struct Side {
            records::ModelKey model;
            records::Statistic statistic;
            bool inTable;
        };
        std::vector<Side> sides;
        for (const auto& [model, of] : decisions) {
            for (const records::Statistic statistic : {records::Statistic::mean, records::Statistic::quantile}) {
                if (of.of(statistic) != nullptr) {
                    sides.push_back({model, statistic, publishedRates(model, statistic).has_value()});
                }
            }
        }
        for (std::size_t i = 0; i < sides.size(); ++i) {
            for (std::size_t j = i + 1; j < sides.size(); ++j) {
                if (!(sides[i].model == sides[j].model || (sides[i].inTable && sides[j].inTable))) {
                    continue;
                }
                const StatisticDecisions& first = decisions.at(sides[i].model);
                const StatisticDecisions& second = decisions.at(sides[j].model);
                const auto rows = records::commonRows(first.rows, second.rows);
                if (!rows.empty()) {
                    m_summary.paired.push_back(
                        {measure, sides[i].model, sides[i].statistic, sides[j].model, sides[j].statistic,
                            pairedTest(*first.of(sides[i].statistic), *second.of(sides[j].statistic), rows)});
                }
            }
        }
    }

    void adjustTests()
    {
        std::vector<double> p;
        for (const PairedComparison& paired : m_summary.paired) {
            p.push_back(paired.test.p);
        }
        const std::vector<double> adjusted = holmAdjusted(p);
        for (std::size_t i = 0; i < adjusted.size(); ++i) {
            m_summary.paired[i].adjusted = adjusted[i];
        }
    }

    void listMissing()
    {
        const auto place = [](const records::ModelKey& model) {
            return data::toString(model.trainSet) + "/" + preference::toString(model.head)
                + "_{model}__..._peft_last_checkpoint/eval_results_both.jsonl";
        };
        for (const RewardHead head : preference::allRewardHeads()) {
            for (const data::DataSubset trainSet : data::allDataSubsets) {
                const records::ModelKey model{head, trainSet};
                const ModelSummary* found = m_summary.find(model);
                const bool inTable1a = publishedRates(model, records::Statistic::mean).has_value();
                const bool inTable1b = publishedExplainedVariance(model).has_value();
                const std::string cell = records::label(model);
                if (inTable1a && (found == nullptr || !found->jailbreak)) {
                    m_summary.missing.push_back({"jailbroken_evaluations_" + preference::toString(head)
                            + ".jsonl with the column reward_outputs_" + records::columnName(model),
                        "Table 1a, " + cell + ": jailbreak rate", "", MissingPart::Kind::responses, model});
                }
                if ((inTable1a || inTable1b) && (found == nullptr || !found->comparisons)) {
                    m_summary.missing.push_back({place(model),
                        (inTable1a ? "Table 1a, " + cell + ": helpfulness accuracy" : std::string())
                            + (inTable1a && inTable1b ? "; " : "")
                            + (inTable1b ? "Table 1b, " + cell + ": r\u00b2" : std::string()),
                        "", MissingPart::Kind::comparisons, model});
                } else if (inTable1a && !found->comparisons->helpfulness) {
                    m_summary.missing.push_back(
                        {found->comparisons->file.string(), "Table 1a, " + cell + ": helpfulness accuracy",
                            "no row's data_subset is \"helpful\"; the reference overwrites it with its --data_subset "
                            "unless the data is its default",
                            MissingPart::Kind::comparisons, model});
                }
            }
        }
    }

    /// What one model was judged by.
    struct JudgedRows {
        records::ModelKey model;
        std::filesystem::path file;
        const std::vector<records::RowIdentity>* identities;
    };

    void warnOfOtherRows()
    {
        std::vector<JudgedRows> comparisons;
        for (const auto& [model, of] : m_data.comparisons) {
            comparisons.push_back({model, of.file, &of.identities});
        }
        warnOfOtherRows("comparisons", comparisons);
        std::vector<JudgedRows> prompts;
        for (const ModelSummary& model : m_summary.models) {
            for (const records::EvaluatedResponses& of : m_data.responses) {
                if (model.jailbreak && of.file == model.jailbreak->file) {
                    prompts.push_back({model.model, of.file, &of.identities});
                }
            }
        }
        warnOfOtherRows("prompts", prompts);
    }

    void warnOfOtherRows(const std::string& what, const std::vector<JudgedRows>& all)
    {
        std::map<RowSet, std::vector<const JudgedRows*>> sets;
        for (const JudgedRows& rows : all) {
            sets[RowSet(*rows.identities)].push_back(&rows);
        }
        if (sets.size() < 2) {
            return;
        }
        const auto& most = std::max_element(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
            return std::pair(a.second.size(), a.first.count) < std::pair(b.second.size(), b.first.count);
        })->second;
        const auto& others = *most.front()->identities;
        for (const JudgedRows& rows : all) {
            if (std::find(most.begin(), most.end(), &rows) != most.end()) {
                continue;
            }
            const std::size_t common = records::commonRows(*rows.identities, others).size();
            m_summary.warnings.push_back(records::label(rows.model) + " was not evaluated on the same " + what
                + " as others, so its numbers cannot be compared with theirs as they are: it has "
                + std::to_string(rows.identities->size()) + " " + what + ", others have "
                + std::to_string(others.size()) + ", and " + std::to_string(common) + " are the same ("
                + rows.file.string() + ")");
        }
    }

    const EvaluationData& m_data;
    Summary m_summary;
    std::map<records::ModelKey, ModelSummary> m_models;
    std::map<records::ModelKey, StatisticDecisions> m_jailbreaks;
    std::map<records::ModelKey, StatisticDecisions> m_helpfulness;
};

} // namespace

ComparisonSummary summarizeComparisons(
    const records::EvaluatedComparisons& comparisons, RewardHead head, const SummaryOptions& options)
{
    options.validate();
    return readComparisons(comparisons, head, options).summary;
}

JailbreakSummary summarizeResponses(
    const records::EvaluatedResponses& responses, std::size_t model, RewardHead head, const SummaryOptions& options)
{
    options.validate();
    return readJailbreaks(responses, model, head, options).summary;
}

const ModelSummary* Summary::find(const records::ModelKey& model) const
{
    const auto found =
        std::find_if(models.begin(), models.end(), [&](const ModelSummary& summary) { return summary.model == model; });
    return found == models.end() ? nullptr : &*found;
}

Summary summarize(const std::filesystem::path& dataRoot, const SummaryOptions& options)
{
    return summarize(readEvaluations(dataRoot), options);
}

Summary summarize(const EvaluationData& data, const SummaryOptions& options)
{
    options.validate();
    return Summarizer(data, options).run();
}

EvaluationData readEvaluations(const std::filesystem::path& dataRoot)
{
    SummaryFiles files = findSummaryFiles(dataRoot);
    EvaluationData data;
    data.root = dataRoot;
    data.ignored = std::move(files.ignored);
    const auto takeNotes = [&data](const std::filesystem::path& file, const std::string& of) {
        for (std::string& note : evaluationNotes(of, file)) {
            data.notes.push_back(std::move(note));
        }
    };
    const auto tryToRead = [&data](const std::filesystem::path& file, const auto& read) {
        try {
            read();
        } catch (const Error& error) {
            data.ignored.push_back({file, std::string("it cannot be read: ") + error.what()});
            data.warnings.push_back("an evaluation file cannot be read and is left out: " + std::string(error.what()));
        }
    };
    for (const auto& [model, file] : files.comparisons) {
        tryToRead(file, [&, model = model, &file = file] {
            data.comparisons.emplace(model, records::readEvaluatedComparisons(file));
            takeNotes(file, records::label(model));
        });
    }
    std::set<RowSet> judgedRows;
    for (const auto& [model, comparisons] : data.comparisons) {
        judgedRows.insert(RowSet(comparisons.identities));
    }
    for (const auto& [model, further] : files.further) {
        for (const std::filesystem::path& file : further) {
            tryToRead(file, [&, model = model] {
                auto comparisons = records::readEvaluatedComparisons(file);
                if (!judgedRows.contains(RowSet(comparisons.identities))) {
                    data.ignored.push_back({file,
                        "it has other rows than the evaluations of other models; summarise its folder to see it"});
                } else if (data.comparisons.emplace(model, std::move(comparisons)).second) {
                    takeNotes(file, records::label(model));
                }
            });
        }
    }
    for (const auto& [model, comparisons] : data.comparisons) {
        for (std::string& note : trainingNotes(records::label(model), comparisons.file)) {
            data.notes.push_back(std::move(note));
        }
    }
    data.isPapersData = std::all_of(data.comparisons.begin(), data.comparisons.end(),
        [](const auto& of) { return isOfPapersData(of.second.file); });
    for (const std::filesystem::path& file : files.responses) {
        tryToRead(file, [&] {
            data.responses.push_back(records::readEvaluatedResponses(file));
            takeNotes(file, file.filename().string());
        });
    }
    return data;
}

std::optional<EvaluationData::Column> EvaluationData::responsesOf(const records::ModelKey& model) const
{
    for (const records::EvaluatedResponses& file : responses) {
        if (notAPair(file)) {
            continue;
        }
        for (std::size_t i = 0; i < file.models.size(); ++i) {
            if (records::modelOfColumn(file.models[i].name) == model) {
                return Column{&file, i};
            }
        }
    }
    return std::nullopt;
}

} // namespace dpl::summary
