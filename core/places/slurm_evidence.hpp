#pragma once

#include "places/job_exit.hpp"
#include "places/shell.hpp"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::places {

/// How a job script ended: what it writes last.
struct SlurmExit {
    std::string job; ///< "4711", of an element "4711_3"
    int restarts = 0;
    int exit = 0; ///< status of srun
    std::string time; ///< UTC

    /// Throws Error naming `source`.
    static SlurmExit fromJson(const Json& value, const std::string& source);
};

/// What a job's folder says of how it ended, wherever Slurm's memory ends.
struct SlurmEvidence {
    std::optional<SlurmExit> script{};
    std::optional<JobExit> job{};
    std::string runState{}; ///< "stopped", of run.json; empty: there is none
};

/// Of job folders there, in one question. What is damaged is not there. Throws what Shell::run throws, and Error if the
/// answer is not whole.
std::vector<SlurmEvidence> readEvidence(
    Shell& shell, const std::vector<std::string>& folders, const std::stop_token& stop = {});

} // namespace dpl::places
