#include "recipes/recipe_processes.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/process_identity.hpp"
#include "ranks/rank_compute.hpp"
#include "recipes/recipes.hpp"

#include <atomic>
#include <string>
#include <system_error>

namespace dpl::recipes {

namespace {

/// A file of this process's own that is not there yet.
std::filesystem::path ownFile()
{
    static std::atomic<int> count = 0;
    return std::filesystem::temp_directory_path()
        / ("dpl-job-" + std::to_string(thisProcess().pid) + "-" + std::to_string(++count) + ".json");
}

std::filesystem::path dplProgram()
{
    const std::filesystem::path program = std::filesystem::path(ranks::ownProgram()).parent_path() / "dpl";
    if (!isPresent(program)) {
        throw Error("a job in several processes needs the program dpl, which is not at " + program.string());
    }
    return program;
}

} // namespace

RecipeProcesses::RecipeProcesses(const Json& recipe, const std::stop_token& stop) : m_group(&ranks::alone())
{
    const int processes = processesOf(recipe);
    if (processes == 1) {
        return;
    }
    const std::filesystem::path program = dplProgram();
    m_file = ownFile();
    writeJsonFile(m_file, recipe);
    m_others = std::make_unique<ranks::LocalProcesses>(
        std::vector<std::string>{program.string(), "job", m_file.string()}, processes);
    m_joined = ranks::joinWith(*m_others, processes, recipe, {}, stop);
    m_group = m_joined.get();
}

RecipeProcesses::~RecipeProcesses()
{
    std::error_code ignored;
    std::filesystem::remove(m_file, ignored);
}

ComputeOptions RecipeProcesses::share(const ComputeOptions& compute)
{
    return ranks::computeOfRank(*m_group, 0, compute);
}

} // namespace dpl::recipes
