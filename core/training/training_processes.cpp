#include "training/training_processes.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "training/command_line.hpp"

#include <string>
#include <vector>

namespace dpl::training {

namespace {

std::filesystem::path dplProgram()
{
    const std::filesystem::path program = std::filesystem::path(ranks::ownProgram()).parent_path() / "dpl";
    if (!isPresent(program)) {
        throw Error("a training in several processes needs the program dpl, which is not at " + program.string());
    }
    return program;
}

std::vector<std::string> commandOfOthers(
    const TrainingParams& params, const ComputeOptions& compute, const std::filesystem::path& folder)
{
    std::vector<std::string> words = commandLine(params, folder, compute.device);
    words.front() = dplProgram().string();
    words.insert(words.end(), {"--threads", std::to_string(compute.threads)});
    return words;
}

} // namespace

Json jobOfRanks(const TrainingParams& params)
{
    Json job = params.toJson();
    job["command"] = "train";
    return job;
}

TrainingProcesses::TrainingProcesses(const TrainingParams& params, const ComputeOptions& compute,
    const std::filesystem::path& folder, const std::stop_token& stop)
    : m_others(commandOfOthers(params, compute, folder), compute.processes, compute.background),
      m_group(ranks::joinWith(m_others, compute.processes, jobOfRanks(params), {}, stop))
{
}

} // namespace dpl::training
