#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "base/observer.hpp"
#include "data/data_subset.hpp"
#include "data/holdout.hpp"
#include "preference/reward_head.hpp"
#include "ranks/group.hpp"
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

/// What is done where the file to write holds another evaluation than the one that is asked for.
enum class IfOther {
    refuse, ///< OtherEvaluation
    replace,
    ownName, ///< it is kept, and the next free name is taken
};

/// "refuse", "replace", "own_name"
std::string toString(IfOther rule);
IfOther ifOtherFromString(const std::string& name);

/// How fast, without loading and what an earlier start had done.
struct EvaluationSpeed {
    std::int64_t rows = 0; ///< of the file
    double comparisonsPerSecond = 0.0; ///< rows per second
    double tokensPerSecond = 0.0; ///< as a computation without shared prefixes counts them
    std::int64_t peakBytes = 0;
};

/// What an evaluation tells beyond progress.
class EvaluationObserver : public Observer {
public:
    static constexpr std::size_t textsKept = 32;

    /// A model of this head begins to score; `name` is "" where there is one alone. `texts` gives those of one of the
    /// `textsKept` rows that were told last (scored), and is valid until the evaluation ends. `done` rows were scored
    /// by an earlier start: they are told first.
    virtual void begins(const std::string& /*name*/, preference::RewardHead /*head*/,
        const std::function<std::vector<std::string>(std::size_t)>& /*texts*/, std::int64_t /*done*/)
    {
    }

    /// The outputs of row `row` of those evaluated, [texts][outputs], as they come; not of a row with an output that is
    /// not finite.
    virtual void scored(std::size_t /*row*/, const std::vector<std::vector<double>>& /*outputs*/) { }

    /// So many rows of the dataset are not scored, as a warning says in words.
    virtual void leavesOut(std::int64_t /*rows*/) { }

    /// Scoring starts; of `total` rows (of all models) an earlier start had scored `done`.
    virtual void goesOn(std::int64_t /*done*/, std::int64_t /*total*/) { }

    /// The file that is written, or that is there already.
    virtual void writes(const std::filesystem::path& /*file*/) { }
};

/// `dpl evaluate`: the outputs of one reward model on a preference dataset's test rows.
struct EvaluateParams {
    scoring::CheckpointParams model;
    std::string dataPath;
    data::DataSubset subset = data::DataSubset::both;
    data::Split split = data::Split::test;
    std::int64_t evalDatasetSize = 0; ///< rows from the beginning; 0: all
    std::int64_t maxLength = 1024; ///< pairs with a longer side are left out
    data::Holdout holdout; ///< as the model was trained with it
    std::string columns; ///< what they mean, as data::Columns has it; empty: as they are called
    bool overwriteDataSubset = false;
    bool skipBadRows = false;
    std::filesystem::path output; ///< empty: as placeOf says
    IfOther ifOther =
        IfOther::refuse; ///< of the output; without one, another evaluation is kept unless this is replace

    Json toJson() const;
    static EvaluateParams fromJson(
        const Json& value, const std::string& source); ///< Throws Error naming `source` and the field
};

/// The words of the `dpl evaluate` that does the same; what is as by default is left out.
std::vector<std::string> commandLine(const EvaluateParams& params);

/// How far an evaluation has come.
struct EvaluationProgress {
    std::int64_t done = 0; ///< rows scored, in earlier starts, too; of each model
    std::int64_t total = 0; ///< 0: it was stopped before they were known
    bool continues = true; ///< the same evaluation goes on after them; not where the output is a device or a pipe
};

struct EvaluateResult {
    bool finished = false;
    bool wasThere = false; ///< it had been evaluated before, and nothing was done
    EvaluationProgress progress;
    std::filesystem::path file;
    EvaluationSpeed speed;
    int outputs = 0;
    std::int64_t tooLong = 0;
    std::int64_t skippedRows = 0; ///< could not be used
    std::int64_t notFinite = 0; ///< left out because an output is not a number
    double loss = 0.0; ///< mean of the head's loss, without added terms
    double accuracy = 0.0; ///< share of comparisons with a loss below ln 2 (a tie is wrong), as training counts
    double meanAccuracy = 0.0; ///< share whose chosen mean is at least the rejected one's, as `dpl summarize` counts

    Json toJson() const;

    /// Of a file that is whole. Throws Error naming `source` and the field.
    static EvaluateResult fromJson(const Json& value, const std::string& source);
};

/// Writes the rows with their outputs where placeOf says, whole at the end, and the record beside them. If a stop is
/// requested or it fails, what is scored is kept beside the output, and the same evaluation goes on from there to the
/// same bits (at the same number of threads); of a device or a pipe nothing can be kept. One that is there already is
/// not made again. Throws OtherEvaluation if another one is in its place. The ranks of a group share the rows; the
/// first one writes the file, whose bytes are those of one process, and has the result.
EvaluateResult evaluate(const EvaluateParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop, ranks::Group& group = ranks::alone());

/// `dpl score`: the outputs of one or more reward models on a response set.
struct ScoreParams {
    std::filesystem::path input;
    std::vector<std::filesystem::path> checkpoints;
    std::vector<std::string> names; ///< the column of each is reward_outputs_{name}
    std::filesystem::path output;
    scoring::CheckpointParams model; ///< but for the checkpoint, which is each of these
    std::int64_t maxLength = 1024;
    LongTexts longTexts = LongTexts::truncate;
    std::string columns; ///< what they mean, as data::Columns has it; empty: as they are called
    bool skipBadRows = false;
    IfOther ifOther = IfOther::refuse;
    std::vector<std::string>
        rewardLabels; ///< as CheckpointParams has it: one for all that have labels, or one for each

    /// Of a checkpoint, by its number.
    std::string labelOf(std::size_t checkpoint) const;

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
    bool wasThere = false; ///< it had been scored before, and nothing was done
    EvaluationProgress progress;
    std::filesystem::path file;
    EvaluationSpeed speed;
    std::int64_t skippedRows = 0;
    std::int64_t notFinite = 0; ///< left out because an output is not a number
    std::int64_t longTexts = 0; ///< texts of more than max_length tokens, by the tokenizer that makes most of them
    std::vector<std::int64_t> longRows; ///< numbers of the rows that have one (RowReader::number)

    Json toJson() const;
    static ScoreResult fromJson(const Json& value, const std::string& source);
};

/// Writes the rows with a column for each model, as `evaluate` does.
ScoreResult score(const ScoreParams& params, const ComputeOptions& compute, EvaluationObserver& observer,
    const std::stop_token& stop, ranks::Group& group = ranks::alone());

} // namespace dpl::evaluation
