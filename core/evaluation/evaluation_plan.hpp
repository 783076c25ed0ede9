#pragma once

#include "data/found_columns.hpp"
#include "evaluation/evaluate.hpp"
#include "records/found_checkpoint.hpp"
#include "runs/folder_index.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Checkpoints times datasets: which evaluations that is, and where their files go.
namespace dpl::evaluation {

enum class DatasetKind {
    comparisons, ///< a preference dataset: for `dpl evaluate`
    responses, ///< a response set: for `dpl score`
};

/// By what lies there: a folder with a layout of preference datasets, or the first row of a file, which has "chosen" or
/// "responses"; one that has at least two other columns of texts or messages is taken for comparisons, too, of which
/// somebody has to say what they mean; what is named as the hub has it is comparisons. Throws Error, in a sentence, if
/// it is neither.
DatasetKind datasetKind(const std::filesystem::path& path);

/// A dataset that can be offered because runs were trained on it, or because it lies beside one that was.
struct FoundDataset {
    std::filesystem::path path;
    DatasetKind kind = DatasetKind::comparisons;
    std::string columns = {}; ///< what they mean, as data::Columns has it; empty: as they are called
};

/// What the columns of comparisons mean, to be shown and chosen: of the test rows, or of those that there are. Throws
/// Error as data::findColumns does.
data::FoundColumns columnsOf(const FoundDataset& dataset);

/// "rows" of "rows.jsonl.gz": the folder of a response set's scores, where they do not go to an experiment's.
std::string stemOf(std::filesystem::path path);

/// What the checkpoints' runs were trained on, as far as it is still there, and responses.jsonl or
/// jailbroken_responses.jsonl beside it.
std::vector<FoundDataset> datasetsOf(const runs::Entries<records::FoundCheckpoint>& checkpoints);

/// A checkpoint and a dataset of a choice, by their places in it.
using ChoiceCell = std::pair<std::size_t, std::size_t>;

struct EvaluationChoice {
    std::vector<records::FoundCheckpoint> checkpoints;
    std::vector<FoundDataset> datasets;
    std::set<ChoiceCell> leftOut; ///< which of the models are not to be evaluated on which of the datasets
    data::DataSubset subset = data::DataSubset::both; ///< of comparisons
    std::int64_t evalDatasetSize = 0; ///< of comparisons; 0: all
    std::int64_t maxLength = 1024;
    LongTexts longTexts = LongTexts::truncate; ///< of responses
    bool bf16 = false;
    bool keepStored = false;
};

struct EvaluationPlan {
    std::vector<EvaluateParams> evaluations; ///< one for each checkpoint and preference dataset
    std::vector<ScoreParams> scorings; ///< one for each response set, by all checkpoints

    std::size_t jobs() const { return evaluations.size() + scorings.size(); }
};

/// What is still to be chosen before that can be planned: which label of a model is its reward. A sentence; empty if
/// nothing is.
std::string lackOf(const EvaluationChoice& choice);

/// Evaluations go where placeOf puts them in the checkpoint's folder, if it can be written, else below
/// {elsewhere}/{checkpoint}/{nameOf}. Scores go beside the data_subset folders of the experiment that all checkpoints
/// belong to, so that its tables find them, else below {elsewhere}/{response set}. Files of other evaluations are kept:
/// the next free name is taken.
EvaluationPlan planEvaluations(const EvaluationChoice& choice, const std::filesystem::path& elsewhere);

} // namespace dpl::evaluation
