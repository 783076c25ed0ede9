#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/memory.hpp"
#include "data/response_set.hpp"
#include "evaluation/evaluation_job.hpp"
#include "evaluation/evaluation_line.hpp"
#include "evaluation/tokenized_responses.hpp"
#include "records/column_label.hpp"
#include "records/head_record.hpp"
#include "scoring/find_checkpoints.hpp"

#include <algorithm>
#include <set>

namespace dpl::evaluation {

namespace {

/// What one model said of the responses of a row, [responses * width]; nothing if an output was not finite.
using RowOutputs = std::vector<float>;

/// What one model said of every row so far.
struct ModelOutputs {
    int width = 0; ///< outputs of a response
    std::vector<RowOutputs> rows;
};

std::string columnOf(const std::string& name)
{
    return "reward_outputs_" + name;
}

/// The lines of the output are, for each model but the last, a row's outputs; for the last one they are the rows of the
/// file.
class Scoring {
public:
    using Params = ScoreParams;
    using Result = ScoreResult;

    static const std::vector<std::filesystem::path>& checkpointsOf(const ScoreParams& params)
    {
        return params.checkpoints;
    }

    /// "/data/responses.jsonl, with the models both, helpful"
    static std::string rowsOf(const ScoreParams& params)
    {
        std::string text = std::filesystem::absolute(params.input).string() + ", with the models ";
        for (std::size_t i = 0; i < params.names.size(); ++i) {
            text += (i == 0 ? "" : ", ") + params.names[i];
        }
        return text;
    }

    static std::string textOf(const ScoreResult& result)
    {
        return "scored the responses of " + std::to_string(result.speed.rows) + " rows";
    }

    Scoring(const ScoreParams& params, const EvaluationSurroundings& surroundings, ScoreResult& result)
        : m_params(params), m_compute(surroundings.compute), m_observer(surroundings.observer), m_log(surroundings.log),
          m_stop(surroundings.stop), m_group(surroundings.group), m_result(result)
    {
    }

    void run(EvaluationOutput& output, records::EvaluationRecord record)
    {
        loadRows();
        output.restore([this](const Json& line) { return restore(line); });
        m_earlier = static_cast<std::size_t>(ranks::numberOfFirst(m_group, static_cast<std::int64_t>(m_earlier)));
        for (std::size_t line = 0; !m_group.isFirst() && line < m_earlier; ++line) {
            m_outputs[line / m_set.rows.size()].rows.emplace_back(); // what was scored then, the first rank has
        }
        const auto before = m_result.progress.done = static_cast<std::int64_t>(m_earlier);
        m_observer.goesOn(before, m_result.progress.total);
        scoring::CheckpointModels models(m_compute.device, m_log, m_stop);
        for (std::size_t model = 0; model < m_params.checkpoints.size(); ++model) {
            scoreBy(models, model, output);
        }
        finish(output, std::move(record));
    }

private:
    void loadRows()
    {
        m_set = data::loadResponses(
            m_params.input, m_params.skipBadRows, data::Columns(m_params.columns, data::responseRoles()));
        m_result.skippedRows = m_set.skipped.count;
        for (const std::string& sentence : m_set.leftOut) {
            m_log.warned(sentence);
        }
        if (m_set.skipped.count > 0) {
            m_log.warned(m_set.skipped.sentence());
        }
        m_outputs.resize(m_params.checkpoints.size());
        m_result.progress.total = static_cast<std::int64_t>(m_set.rows.size() * m_params.checkpoints.size());
    }

    bool isLast(std::size_t model) const { return model + 1 == m_params.checkpoints.size(); }

    /// A line that an earlier start wrote.
    bool restore(const Json& line)
    {
        const std::size_t model = m_earlier / m_set.rows.size();
        if (model == m_params.checkpoints.size()) {
            return false;
        }
        const std::size_t row = m_outputs[model].rows.size();
        RowOutputs outputs;
        if (!line.is_null()) {
            const Json* lists = &line;
            if (isLast(model)) {
                const std::string column = columnOf(m_params.names[model]);
                if (!line.is_object() || !line.contains(column)) {
                    return false;
                }
                lists = &line[column];
            }
            if (!lists->is_array() || lists->size() != m_set.rows[row].responseCount()) {
                return false;
            }
            for (const Json& list : *lists) {
                for (const Json& number : list) {
                    if (!number.is_number()) {
                        return false;
                    }
                    outputs.push_back(number.get<float>());
                }
            }
        }
        m_outputs[model].rows.push_back(std::move(outputs));
        ++m_earlier;
        return true;
    }

