#pragma once

#include "base/json.hpp"
#include "base/param_problem.hpp"
#include "preference/synthetic_model.hpp"
#include "synthetic/batch.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::synthetic {

/// What a synthetic experiment does. Names in JSON and on the command line are the reference's, with its defaults.
struct SyntheticParams {
    Json environment = "1d"; ///< env: "1d", "2d", or the object of a custom environment
    std::vector<preference::SyntheticModel> models{
        std::begin(preference::allSyntheticModels), std::end(preference::allSyntheticModels)};
    std::int64_t batchSize = 128; ///< batch_size: comparisons per step
    double learningRate = 1e-4; ///< lr: decays exponentially to 1e-5
    std::int64_t iterations = 1000; ///< num_iterations
    std::uint64_t seed = 0; ///< of the first repetition
    std::int64_t seeds = 1; ///< repetitions, with seeds seed, seed + 1, ...
    std::int64_t alternatives =
        0; ///< 0: two new alternatives per comparison; otherwise this many are drawn per step and reused
    std::int64_t comparisons = 0; ///< per step, where alternatives are reused; 0: batch_size
    std::optional<double> maxStdev; ///< max_std: bound of mean_and_variance's sigma

    /// What is wrong with them: the parameter, what it may be and its value.
    std::vector<ParamProblem> problems() const;

    /// Throws Error for the first of these.
    void validate() const;

    /// How the models other than the classifier draw their comparisons.
    Sampling sampling() const;

    Json toJson() const;

    /// Throws Error, beginning with `source`, for a wrong type, an unknown key, or an invalid value.
    static SyntheticParams fromJson(const Json& value, const std::string& source);

    friend bool operator==(const SyntheticParams&, const SyntheticParams&) = default;
};

/// The headline figure of the paper: 1-D, batch 2048, lr 0.001, 1000 iterations.
SyntheticParams paperPreset();

/// The same held-out loss in under a third of the time: 1,024 alternatives in 16,384 comparisons per step.
SyntheticParams fastPreset();

/// {env}/{batch_size}_{lr}_{num_iterations}, as the reference names the folder of its figures.
std::filesystem::path referenceFolder(const SyntheticParams& params);

/// referenceFolder, followed by what it does not say and is not as by default: "1d/128_0.0001_1000_seed-1_models-base",
/// so that experiments that differ do not meet in one folder.
std::filesystem::path runFolderName(const SyntheticParams& params);

/// "Synthetic 1-D", "Synthetic risky"
std::string titleOf(const SyntheticParams& params);

/// "1d", "2d", or a custom environment's name.
std::string environmentName(const SyntheticParams& params);

/// The `dpl synthetic` that gives the same run; a custom environment is `environmentFile`, a file or its own JSON.
std::vector<std::string> commandLine(const SyntheticParams& params, const std::string& environmentFile);

} // namespace dpl::synthetic
