#pragma once

#include "records/model_key.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dpl::summary {

/// A file that is not summarised, and why.
struct IgnoredFile {
    std::filesystem::path file;
    std::string reason;
};

/// The evaluation files below a folder.
struct SummaryFiles {
    std::map<records::ModelKey, std::filesystem::path>
        comparisons; ///< of the test rows of both subsets, in or by a checkpoint named as the reference, or dpl train,
                     ///< does
    std::map<records::ModelKey, std::vector<std::filesystem::path>>
        further; ///< evaluations of models that have none of these: of use if they turn out to have the same rows
    std::vector<std::filesystem::path> responses; ///< any JSONL file with columns reward_outputs_{name}; those named
                                                  ///< jailbroken_evaluations_{type}.jsonl first
    std::vector<IgnoredFile> ignored;
};

/// Looks at most ten folders deep, not into hidden ones, and follows no links to folders. Which checkpoint
/// a file is of says its record, or else its place. The files taken belong together: eval_results_both.jsonl in the
/// checkpoints' own folders, or, where no model has one, evaluations of the rows that most models were evaluated on, as
/// records say. Of several models of one kind, that in a folder relabeled_hh_rlhf is taken, which is where the
/// reference looks, else the first by name. `root` may be one response evaluation file. Throws Error if the root is not
/// there or cannot be read.
SummaryFiles findSummaryFiles(const std::filesystem::path& root);

} // namespace dpl::summary
