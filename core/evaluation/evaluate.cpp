#include "evaluation/evaluate.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/memory.hpp"
#include "data/found_columns.hpp"
#include "evaluation/evaluation_job.hpp"
#include "evaluation/evaluation_line.hpp"
#include "preference/reward_head.hpp"
#include "records/head_record.hpp"
#include "report/number_text.hpp"
#include "scoring/find_checkpoints.hpp"
#include "scoring/tokenized_comparisons.hpp"

#include <cmath>
#include <optional>

namespace dpl::evaluation {

namespace {

constexpr const char* chosenColumn = "reward_output_chosen";
constexpr const char* rejectedColumn = "reward_output_rejected";

std::vector<float> asFloats(const std::vector<double>& values)
{
    return {values.begin(), values.end()};
}

/// A list of so many numbers; nothing if it is none.
std::optional<std::vector<double>> numbersOf(const Json& row, const char* column, int count)
{
    const auto found = row.find(column);
    if (found == row.end() || !found->is_array() || found->size() != static_cast<std::size_t>(count)) {
        return std::nullopt;
    }
    std::vector<double> numbers;
    for (const Json& number : *found) {
        if (!number.is_number()) {
            return std::nullopt;
        }
        numbers.push_back(static_cast<double>(number.get<float>())); // as it was written
    }
    return numbers;
}

Json speedJson(const EvaluationSpeed& speed)
{
    Json json;
    json["rows"] = speed.rows;
    json["comparisons_per_second"] = speed.comparisonsPerSecond;
    json["tokens_per_second"] = speed.tokensPerSecond;
    json["peak_rss_mib"] = static_cast<double>(speed.peakBytes) / (1 << 20);
    return json;
}

/// An evaluation on its way.
class Evaluation {
public:
    using Params = EvaluateParams;
    using Result = EvaluateResult;

    static std::vector<std::filesystem::path> checkpointsOf(const EvaluateParams& params)
    {
        return {params.model.checkpoint};
    }

    /// "/data/hh-rlhf, both, test, the first 100 rows"
    static std::string rowsOf(const EvaluateParams& params)
    {
        return std::filesystem::absolute(params.dataPath).string() + ", " + toString(params.subset) + ", "
            + toString(params.split)
            + (params.evalDatasetSize > 0 ? ", the first " + std::to_string(params.evalDatasetSize) + " rows" : "");
    }

    static std::string textOf(const EvaluateResult& result)
    {
        return "evaluated " + std::to_string(result.speed.rows) + " comparisons: loss "
            + report::significantText(result.loss, 4) + " nats, accuracy " + report::fixedText(result.accuracy, 3)
            + ", by the mean " + report::fixedText(result.meanAccuracy, 3);
    }

    Evaluation(const EvaluateParams& params, const EvaluationSurroundings& surroundings, EvaluateResult& result)
        : m_params(params), m_compute(surroundings.compute), m_observer(surroundings.observer), m_log(surroundings.log),
          m_stop(surroundings.stop), m_result(result)
    {
    }

    void run(EvaluationOutput& output, records::EvaluationRecord record)
    {
        loadRows();
        score(output);
        finish(output, std::move(record));
    }

private:
    void loadRows()
    {
        data::PreferenceDatasetParams which;
        which.path = m_params.dataPath;
        which.subset = m_params.subset;
        which.split = m_params.split;
        which.size = m_params.evalDatasetSize;
        which.overwriteDataSubset = m_params.overwriteDataSubset;
        which.skipBadRows = m_params.skipBadRows;
        which.holdout = m_params.holdout;
        which.columns = data::Columns(m_params.columns, data::comparisonRoles());
        m_dataset = data::loadPreferences(which, m_stop);
        if (const std::string sentence = data::sentenceOn(data::findColumns(which)); !sentence.empty()) {
            m_log.noted(sentence);
        }
        m_model = &m_models.load(m_params.model);
        const std::int64_t maxLength = std::min(m_params.maxLength, m_model->config().contextLength);
        scoring::TokenizeOptions options;
        options.maxLength = maxLength;
        options.skipBadRows = m_params.skipBadRows;
        options.threads = threadCount(m_compute);
        m_rows = scoring::tokenize(m_dataset, m_models.reader(), options, {}, m_stop);
        if (const templates::ChatTemplate* used = m_models.reader().usedTemplate()) {
            m_log.noted(scoring::sentenceOn(*used));
        }
        for (const std::string& sentence : m_dataset.leftOut) {
            m_log.warned(sentence);
        }
        data::SkippedRows unusable = m_dataset.skipped;
        unusable.add(m_rows.unusable);
        m_result.skippedRows = unusable.count;
        if (unusable.count > 0) {
            m_log.warned(unusable.sentence());
        }
        m_result.tooLong = m_rows.tooLong;
        if (const std::string sentence = m_rows.sentenceOnLength("rows", maxLength); !sentence.empty()) {
            m_log.warned(sentence);
        }
        m_observer.leavesOut(m_result.tooLong + m_result.skippedRows);
        m_result.outputs = m_model->outputs();
        m_result.progress.total = static_cast<std::int64_t>(m_rows.comparisons.size());
    }

