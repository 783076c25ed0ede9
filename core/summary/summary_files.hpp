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
        comparisons; ///< eval_results_both.jsonl in a folder named as the reference, or dpl train, does
    std::vector<std::filesystem::path> responses; ///< any JSONL file with columns reward_outputs_{name}; those named
                                                  ///< jailbroken_evaluations_{type}.jsonl first
    std::vector<IgnoredFile> ignored;
};

/// Looks at most ten folders deep, not into hidden ones, and follows no links to folders. Of several evaluation files
/// of one model, that in a folder relabeled_hh_rlhf is taken, which is where the reference looks, else the first by
/// name. `root` may be one response evaluation file. Throws Error if the root is not there or cannot be read.
SummaryFiles findSummaryFiles(const std::filesystem::path& root);

} // namespace dpl::summary