    void scoreBy(scoring::CheckpointModels& models, std::size_t index, EvaluationOutput& output)
    {
        const std::string& name = m_params.names[index];
        scoring::CheckpointParams which = m_params.model;
        which.checkpoint = m_params.checkpoints[index];
        which.rewardLabel = m_params.labelOf(index);
        const backbone::RewardModel& model = models.load(which);
        const scoring::DialogueReader& reader = models.reader();
        const TokenizedResponses responses =
            tokenize(m_set, reader, m_params.maxLength, m_params.longTexts, threadCount(m_compute), m_stop);
        if (const templates::ChatTemplate* used = reader.usedTemplate()) {
            m_log.noted(scoring::sentenceOn(*used));
        }
        countLongTexts(responses, name, reader.tokenizer().fingerprint());
        const preference::RewardHead head = records::headOf(scoring::namedHeadOf(which.checkpoint), model.outputs());
        ModelOutputs& outputs = m_outputs[index];
        outputs.width = model.outputs();
        const std::size_t before = outputs.rows.size();
        m_observer.begins(
            name, head, [this](std::size_t row) { return scoredTexts(m_set.rows.at(row)); },
            static_cast<std::int64_t>(before));
        for (std::size_t row = 0; row < before; ++row) {
            tellScored(row, outputs);
        }
        const double start = steadySeconds();
        scoring::scoreGroups(
            model, m_set.rows.size(),
            [&](std::size_t row) {
                scoring::TextGroup group;
                for (std::size_t i = responses.firstOfRow[row]; i < responses.firstOfRow[row + 1]; ++i) {
                    group.emplace_back(responses.texts[i]);
                }
                return group;
            },
            [&](std::size_t row, const scoring::GroupScores& scores) {
                for (std::size_t i = responses.firstOfRow[row]; i < responses.firstOfRow[row + 1]; ++i) {
                    m_tokens += static_cast<std::int64_t>(responses.texts[i].size());
                }
                keep(index, scores, output);
                tellScored(row, outputs);
                m_observer.progressed({"Scoring with " + records::labelOfColumn(name),
                    static_cast<std::int64_t>(row) + 1, static_cast<std::int64_t>(m_set.rows.size())});
            },
            m_stop, before, m_group);
        m_seconds += steadySeconds() - start;
        m_scored += static_cast<std::int64_t>(m_set.rows.size() - before);
    }

    /// The result has the numbers of the tokenizer that makes most texts long; each tokenizer's are told once.
    void countLongTexts(const TokenizedResponses& responses, const std::string& name, const std::string& tokenizer)
    {
        if (responses.longTexts > m_result.longTexts) {
            m_result.longTexts = responses.longTexts;
            m_result.longRows = responses.longRows;
        }
        if (responses.longTexts > 0 && m_tokenizersTold.insert(tokenizer).second) {
            m_log.warned(name + ": " + std::to_string(responses.longTexts) + " responses in "
                + std::to_string(responses.longRows.size()) + " rows have more than "
                + std::to_string(m_params.maxLength) + " tokens and are "
                + (m_params.longTexts == LongTexts::truncate ? "cut there" : "kept whole"));
        }
    }

    void keep(std::size_t model, const scoring::GroupScores& scores, EvaluationOutput& output)
    {
        RowOutputs flat;
        if (scoring::isFinite(scores)) {
            for (const std::vector<double>& response : scores) {
                flat.insert(flat.end(), response.begin(), response.end());
            }
        }
        ModelOutputs& outputs = m_outputs[model];
        outputs.rows.push_back(std::move(flat));
        output.append(isLast(model) ? rowLine(outputs.rows.size() - 1) : outputsLine(outputs));
        ++m_result.progress.done;
    }

    /// Of the row scored last by a model that is not the last one.
    std::string outputsLine(const ModelOutputs& outputs) const
    {
        const RowOutputs& flat = outputs.rows.back();
        if (flat.empty()) {
            return Json().dump();
        }
        const auto width = static_cast<std::size_t>(outputs.width);
        Json lists = Json::array();
        for (std::size_t i = 0; i < flat.size(); i += width) {
            lists.push_back(std::vector<float>(
                flat.begin() + static_cast<std::ptrdiff_t>(i), flat.begin() + static_cast<std::ptrdiff_t>(i + width)));
        }
        return lists.dump();
    }

    bool isFinite(std::size_t row) const
    {
        return std::none_of(
            m_outputs.begin(), m_outputs.end(), [row](const ModelOutputs& of) { return of.rows[row].empty(); });
    }

    std::string rowLine(std::size_t row) const
    {
        if (!isFinite(row)) {
            return Json().dump();
        }
        EvaluationLine line(m_set.rows[row].row());
        for (std::size_t model = 0; model < m_outputs.size(); ++model) {
            line.addResponses(columnOf(m_params.names[model]), m_outputs[model].rows[row], m_outputs[model].width);
        }
        return line.text();
    }

