#pragma once

#include "base/compute.hpp"
#include "base/json.hpp"
#include "ranks/local_processes.hpp"

#include <filesystem>
#include <memory>
#include <stop_token>

namespace dpl::recipes {

/// The processes of this machine that do a recipe's job together, of which this one is the first: the others are `dpl
/// job` on a copy of the recipe, as many as it says. They end with this.
class RecipeProcesses {
public:
    /// Starts the others, whose program is the `dpl` beside this one, and waits for them. Throws Error, and Stopped.
    RecipeProcesses(const Json& recipe, const std::stop_token& stop);
    ~RecipeProcesses();
    RecipeProcesses(const RecipeProcesses&) = delete;
    RecipeProcesses& operator=(const RecipeProcesses&) = delete;

    ranks::Group& group() { return *m_group; }

    /// This one's share of the machine.
    ComputeOptions share(const ComputeOptions& compute);

private:
    std::filesystem::path m_file; ///< the copy; empty: there is none
    std::unique_ptr<ranks::LocalProcesses> m_others; ///< outlive the group
    std::unique_ptr<ranks::Group> m_joined;
    ranks::Group* m_group;
};

} // namespace dpl::recipes
