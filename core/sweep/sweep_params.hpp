#pragma once

#include "base/json.hpp"
#include "records/model_key.hpp"
#include "training/training_params.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Many trainings as one job: every combination of some parameters, evaluated and summarised.
namespace dpl::sweep {

/// A parameter and the values that it takes in turn.
struct ParameterList {
    std::string name;
    std::vector<Json> values;
};

/// Changes the parameters of some of the runs, as the paper trains one epoch on both subsets and two on a single one.
struct SweepOverride {
    std::vector<ParameterList> where; ///< all of these parameters have one of their values
    Json set; ///< an object of training parameters
};

/// One training of a sweep.
struct PlannedRun {
    training::TrainingParams params;
    records::ModelKey model;
    std::string
        group; ///< "seed-0", "learning_rate-0.001_seed-1": what is listed beyond heads and subsets; may be empty
    std::filesystem::path folder; ///< below the sweep's: {group}/{data_subset}/{type}_{model}__...
    Json values; ///< what the lists say, by name; where an override says something else, that

    /// Where a run whose listed value an override replaces lay in sweeps of earlier versions: by the list's value.
    struct Place {
        std::string group;
        std::filesystem::path folder;
        Json values;
    };
    std::optional<Place> earlier{};
};

/// What `dpl sweep` is given: {"base": {params}, "reward_model_type": [...], "data_subset": [...], "seed": [...],
/// "overrides":
/// [{"where": {"data_subset": [...]}, "set": {"num_train_epochs": 2}}], "evaluate": true, "responses":
/// "responses.jsonl"}. Any training parameter may have a list; of numbers it may be a text that readValues takes. Paths
/// are as `dpl train` takes them, seen from the working directory.
struct SweepParams {
    Json base = Json::object(); ///< training parameters that have one value; what is left out has its default
    std::vector<ParameterList> lists; ///< in the order of the file; the last one varies fastest
    std::vector<SweepOverride> overrides; ///< later ones win
    bool evaluate = true; ///< every model on the test rows of both subsets
    std::string responses; ///< a response set that all models of a group score; empty: none

    static constexpr std::size_t mostRuns = 10000;

    /// Every combination, group by group, each in a folder that its own values name; of those that come out equal, as
    /// an override makes them, the first alone. `source` names the params in errors. Throws Error, naming the place, if
    /// the params of a run are wrong, or two runs would lie in one folder.
    std::vector<PlannedRun> plan(const std::string& source = "sweep") const;

    /// How many runs the lists make, whatever is wrong with their params; those that overrides make equal count, too.
    std::size_t combinations() const;

    /// What is wrong with the values of base, lists and overrides, once for each parameter. Two values that do not go
    /// together are told by plan() alone, unless they are those of the first run.
    std::vector<ParamProblem> problems() const;

    Json toJson() const;

    /// Throws Error naming `source` and the JSON path.
    static SweepParams fromJson(const Json& value, const std::string& source);
};

/// Those of a group one after another, in the order in which groups appear.
std::vector<PlannedRun> byGroup(std::vector<PlannedRun> runs);

} // namespace dpl::sweep