    void tellScored(std::size_t row, const ModelOutputs& outputs)
    {
        const RowOutputs& flat = outputs.rows[row];
        const auto width = static_cast<std::size_t>(outputs.width);
        if (flat.empty() || flat.size() % width != 0) {
            return;
        }
        scoring::GroupScores scores;
        for (std::size_t i = 0; i < flat.size(); i += width) {
            scores.emplace_back(
                flat.begin() + static_cast<std::ptrdiff_t>(i), flat.begin() + static_cast<std::ptrdiff_t>(i + width));
        }
        m_observer.scored(row, scores);
    }

    void finish(EvaluationOutput& output, records::EvaluationRecord record)
    {
        if (!m_group.isFirst()) {
            m_result.finished = true;
            return;
        }
        const auto rows = static_cast<std::int64_t>(m_set.rows.size());
        std::string first;
        for (std::size_t row = 0; row < m_set.rows.size(); ++row) {
            if (!isFinite(row)) {
                first = m_result.notFinite++ == 0 ? m_set.placeOf(m_set.rows[row]) : first;
            }
        }
        if (m_result.notFinite == rows) {
            throw Error("no row has finite outputs of every model; did a training diverge? (first row: " + first + ")");
        }
        if (m_result.notFinite > 0) {
            m_log.warned(notFiniteSentence(m_result.notFinite, rows, first));
        }
        m_result.speed.rows = rows - m_result.notFinite;
        if (m_seconds > 0.0) {
            m_result.speed.comparisonsPerSecond = static_cast<double>(m_scored) / m_seconds;
            m_result.speed.tokensPerSecond = static_cast<double>(m_tokens) / m_seconds;
        }
        m_result.speed.peakBytes = peakResidentBytes();
        m_result.finished = true;
        record.rows = m_result.speed.rows;
        record.leftOut = {{"unusable", m_result.skippedRows}, {"not_finite", m_result.notFinite}};
        record.warnings = m_log.warnings();
        record.result = m_result.toJson();
        output.finish(std::move(record), rows * (static_cast<std::int64_t>(m_outputs.size()) - 1));
    }

    const ScoreParams& m_params;
    const ComputeOptions& m_compute;
    EvaluationObserver& m_observer;
    EvaluationLog& m_log;
    const std::stop_token& m_stop;
    ranks::Group& m_group;
    ScoreResult& m_result;

    data::ResponseSet m_set;
    std::vector<ModelOutputs> m_outputs; ///< [models]
    std::size_t m_earlier = 0; ///< lines of an earlier start
    std::set<std::string> m_tokenizersTold; ///< fingerprints
    std::int64_t m_scored = 0; ///< rows in this start, of each model
    std::int64_t m_tokens = 0;
    double m_seconds = 0.0;
};

} // namespace

Json ScoreResult::toJson() const
{
    Json json;
    json["finished"] = finished;
    json["was_there"] = wasThere;
    json["rows"] = speed.rows;
    json["skipped_rows"] = skippedRows;
    json["not_finite"] = notFinite;
    json["long_texts"] = longTexts;
    json["long_rows"] = longRows;
    json["scored_rows"] = progress.done;
    json["total_rows"] = progress.total;
    json["comparisons_per_second"] = speed.comparisonsPerSecond;
    json["tokens_per_second"] = speed.tokensPerSecond;
    json["peak_rss_mib"] = static_cast<double>(speed.peakBytes) / (1 << 20);
    json["files"] = finished ? Json::array({file.string()}) : Json::array();
    return json;
}

ScoreResult ScoreResult::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    ScoreResult result;
    result.finished = json.boolean("finished", false);
    result.speed.rows = json.integer("rows", 0);
    result.speed.comparisonsPerSecond = json.number("comparisons_per_second", 0.0);
    result.speed.tokensPerSecond = json.number("tokens_per_second", 0.0);
    result.speed.peakBytes = static_cast<std::int64_t>(json.number("peak_rss_mib", 0.0) * (1 << 20));
    result.skippedRows = json.integer("skipped_rows", 0);
    result.notFinite = json.integer("not_finite", 0);
    result.longTexts = json.integer("long_texts", 0);
    if (json.has("long_rows")) {
        for (const double row : json.numbers("long_rows")) {
            result.longRows.push_back(static_cast<std::int64_t>(row));
        }
    }
    result.progress.done = result.progress.total = json.integer("total_rows", result.speed.rows);
    return result;
}

ScoreResult score(const ScoreParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop, ranks::Group& group)
{
    params.validate();
    return evaluateInPlace<Scoring>(params, compute, observer, stop, group);
}

} // namespace dpl::evaluation