    void score(EvaluationOutput& output)
    {
        m_head = records::headOf(scoring::namedHeadOf(m_params.model.checkpoint), m_result.outputs);
        std::vector<std::pair<std::size_t, scoring::GroupScores>> earlier;
        output.restore([&](const Json& line) { return restore(line, earlier); });
        const std::int64_t before = m_result.progress.done;
        m_observer.goesOn(before, m_result.progress.total);
        m_observer.begins(
            "", m_head,
            [this](std::size_t row) {
                const data::Comparison& comparison = m_dataset.rows.at(row);
                return std::vector{comparison.chosen().readable(), comparison.rejected().readable()};
            },
            before);
        for (const auto& [i, scores] : earlier) {
            tell(i, scores);
        }
        std::int64_t tokens = 0;
        const double start = steadySeconds();
        scoring::scoreGroups(
            *m_model, m_rows.comparisons.size(),
            [this](std::size_t i) {
                return scoring::TextGroup{m_rows.comparisons[i].chosen, m_rows.comparisons[i].rejected};
            },
            [&](std::size_t i, const scoring::GroupScores& scores) {
                const auto& comparison = m_rows.comparisons[i];
                tokens += static_cast<std::int64_t>(comparison.chosen.size() + comparison.rejected.size());
                output.append(lineOf(i, scores));
                take(i, scores);
                tell(i, scores);
                m_observer.progressed({"Evaluating", m_result.progress.done, m_result.progress.total});
            },
            m_stop, static_cast<std::size_t>(before));
        if (const double seconds = steadySeconds() - start; seconds > 0.0) {
            const auto rows = static_cast<double>(m_result.progress.done - before);
            m_result.speed.comparisonsPerSecond = rows / seconds;
            m_result.speed.tokensPerSecond = static_cast<double>(tokens) / seconds;
        }
    }

    std::string lineOf(std::size_t i, const scoring::GroupScores& scores) const
    {
        if (!scoring::isFinite(scores)) {
            return Json().dump();
        }
        EvaluationLine line(m_dataset.rows[m_rows.rows[i]].row());
        line.addOutputs(chosenColumn, asFloats(scores[0]));
        line.addOutputs(rejectedColumn, asFloats(scores[1]));
        return line.text();
    }

    /// A line that an earlier start wrote.
    bool restore(const Json& line, std::vector<std::pair<std::size_t, scoring::GroupScores>>& earlier)
    {
        const auto i = static_cast<std::size_t>(m_result.progress.done);
        if (i == m_rows.comparisons.size()) {
            return false;
        }
        if (line.is_null()) {
            take(i, {{std::nan("")}});
            return true;
        }
        const auto chosen = numbersOf(line, chosenColumn, m_result.outputs);
        const auto rejected = numbersOf(line, rejectedColumn, m_result.outputs);
        if (!chosen || !rejected) {
            return false;
        }
        earlier.emplace_back(i, scoring::GroupScores{*chosen, *rejected});
        take(i, earlier.back().second);
        return true;
    }

    void take(std::size_t i, const scoring::GroupScores& scores)
    {
        ++m_result.progress.done;
        if (!scoring::isFinite(scores)) {
            m_firstNotFinite = m_result.notFinite++ == 0 ? m_rows.comparisons[i].where : m_firstNotFinite;
            return;
        }
        m_chosen.insert(m_chosen.end(), scores[0].begin(), scores[0].end());
        m_rejected.insert(m_rejected.end(), scores[1].begin(), scores[1].end());
    }

    void tell(std::size_t i, const scoring::GroupScores& scores)
    {
        if (scoring::isFinite(scores)) {
            m_observer.scored(m_rows.rows[i], scores);
        }
    }

