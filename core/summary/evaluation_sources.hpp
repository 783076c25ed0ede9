#pragma once

#include "runs/folder_index.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dpl::summary {

/// An evaluation file that a table can be made from.
struct SourceFile {
    std::filesystem::path file;
    std::filesystem::path source; ///< the folder that summarize() reads it from
    std::int64_t written = 0; ///< seconds of the system's file clock

    friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

/// Evaluation files, for an index. One of comparisons,
/// {source}/{data_subset}/[{run}/]{checkpoint}/eval_results_*.jsonl, belongs to the folder above its data_subset; one
/// of responses to its own folder.
std::shared_ptr<const runs::KindOf<SourceFile>> sourceFiles();

/// A folder that summarize() reads on its own: an experiment, or one of its groups (a seed, a learning rate).
struct EvaluationSource {
    std::filesystem::path folder;
    std::string name; ///< below where it was looked for: "demo/seed-0"
    std::filesystem::path experiment; ///< the folder directly below where it was looked for that it is or lies in
    std::size_t files = 0; ///< evaluation files
    std::int64_t newest = 0; ///< when the newest of them was written, seconds of the system's file clock
};

/// The sources of the evaluation files found below a folder, newest first.
std::vector<EvaluationSource> sourcesOf(const runs::Entries<SourceFile>& files, const std::filesystem::path& root);

} // namespace dpl::summary
