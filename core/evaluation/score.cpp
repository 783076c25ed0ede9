#include "base/clock.hpp"
#include "base/memory.hpp"
#include "base/stopped.hpp"
#include "base/torch_errors.hpp"
#include "data/response_set.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/evaluation_writer.hpp"
#include "evaluation/tokenized_responses.hpp"
#include "records/head_record.hpp"
#include "scoring/find_checkpoints.hpp"
#include "scoring/scoring.hpp"

#include <set>

namespace dpl::evaluation {

namespace {

/// What one model said of every row.
struct ModelOutputs {
    int width = 0; ///< outputs of a response
    std::vector<std::vector<float>> rows; ///< [rows], each [responses * width]
};

class Scoring {
public:
    Scoring(const ScoreParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
        const std::stop_token& stop)
        : m_params(params), m_compute(compute), m_observer(observer), m_stop(stop),
          m_set(data::loadResponses(params.input, params.skipBadRows))
    {
        m_result.file = params.output;
        m_result.skippedRows = m_set.skipped.count;
    }

    void run()
    {
        tellSkippedRows();
        EvaluationWriter writer(m_params.output);
        scoring::CheckpointModels models(m_compute.device, m_observer, m_stop);
        for (std::size_t model = 0; model < m_params.checkpoints.size(); ++model) {
            scoreBy(models, model);
        }
        write(writer);
        m_result.speed = speed();
        m_result.finished = true;
    }

    const ScoreResult& result() const { return m_result; }

private:
    void tellSkippedRows()
    {
        if (m_set.skipped.count > 0) {
            m_observer.warned(std::to_string(m_set.skipped.count)
                + " rows could not be read and are skipped; the first: " + m_set.skipped.reasons.front());
        }
    }

    void scoreBy(scoring::CheckpointModels& models, std::size_t index)
    {
        const std::string& name = m_params.names[index];
        scoring::CheckpointParams which = m_params.model;
        which.checkpoint = m_params.checkpoints[index];
        const backbone::RewardModel& model = models.load(which);
        const TokenizedResponses responses =
            tokenize(m_set, models.tokenizer(), m_params.maxLength, m_params.longTexts, threadCount(m_compute), m_stop);
        countLongTexts(responses, name, models.tokenizer().fingerprint());
        const preference::RewardHead head = records::headOf(scoring::namedHeadOf(which.checkpoint), model.outputs());
        m_observer.begins(name, head, [this](std::size_t row) { return scoredTexts(m_set.rows.at(row)); });

        ModelOutputs& outputs = m_outputs.emplace_back();
        outputs.width = model.outputs();
        const double start = steadySeconds();
        scoring::scoreGroups(
            model, m_set.rows.size(), [&](std::size_t row) { return textsOf(responses, row); },
            [&](std::size_t row, const scoring::GroupScores& scores) { keep(outputs, name, row, scores); }, m_stop);
        m_seconds += steadySeconds() - start;
    }

    /// The result has the numbers of the tokenizer that makes most texts long; each tokenizer's are told once.
    void countLongTexts(const TokenizedResponses& responses, const std::string& name, const std::string& tokenizer)
    {
        if (responses.longTexts > m_result.longTexts) {
            m_result.longTexts = responses.longTexts;
            m_result.longRows = responses.longRows;
        }
        if (responses.longTexts > 0 && m_tokenizersTold.insert(tokenizer).second) {
            m_observer.warned(name + ": " + std::to_string(responses.longTexts) + " responses in "
                + std::to_string(responses.longRows.size()) + " rows have more than "
                + std::to_string(m_params.maxLength) + " tokens and are "
                + (m_params.longTexts == LongTexts::truncate ? "cut there" : "kept whole"));
        }
    }

    scoring::TextGroup textsOf(const TokenizedResponses& responses, std::size_t row)
    {
        scoring::TextGroup group;
        for (std::size_t i = responses.firstOfRow[row]; i < responses.firstOfRow[row + 1]; ++i) {
            group.emplace_back(responses.texts[i]);
            m_tokens += static_cast<std::int64_t>(responses.texts[i].size());
        }
        return group;
    }

    void keep(ModelOutputs& outputs, const std::string& name, std::size_t row, const scoring::GroupScores& scores)
    {
        std::vector<float>& flat = outputs.rows.emplace_back();
        for (const std::vector<double>& response : scores) {
            flat.insert(flat.end(), response.begin(), response.end());
        }
        m_observer.scored(row, scores);
        m_observer.progressed(
            {"Scoring with " + name, static_cast<std::int64_t>(row) + 1, static_cast<std::int64_t>(m_set.rows.size())});
    }

    void write(EvaluationWriter& writer) const
    {
        for (std::size_t row = 0; row < m_set.rows.size(); ++row) {
            writer.beginRow(m_set.rows[row].row());
            for (std::size_t model = 0; model < m_outputs.size(); ++model) {
                const ModelOutputs& outputs = m_outputs[model];
                writer.addResponses("reward_outputs_" + m_params.names[model], outputs.rows[row], outputs.width);
            }
            writer.endRow();
        }
        writer.finish();
    }

    EvaluationSpeed speed() const
    {
        EvaluationSpeed speed;
        speed.rows = static_cast<std::int64_t>(m_set.rows.size());
        if (m_seconds > 0.0) {
            speed.comparisonsPerSecond = static_cast<double>(m_set.rows.size() * m_outputs.size()) / m_seconds;
            speed.tokensPerSecond = static_cast<double>(m_tokens) / m_seconds;
        }
        speed.peakBytes = peakResidentBytes();
        return speed;
    }

    const ScoreParams& m_params;
    const ComputeOptions& m_compute;
    EvaluationObserver& m_observer;
    const std::stop_token& m_stop;
    data::ResponseSet m_set;
    std::vector<ModelOutputs> m_outputs; ///< [models]
    std::set<std::string> m_tokenizersTold; ///< fingerprints
    std::int64_t m_tokens = 0;
    double m_seconds = 0.0;
    ScoreResult m_result;
};

} // namespace

Json ScoreResult::toJson() const
{
    Json json;
    json["finished"] = finished;
    json["rows"] = speed.rows;
    json["skipped_rows"] = skippedRows;
    json["long_texts"] = longTexts;
    json["long_rows"] = longRows;
    json["comparisons_per_second"] = speed.comparisonsPerSecond;
    json["tokens_per_second"] = speed.tokensPerSecond;
    json["peak_rss_mib"] = static_cast<double>(speed.peakBytes) / (1 << 20);
    json["files"] = finished ? Json::array({file.string()}) : Json::array();
    return json;
}

ScoreResult score(
    const ScoreParams& params, const ComputeOptions& compute, EvaluationObserver& observer, const std::stop_token& stop)
{
    params.validate();
    checkDevice(compute.device);
    const ComputeScope scope(compute);
    Scoring scoring(params, compute, observer, stop);
    try {
        translatingTorchErrors(compute.device, scoring::memoryRemedy, [&] { scoring.run(); });
    } catch (const Stopped&) {
    }
    return scoring.result();
}

} // namespace dpl::evaluation