    void finish(EvaluationOutput& output, records::EvaluationRecord record)
    {
        if (m_result.notFinite == m_result.progress.total) {
            throw Error("no output of " + m_params.model.checkpoint.string()
                + " is finite; did training diverge? (first row: " + m_firstNotFinite + ")");
        }
        if (m_result.notFinite > 0) {
            m_log.warned(notFiniteSentence(m_result.notFinite, m_result.progress.total, m_firstNotFinite));
        }
        judge();
        m_result.speed.rows = m_result.progress.total - m_result.notFinite;
        m_result.speed.peakBytes = peakResidentBytes();
        m_result.finished = true;
        record.rows = m_result.speed.rows;
        record.leftOut = {
            {"too_long", m_result.tooLong}, {"unusable", m_result.skippedRows}, {"not_finite", m_result.notFinite}};
        record.warnings = m_log.warnings();
        record.result = m_result.toJson();
        output.finish(std::move(record));
    }

    /// The numbers over all rows.
    void judge()
    {
        const auto k = static_cast<std::size_t>(m_result.outputs);
        const std::size_t count = m_chosen.size() / k;
        const auto loss = preference::rewardLoss(m_head, m_result.outputs, m_chosen, m_rejected);
        m_result.loss = loss.evaluationLoss;
        m_result.accuracy = loss.accuracy;
        std::size_t right = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double a = utility::mean(preference::distribution(m_head, std::span(m_chosen).subspan(i * k, k)));
            const double b = utility::mean(preference::distribution(m_head, std::span(m_rejected).subspan(i * k, k)));
            right += a >= b;
        }
        m_result.meanAccuracy = static_cast<double>(right) / static_cast<double>(count);
    }

    const EvaluateParams& m_params;
    const ComputeOptions& m_compute;
    EvaluationObserver& m_observer;
    EvaluationLog& m_log;
    const std::stop_token& m_stop;
    EvaluateResult& m_result;

    data::PreferenceDataset m_dataset;
    scoring::CheckpointModels m_models{m_compute.device, m_log, m_stop};
    const backbone::RewardModel* m_model = nullptr;
    scoring::TokenizedComparisons m_rows;
    preference::RewardHead m_head = preference::RewardHead::base;
    std::vector<double> m_chosen; ///< [rows with finite outputs, outputs]
    std::vector<double> m_rejected;
    std::string m_firstNotFinite; ///< "file:line"
};

} // namespace

Json EvaluateResult::toJson() const
{
    Json json;
    json["finished"] = finished;
    json["was_there"] = wasThere;
    json["outputs"] = outputs;
    json["loss"] = finiteOrNull(loss);
    json["accuracy"] = finiteOrNull(accuracy);
    json["mean_accuracy"] = finiteOrNull(meanAccuracy);
    json["too_long"] = tooLong;
    json["skipped_rows"] = skippedRows;
    json["not_finite"] = notFinite;
    json["scored_rows"] = progress.done;
    json["total_rows"] = progress.total;
    json.update(speedJson(speed));
    json["files"] = finished ? Json::array({file.string()}) : Json::array();
    return json;
}

EvaluateResult EvaluateResult::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    EvaluateResult result;
    result.finished = json.boolean("finished", false);
    result.outputs = static_cast<int>(json.integer("outputs"));
    result.loss = json.number("loss", std::nan(""));
    result.accuracy = json.number("accuracy", std::nan(""));
    result.meanAccuracy = json.number("mean_accuracy", std::nan(""));
    if (!json.has("mean_accuracy")) {
        std::swap(result.accuracy, result.meanAccuracy); // of a version that had this one alone
    }
    result.tooLong = json.integer("too_long", 0);
    result.skippedRows = json.integer("skipped_rows", 0);
    result.notFinite = json.integer("not_finite", 0);
    result.speed.rows = json.integer("rows", 0);
    result.speed.comparisonsPerSecond = json.number("comparisons_per_second", 0.0);
    result.speed.tokensPerSecond = json.number("tokens_per_second", 0.0);
    result.speed.peakBytes = static_cast<std::int64_t>(json.number("peak_rss_mib", 0.0) * (1 << 20));
    result.progress.done = result.progress.total = json.integer("total_rows", result.speed.rows);
    return result;
}

EvaluateResult evaluate(const EvaluateParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop)
{
    return evaluateInPlace<Evaluation>(params, compute, observer, stop);
}

} // namespace dpl::evaluation
