#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/memory.hpp"
#include "base/stopped.hpp"
#include "data/response_set.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/evaluation_writer.hpp"
#include "records/head_record.hpp"
#include "scoring/find_checkpoints.hpp"
#include "scoring/scoring.hpp"

#include <set>

namespace dpl::evaluation {

namespace {

/// The token ids of all responses of a set, as one model reads them.
struct TokenizedResponses {
    std::vector<text::TokenIds> texts;
    std::vector<std::size_t> firstOfRow; ///< [rows + 1]
    std::int64_t longTexts = 0;
    std::vector<std::int64_t> longRows;
};

TokenizedResponses tokenize(const data::ResponseSet& set, const text::Tokenizer& tokenizer, const ScoreParams& params,
    int threads, const std::stop_token& stop)
{
    TokenizedResponses result;
    std::vector<std::string> texts;
    for (const data::ResponseRow& row : set.rows) {
        result.firstOfRow.push_back(texts.size());
        for (std::size_t i = 0; i < row.responseCount(); ++i) {
            texts.push_back(row.scoredText(i));
        }
    }
    result.firstOfRow.push_back(texts.size());
    result.texts = text::encodeAll(tokenizer, texts, threads, stop);
    const auto longest = static_cast<std::size_t>(params.maxLength);
    for (std::size_t row = 0; row < set.rows.size(); ++row) {
        bool isLong = false;
        for (std::size_t i = result.firstOfRow[row]; i < result.firstOfRow[row + 1]; ++i) {
            if (result.texts[i].size() > longest) {
                isLong = true;
                ++result.longTexts;
                if (params.longTexts == LongTexts::truncate) {
                    result.texts[i].resize(longest);
                }
            }
        }
        if (isLong) {
            result.longRows.push_back(set.rows[row].line());
        }
    }
    if (params.longTexts == LongTexts::refuse && result.longTexts > 0) {
        throw Error(set.file.string() + ": " + std::to_string(result.longTexts) + " responses in "
            + std::to_string(result.longRows.size()) + " rows have more than " + std::to_string(params.maxLength)
            + " tokens, the first in line " + std::to_string(result.longRows.front())
            + "; raise max_length, or choose truncate or keep");
    }
    return result;
}

} // namespace

std::string toString(LongTexts rule)
{
    return rule == LongTexts::truncate ? "truncate" : rule == LongTexts::keep ? "keep" : "refuse";
}

LongTexts longTextsFromString(const std::string& name)
{
    for (const LongTexts rule : {LongTexts::truncate, LongTexts::keep, LongTexts::refuse}) {
        if (name == toString(rule)) {
            return rule;
        }
    }
    throw Error("long_texts: \"" + name + "\" is not known; it is truncate, keep or refuse");
}

void ScoreParams::validate() const
{
    if (checkpoints.empty()) {
        throw Error("reward_model_checkpoints: name at least one");
    }
    if (names.size() != checkpoints.size()) {
        throw Error("reward_model_names: " + std::to_string(names.size()) + " names for "
            + std::to_string(checkpoints.size()) + " checkpoints; give each its own");
    }
    std::set<std::string> distinct;
    for (const std::string& name : names) {
        if (name.empty() || !distinct.insert(name).second) {
            throw Error("reward_model_names: \"" + name + "\" is empty or there twice; each names a column of its own");
        }
    }
    if (maxLength < 1) {
        throw Error("max_length must be 1 or more");
    }
    if (output.empty()) {
        throw Error("output: name the file to write");
    }
}

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
    const data::ResponseSet set = data::loadResponses(params.input, params.skipBadRows);
    ScoreResult result;
    result.file = params.output;
    result.skippedRows = set.skipped.count;
    if (set.skipped.count > 0) {
        observer.warned(std::to_string(set.skipped.count)
            + " rows could not be read and are left out; the first: " + set.skipped.reasons.front());
    }
    EvaluationWriter writer(params.output);
    std::vector<std::vector<std::vector<float>>> outputs(
        params.checkpoints.size()); // [models][rows][responses * outputs]
    std::vector<int> widths;
    std::set<std::string> tokenizersTold;
    std::int64_t tokens = 0;
    double seconds = 0.0;
    try {
        scoring::CheckpointModels models(compute.device, observer, stop);
        for (std::size_t m = 0; m < params.checkpoints.size(); ++m) {
            scoring::CheckpointParams which = params.model;
            which.checkpoint = params.checkpoints[m];
            const backbone::RewardModel& model = models.load(which);
            const TokenizedResponses responses = tokenize(set, models.tokenizer(), params, threadCount(compute), stop);
            if (responses.longTexts > 0) {
                // Other tokenizers make texts of other lengths.
                if (responses.longTexts > result.longTexts) {
                    result.longTexts = responses.longTexts;
                    result.longRows = responses.longRows;
                }
                if (tokenizersTold.insert(models.tokenizer().fingerprint()).second) {
                    observer.warned(params.names[m] + ": " + std::to_string(responses.longTexts) + " responses in "
                        + std::to_string(responses.longRows.size()) + " rows have more than "
                        + std::to_string(params.maxLength) + " tokens and are "
                        + (params.longTexts == LongTexts::truncate ? "cut there" : "kept whole"));
                }
            }
            widths.push_back(model.outputs());
            const preference::RewardHead head =
                records::headOf(scoring::namedHeadOf(params.checkpoints[m]), model.outputs());
            observer.begins(params.names[m], head, [&set](std::size_t row) {
                std::vector<std::string> texts;
                for (std::size_t i = 0; i < set.rows.at(row).responseCount(); ++i) {
                    texts.push_back(set.rows[row].scoredText(i));
                }
                return texts;
            });
            const double start = steadySeconds();
            scoring::scoreGroups(
                model, set.rows.size(),
                [&](std::size_t row) {
                    scoring::TextGroup group;
                    for (std::size_t i = responses.firstOfRow[row]; i < responses.firstOfRow[row + 1]; ++i) {
                        group.emplace_back(responses.texts[i]);
                        tokens += static_cast<std::int64_t>(responses.texts[i].size());
                    }
                    return group;
                },
                [&](std::size_t row, const scoring::GroupScores& scores) {
                    auto& flat = outputs[m].emplace_back();
                    for (const auto& response : scores) {
                        flat.insert(flat.end(), response.begin(), response.end());
                    }
                    observer.scored(row, scores);
                    observer.progressed({"Scoring by " + params.names[m], static_cast<std::int64_t>(row) + 1,
                        static_cast<std::int64_t>(set.rows.size())});
                },
                stop);
            seconds += steadySeconds() - start;
        }
    } catch (const Stopped&) {
        return result;
    }
    for (std::size_t row = 0; row < set.rows.size(); ++row) {
        writer.beginRow(set.rows[row].row());
        for (std::size_t m = 0; m < outputs.size(); ++m) {
            writer.addResponses("reward_outputs_" + params.names[m], outputs[m][row], widths[m]);
        }
        writer.endRow();
    }
    writer.finish();
    result.speed.rows = static_cast<std::int64_t>(set.rows.size());
    if (seconds > 0.0) {
        result.speed.comparisonsPerSecond = static_cast<double>(set.rows.size() * outputs.size()) / seconds;
        result.speed.tokensPerSecond = static_cast<double>(tokens) / seconds;
    }
    result.speed.peakBytes = peakResidentBytes();
    result.finished = true;
    return result;
}

} // namespace dpl::evaluation
