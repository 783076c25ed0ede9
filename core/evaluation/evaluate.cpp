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
#include <deque>
#include <optional>
#include <stdexcept>

namespace dpl::evaluation {

namespace {

constexpr const char* chosenColumn = "reward_output_chosen";
constexpr const char* rejectedColumn = "reward_output_rejected";

std::vector<float> asFloats(const std::vector<double>& values)
{
    return {values.begin(), values.end()};
}

/// A list of so many numbers; nothing if it is none.
std::optional<std::vector<float>> numbersOf(const Json& row, const char* column, int count)
{
    const auto found = row.find(column);
    if (found == row.end() || !found->is_array() || found->size() != static_cast<std::size_t>(count)) {
        return std::nullopt;
    }
    std::vector<float> numbers;
    for (const Json& number : *found) {
        if (!number.is_number()) {
            return std::nullopt;
        }
        numbers.push_back(number.get<float>());
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
          m_stop(surroundings.stop), m_group(surroundings.group), m_result(result)
    {
    }

    void run(EvaluationOutput& output, records::EvaluationRecord record)
    {
        loadModel();
        survey();
        score(output);
        finish(output, std::move(record));
    }

private:
    using Row = scoring::ComparisonReader::Read;

    void loadModel()
    {
        m_which.path = m_params.dataPath;
        m_which.subset = m_params.subset;
        m_which.split = m_params.split;
        m_which.size = m_params.evalDatasetSize;
        m_which.overwriteDataSubset = m_params.overwriteDataSubset;
        m_which.skipBadRows = m_params.skipBadRows;
        m_which.holdout = m_params.holdout;
        m_which.columns = data::Columns(m_params.columns, data::comparisonRoles());
        if (const std::string sentence = data::sentenceOn(data::findColumns(m_which)); !sentence.empty()) {
            m_log.noted(sentence);
        }
        m_model = &m_models.load(m_params.model);
        m_options.maxLength = std::min(m_params.maxLength, m_model->config().contextLength);
        m_options.skipBadRows = m_params.skipBadRows;
        m_options.threads = threadCount(m_compute);
    }

    /// Reads all rows once without scoring any, which takes next to no time beside that: what is wrong with them is
    /// said before, and how many there are is known, though they may be more than memory holds.
    void survey()
    {
        scoring::ComparisonReader reader(m_which, m_models.reader(), m_options);
        while (reader.next(m_stop)) {
            ++m_result.progress.total;
        }
        if (const templates::ChatTemplate* used = m_models.reader().usedTemplate()) {
            m_log.noted(scoring::sentenceOn(*used));
        }
        for (const std::string& sentence : reader.rows().leftOut()) {
            m_log.warned(sentence);
        }
        data::SkippedRows unusable = reader.rows().skipped();
        unusable.add(reader.counts().unusable);
        m_result.skippedRows = unusable.count;
        if (unusable.count > 0) {
            m_log.warned(unusable.sentence());
        }
        m_result.tooLong = reader.counts().tooLong;
        if (const std::string sentence = reader.counts().sentenceOnLength("rows", m_options.maxLength);
            !sentence.empty()) {
            m_log.warned(sentence);
        }
        m_observer.leavesOut(m_result.tooLong + m_result.skippedRows);
        m_result.outputs = m_model->outputs();
    }

    void score(EvaluationOutput& output)
    {
        m_head = records::headOf(scoring::namedHeadOf(m_params.model.checkpoint), m_result.outputs);
        output.restore([&](const Json& line) { return restore(line); });
        const std::int64_t before = m_result.progress.done = ranks::numberOfFirst(m_group, m_result.progress.done);
        m_observer.goesOn(before, m_result.progress.total);
        m_observer.begins("", m_head, [this](std::size_t row) { return textsOf(row); }, before);
        scoring::ComparisonReader reader(m_which, m_models.reader(), m_options);
        std::int64_t tokens = 0;
        const double start = steadySeconds();
        scoring::scoreGroups(
            *m_model, static_cast<std::size_t>(m_result.progress.total),
            [&](std::size_t i) {
                std::optional<Row> row = reader.next(m_stop);
                if (!row) {
                    throw Error(m_params.dataPath + " has changed while it was evaluated");
                }
                m_current = std::move(row->tokens);
                if (static_cast<std::int64_t>(i) < before) {
                    if (m_group.isFirst()) { // who has what was scored then
                        tellEarlier(i, std::move(*row));
                    }
                } else {
                    row->tokens = {{}, {}, m_current.where};
                    tokens += static_cast<std::int64_t>(m_current.chosen.size() + m_current.rejected.size());
                    m_open.push_back(std::move(*row));
                }
                return scoring::TextGroup{m_current.chosen, m_current.rejected};
            },
            [&](std::size_t, const scoring::GroupScores& scores) {
                Row row = std::move(m_open.front());
                m_open.pop_front();
                output.append(lineOf(row, scores));
                ++m_result.progress.done;
                take(std::move(row), scores);
                m_observer.progressed({"Evaluating", m_result.progress.done, m_result.progress.total});
            },
            m_stop, static_cast<std::size_t>(before), m_group);
        if (const double seconds = steadySeconds() - start; seconds > 0.0) {
            const auto rows = static_cast<double>(m_result.progress.done - before);
            m_result.speed.comparisonsPerSecond = rows / seconds;
            m_result.speed.tokensPerSecond = static_cast<double>(tokens) / seconds;
        }
    }

    static std::string lineOf(const Row& row, const scoring::GroupScores& scores)
    {
        if (!scoring::isFinite(scores)) {
            return Json().dump();
        }
        EvaluationLine line(row.row.row());
        line.addOutputs(chosenColumn, asFloats(scores[0]));
        line.addOutputs(rejectedColumn, asFloats(scores[1]));
        return line.text();
    }

    /// A line that an earlier start wrote.
    bool restore(const Json& line)
    {
        if (m_result.progress.done == m_result.progress.total) {
            return false;
        }
        std::optional<std::vector<float>> chosen;
        std::optional<std::vector<float>> rejected;
        if (line.is_null()) {
            chosen = rejected = std::vector(static_cast<std::size_t>(m_result.outputs), std::nanf(""));
        } else {
            chosen = numbersOf(line, chosenColumn, m_result.outputs);
            rejected = numbersOf(line, rejectedColumn, m_result.outputs);
        }
        if (!chosen || !rejected) {
            return false;
        }
        for (const auto& side : {*chosen, *rejected}) {
            m_earlier.insert(m_earlier.end(), side.begin(), side.end());
        }
        ++m_result.progress.done;
        return true;
    }

    void tellEarlier(std::size_t i, Row row)
    {
        row.tokens.where = m_current.where;
        const auto k = static_cast<std::size_t>(m_result.outputs);
        scoring::GroupScores scores;
        for (const std::size_t side : {2 * i, 2 * i + 1}) {
            const auto outputs = std::span(m_earlier).subspan(side * k, k);
            scores.emplace_back(outputs.begin(), outputs.end());
        }
        take(std::move(row), scores);
    }

    void take(Row row, const scoring::GroupScores& scores)
    {
        if (!scoring::isFinite(scores)) {
            m_firstNotFinite = m_result.notFinite++ == 0 ? row.tokens.where : m_firstNotFinite;
            return;
        }
        m_judged.add(m_head, scores);
        const std::size_t index = row.index;
        m_told.push_back(std::move(row));
        if (m_told.size() > EvaluationObserver::textsKept) {
            m_told.pop_front();
        }
        m_observer.scored(index, scores);
    }

    /// Of a row that was told not long ago.
    std::vector<std::string> textsOf(std::size_t index) const
    {
        for (const Row& told : m_told) {
            if (told.index == index) {
                return {told.row.chosen().readable(), told.row.rejected().readable()};
            }
        }
        throw std::out_of_range("the texts of a row that is no longer in memory");
    }

    void finish(EvaluationOutput& output, records::EvaluationRecord record)
    {
        if (!m_group.isFirst()) {
            m_result.finished = true;
            return;
        }
        if (m_result.notFinite == m_result.progress.total) {
            throw Error("no output of " + m_params.model.checkpoint.string()
                + " is finite; did training diverge? (first row: " + m_firstNotFinite + ")");
        }
        if (m_result.notFinite > 0) {
            m_log.warned(notFiniteSentence(m_result.notFinite, m_result.progress.total, m_firstNotFinite));
        }
        m_result.loss = m_judged.loss / m_judged.rows;
        m_result.accuracy = m_judged.right / m_judged.rows;
        m_result.meanAccuracy = m_judged.rightByMean / m_judged.rows;
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

    /// The numbers over all rows, in their order.
    struct Judged {
        double rows = 0.0;
        double loss = 0.0;
        double right = 0.0;
        double rightByMean = 0.0;

        void add(preference::RewardHead head, const scoring::GroupScores& scores)
        {
            const auto outputs = static_cast<int>(scores[0].size());
            const auto judged = preference::rewardLoss(head, outputs, scores[0], scores[1]);
            const double chosen = utility::mean(preference::distribution(head, scores[0]));
            const double rejected = utility::mean(preference::distribution(head, scores[1]));
            rows += 1.0;
            loss += judged.evaluationLoss;
            right += judged.accuracy;
            rightByMean += chosen >= rejected ? 1.0 : 0.0;
        }
    };

    const EvaluateParams& m_params;
    const ComputeOptions& m_compute;
    EvaluationObserver& m_observer;
    EvaluationLog& m_log;
    const std::stop_token& m_stop;
    ranks::Group& m_group;
    EvaluateResult& m_result;

    data::PreferenceDatasetParams m_which;
    scoring::TokenizeOptions m_options;
    scoring::CheckpointModels m_models{m_compute.device, m_log, m_stop};
    const backbone::RewardModel* m_model = nullptr;
    preference::RewardHead m_head = preference::RewardHead::base;
    std::vector<float> m_earlier; ///< what an earlier start scored: [rows, 2, outputs], NaN where not all are finite
    scoring::TokenizedComparison m_current; ///< read last
    std::deque<Row> m_open; ///< read and not yet scored, without tokens
    std::deque<Row> m_told; ///< scored last
    Judged m_judged;
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
    const std::stop_token& stop, ranks::Group& group)
{
    return evaluateInPlace<Evaluation>(params, compute, observer, stop, group);
}

} // namespace dpl::evaluation
