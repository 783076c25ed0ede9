#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "base/observer.hpp"

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>

/// Jobs as values: what a window's queue keeps of them, and what `dpl job` does. The same recipe gives the same result
/// to the bit, whoever does it, at equal numbers of threads.
///
/// {"kind": "training", "params": {...}, "folder": "...", "device": "cuda:0", "threads": 4, "working_folder": "..."};
/// each kind has a file here that says which members it has. "device" (cpu if there is none), "threads" (0: one per
/// core) and "working_folder", which relative paths are seen from, are the same for all.
namespace dpl::recipes {

/// How a job ended that did not fail.
enum class Outcome { finished, stopped };

struct RecipeKind {
    const char* name; ///< "training"; the same in every version

    /// Does the job, going on from what an earlier start left. Throws Error if it fails or the recipe is wrong.
    Outcome (*run)(const Json& recipe, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop);

    /// The folder that is the job's own; empty where it makes a file, or chooses a folder when it begins.
    std::filesystem::path (*folder)(const Json& recipe);
};

/// All kinds, by name.
std::span<const RecipeKind> kinds();

/// The kind of a recipe. Throws Error if it has none that this version knows.
const RecipeKind& kindOf(const Json& recipe);

/// Does the job of a recipe. Its device and threads are the recipe's, if it names them. Throws Error.
Outcome run(const Json& recipe, ComputeOptions compute, Observer& observer, const std::stop_token& stop);

/// The folder of a recipe's own, if it has one.
std::filesystem::path folderOf(const Json& recipe);

/// The device that a recipe names.
std::string deviceOf(const Json& recipe);

/// How a recipe's job computes: the same, on its own device and with its own number of threads.
ComputeOptions computeOf(const Json& recipe, ComputeOptions compute);

} // namespace dpl::recipes
