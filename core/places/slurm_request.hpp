#pragma once

#include "base/json.hpp"

#include <string>
#include <vector>

namespace dpl::places {

/// What a job asks of a cluster. What is empty or 0 is left to the cluster and to the place's own directives.
struct SlurmRequest {
    std::string partition{};
    std::string account{};
    std::string time{}; ///< "2:00:00", "1-12", minutes
    int nodes = 0;
    int gpus = 0; ///< on each node
    int cpus = 0; ///< for each task
    std::string memory{}; ///< on each node: "64G"
    int arrayLimit = 0; ///< of an array's elements, how many run at once; 0: all that can
    std::vector<std::string> directives{}; ///< further ones, without "#SBATCH"

    /// What is wrong with it, in a sentence; empty: nothing.
    std::string problem() const;

    Json toJson() const;
    static SlurmRequest fromJson(const Json& value, const std::string& source);

    friend bool operator==(const SlurmRequest&, const SlurmRequest&) = default;
};

} // namespace dpl::places
