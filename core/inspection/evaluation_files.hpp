#pragma once

#include "records/model_key.hpp"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::inspection {

/// Which model a column of an evaluation file is of.
struct ModelOrigin {
    std::string name; ///< of its kind, the same in all its files: "both · base"; or what its folder or column is called
    std::string runName; ///< of the run that trained it, as lists of runs have it; empty if it is not known
    std::string experiment; ///< the folder that holds the experiment; empty if it is not known
    std::optional<records::ModelKey> key;
    std::optional<preference::RewardHead> head; ///< where a name or a record says it
};

/// By the folder that the file lies in, as `dpl train` names it:
/// {experiment}/{subset}/[run/]{adapter}/eval_results_both.jsonl.
ModelOrigin modelOfComparisons(const std::filesystem::path& file);

/// By the columns' names, reward_outputs_{name}, and the file's folder, that of the experiment. Where modelsFileName
/// lies beside the file, by the checkpoints that it names.
std::vector<ModelOrigin> modelsOfResponses(const std::filesystem::path& file, const std::vector<std::string>& columns);

/// Beside scored texts: a JSON object, the name of each column to the folder of its checkpoint.
inline constexpr const char* modelsFileName = "models.json";

/// Whether an evaluation file is of a text that somebody typed to have it scored.
bool isScoredText(const std::filesystem::path& file);

/// By a checkpoint's folder.
ModelOrigin modelOfCheckpoint(const std::filesystem::path& folder);

/// Whether a file's first row is one of an evaluation: it has reward_output_chosen, or a column reward_outputs_{name}.
bool isEvaluationFile(const std::filesystem::path& file);

/// The evaluation files that lie in a folder itself, sorted by name.
std::vector<std::filesystem::path> evaluationFilesIn(const std::filesystem::path& folder);

/// The evaluation files below a folder, at most six folders deep, sorted by path; hidden folders are left out. Throws
/// Stopped.
std::vector<std::filesystem::path> evaluationFilesBelow(
    const std::filesystem::path& folder, const std::stop_token& stop = {});

} // namespace dpl::inspection
