#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dpl::summary {

/// A folder that summarize() reads on its own: an experiment, or one of its groups (a seed, a learning rate).
struct EvaluationSource {
    std::filesystem::path folder;
    std::string name; ///< below where it was looked for: "demo/seed-0"
    std::filesystem::path experiment; ///< the folder directly below where it was looked for that it is or lies in
    std::size_t files = 0; ///< evaluation files
    std::int64_t newest = 0; ///< when the newest of them was written, seconds of the system's file clock
};

/// The sources below a folder, newest first. An evaluation of comparisons,
/// {source}/{data_subset}/[{run}/]{checkpoint}/eval_results_*.jsonl, belongs to the folder above its data_subset; one
/// of responses to its own folder. Nothing if there is no such folder.
std::vector<EvaluationSource> findEvaluationSources(const std::filesystem::path& root);

} // namespace dpl::summary
