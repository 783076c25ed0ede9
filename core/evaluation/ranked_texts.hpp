#pragma once

#include "base/compute.hpp"
#include "base/observer.hpp"
#include "evaluation/evaluate.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// `dpl score` of any list of texts: scored, and ranked among those with the same prompt.
struct RankParams {
    ScoreParams scores; ///< input, as data::loadTexts reads it, and models; the output is the caller's
    std::int64_t top = 0; ///< only the best so many of each prompt, best first; 0: all, in their order
    std::string rankBy; ///< name of the model that ranks; empty: the first
    std::optional<double> alpha; ///< rank by this quantile of the utility; nothing: by the mean

    /// Throws Error.
    void validate() const;
};

struct RankedTexts {
    std::vector<std::string> lines; ///< JSON objects
    std::int64_t texts = 0; ///< scored
    std::int64_t skippedRows = 0;
};

/// A line for each text: what data::ListedText tells of it, then rank (1: the best with its prompt), reward (what it is
/// ranked by) and outputs ({name: [outputs]}). Texts with an output that is not finite have null for reward, and come
/// last. Throws Error, and Stopped if a stop is requested.
/// The ranks of a group share the texts, and all have the result.
RankedTexts rankTexts(const RankParams& params, const ComputeOptions& compute, Observer& observer,
    const std::stop_token& stop, ranks::Group& group = ranks::alone());

} // namespace dpl::evaluation
