#pragma once

#include "base/compute.hpp"
#include "ranks/local_processes.hpp"
#include "training/training_params.hpp"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::training {

/// What ranks that train together have to have in common: the command and its params.
Json jobOfRanks(const TrainingParams& params);

/// The processes of this machine that do a training together, of which this one is the first: the others are `dpl
/// train` with the same params, whose program is the `dpl` beside this one. They end with this.
class TrainingProcesses {
public:
    /// Starts so many as `compute` says, less this one, and waits for them. Throws Error, and Stopped.
    TrainingProcesses(const TrainingParams& params, const ComputeOptions& compute, const std::filesystem::path& folder,
        const std::stop_token& stop);

    ranks::Group& group() { return *m_group; }

    /// How those ended that a signal ended.
    std::vector<std::string> badEnds() { return m_others.badEnds(); }

private:
    ranks::LocalProcesses m_others; ///< outlive the group
    std::unique_ptr<ranks::Group> m_group;
};

} // namespace dpl::training
