#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "base/observer.hpp"
#include "ranks/group.hpp"
#include "recipes/outcome.hpp"

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>

/// Jobs as values: what a window's queue keeps of them, and what `dpl job` does. The same recipe gives the same result
/// to the bit, whoever does it, at equal numbers of threads.
///
/// {"params": {...}, "folder": "...", "device": "cuda:0", "kind": "training", "threads": 4, "working_folder": "..."};
/// each kind has a file here that says which members it has. "device" (cpu if there is none), "threads" (one per core
/// if there is none), "processes" (1 if there is none) and "working_folder", which relative paths are seen from, are
/// the same for all.
namespace dpl::recipes {

struct RecipeKind {
    const char* name; ///< "training"; the same in every version

    /// Does the job, or this rank's part of it, going on from what an earlier start left. Throws Error if it fails or
    /// the recipe is wrong.
    Outcome (*run)(const Json& recipe, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop,
        ranks::Group& group);

    /// The folder that is the job's own, where the recipe names one; null of a kind that makes a file. Throws Error if
    /// the recipe is wrong.
    std::filesystem::path (*folder)(const Json& recipe);

    bool isShared = false; ///< several processes can work on it together
    bool hasProcesses = false; ///< its trainings can run in several processes each, which it starts
};

/// All kinds, by name.
std::span<const RecipeKind> kinds();

/// The kind of a recipe. Throws Error if it has none that this version knows.
const RecipeKind& kindOf(const Json& recipe);

/// A recipe of these members, and of the device, which it names unless it is the CPU.
Json recipeOf(const char* kind, Json members, const std::string& device);

/// Does the job of a recipe, on its device and with its threads if it names them, relative paths being seen from where
/// we are. The ranks of a group share it, and `compute` is then this rank's, made by computeOf. Throws Error.
Outcome run(const Json& recipe, const ComputeOptions& compute, Observer& observer, const std::stop_token& stop,
    ranks::Group& group = ranks::alone());

/// The recipe with a folder of its own, which one that leaves it to the job to choose has not. Throws Error if it is
/// wrong.
Json settled(Json recipe);

/// The folder that is a job's own; empty of a job that makes a file. Throws Error if the recipe is wrong.
std::filesystem::path folderOf(const Json& recipe);

/// The device that a recipe names.
std::string deviceOf(const Json& recipe);

/// In how many processes of one machine a recipe's job is to run. Throws Error if that is no number, or its kind runs
/// in one.
int processesOf(const Json& recipe);

/// How a recipe's job computes: the same, on its own device and with its own number of threads.
ComputeOptions computeOf(const Json& recipe, ComputeOptions compute);

} // namespace dpl::recipes
