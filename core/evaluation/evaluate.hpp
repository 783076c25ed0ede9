#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "base/observer.hpp"
#include "data/data_subset.hpp"
#include "preference/reward_head.hpp"
#include "scoring/checkpoint_model.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// What is done with a text of more than max_length tokens. The reference's response script cuts it without a word.
enum class LongTexts { truncate, keep, refuse };

/// "truncate", "keep", "refuse"
std::string toString(LongTexts rule);
LongTexts longTextsFromString(const std::string& name);

/// How fast, without loading.
struct EvaluationSpeed {
    std::int64_t rows = 0;
    double comparisonsPerSecond = 0.0; ///< rows per second
    double tokensPerSecond = 0.0; ///< as a computation without shared prefixes counts them
    std::int64_t peakBytes = 0;
};

/// What an evaluation tells beyond progress.
class EvaluationObserver : public Observer {
public:
    /// A model of this head begins to score; `name` is "" where there is one alone. `texts` gives those of a row that
    /// is to be scored, and is valid until the evaluation ends.
    virtual void begins(const std::string& /*name*/, preference::RewardHead /*head*/,
        const std::function<std::vector<std::string>(std::size_t)>& /*texts*/)
    {
    }

    /// The outputs of row `row` of those evaluated, [texts][outputs], as they come.
    virtual void scored(std::size_t /*row*/, const std::vector<std::vector<double>>& /*outputs*/) { }
};

/// `dpl evaluate`: the outputs of one reward model on a preference dataset's test rows.
struct EvaluateParams {
    scoring::CheckpointParams model;
    std::string dataPath;
    data::DataSubset subset = data::DataSubset::both;
    data::Split split = data::Split::test;
    std::int64_t evalDatasetSize = 0; ///< rows from the beginning; 0: all
    std::int64_t maxLength = 1024; ///< pairs with a longer side are left out
    bool overwriteDataSubset = false;
    bool skipBadRows = false;
    std::filesystem::path output; ///< empty: eval_results_{subset}.jsonl in the checkpoint's folder

    std::filesystem::path file() const; ///< that is written

    Json toJson() const;
    static EvaluateParams fromJson(
        const Json& value, const std::string& source); ///< Throws Error naming `source` and the field
};

/// The words of the `dpl evaluate` that does the same; what is as by default is left out.
std::vector<std::string> commandLine(const EvaluateParams& params);

struct EvaluateResult {
    bool finished = false;
    std::filesystem::path file;
    EvaluationSpeed speed;
    int outputs = 0;
    std::int64_t tooLong = 0;
    std::int64_t skippedRows = 0;
    double loss = 0.0; ///< mean of the head's loss, without added terms
    double accuracy = 0.0; ///< share of chosen responses whose mean is at least the rejected one's

    Json toJson() const;
};

/// Writes the rows with their outputs as {output}: whole at the end, or, if a stop is requested, not at all.
EvaluateResult evaluate(const EvaluateParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop);

/// `dpl score`: the outputs of one or more reward models on a response set.
struct ScoreParams {
    std::filesystem::path input;
    std::vector<std::filesystem::path> checkpoints;
    std::vector<std::string> names; ///< the column of each is reward_outputs_{name}
    std::filesystem::path output;
    scoring::CheckpointParams model; ///< but for the checkpoint, which is each of these
    std::int64_t maxLength = 1024;
    LongTexts longTexts = LongTexts::truncate;
    bool skipBadRows = false;

    /// Throws Error.
    void validate() const;

    Json toJson() const;
    static ScoreParams fromJson(
        const Json& value, const std::string& source); ///< Throws Error naming `source` and the field
};

/// The words of the `dpl score` that does the same.
std::vector<std::string> commandLine(const ScoreParams& params);

struct ScoreResult {
    bool finished = false;
    std::filesystem::path file;
    EvaluationSpeed speed;
    std::int64_t skippedRows = 0;
    std::int64_t longTexts = 0; ///< texts of more than max_length tokens, by the tokenizer that makes most of them
    std::vector<std::int64_t> longRows; ///< lines of the input that have one, from 1

    Json toJson() const;
};

ScoreResult score(const ScoreParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop);

} // namespace dpl::evaluation
