#pragma once

#include "base/process_identity.hpp"
#include "runs/placed_state.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace dpl::places {

/// How a `dpl job` ended: what it writes last.
struct JobExit {
    int exit = 0; ///< its exit status
    runs::PlacedStage stage = runs::PlacedStage::finished; ///< finished, stopped or failed
    std::string message; ///< of one that failed: a sentence
    std::string time; ///< UTC
    ProcessIdentity process; ///< that wrote it: an earlier start's says nothing of a later one

    Json toJson() const;

    /// Throws Error naming `source`.
    static JobExit fromJson(const Json& value, const std::string& source);
};

/// What a job's folder says; nothing where it says nothing. Throws Error if it cannot be read.
std::optional<JobExit> readJobExit(const std::filesystem::path& folder);

} // namespace dpl::places
