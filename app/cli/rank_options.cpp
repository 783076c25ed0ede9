#include "rank_options.hpp"

#include "base/files.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "option_names.hpp"
#include "ranks/rank_compute.hpp"
#include "ranks/together.hpp"

#include <CLI/Error.hpp>

#include <iostream>

namespace dpl::cli {

namespace {

/// The words of the command that runs, without --processes: what its other ranks run.
std::vector<std::string> ownCommand()
{
    const std::string text = readFile("/proc/self/cmdline");
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\0', at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    std::vector<std::string> command{ranks::ownProgram()};
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i] == "--processes") {
            ++i; // and its number
        } else if (!words[i].starts_with("--processes=")) {
            command.push_back(words[i]);
        }
    }
    return command;
}

ranks::RankPlace ownPlace()
{
    try {
        return ranks::rankPlace(ranks::ownVariables());
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
}

} // namespace

void RankOptions::addTo(CLI::App& command)
{
    const std::string group = "Several processes";
    command
        .add_option("--processes", processes,
            "Processes on this machine that share the work; under torchrun, srun or mpirun there are as many as these "
            "start")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str()
        ->group(group);
    command
        .add_option(optionNames("rendezvous_timeout"), join.rendezvousTimeout,
            "Seconds in which all processes have to come together")
        ->check(CLI::Range(1.0, 86400.0))
        ->capture_default_str()
        ->group(group);
    command
        .add_option(optionNames("silence_timeout"), join.silenceTimeout,
            "Seconds after which a process that shows no sign of life is taken for lost")
        ->check(CLI::Range(2.0, 86400.0))
        ->capture_default_str()
        ->group(group);
    command
        .add_option(optionNames("collective_timeout"), join.collectiveTimeout,
            "Seconds that processes wait for one that is alive, but busy with something else, such as saving")
        ->check(CLI::Range(1.0, 86400.0))
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--interface", join.interface,
            "Network interface between machines, such as eth0 (default: DPL_INTERFACE, GLOO_SOCKET_IFNAME, or the one "
            "on the way to MASTER_ADDR)")
        ->group(group);
}

void refuseRanks(const std::string& command)
{
    ranks::RankPlace place;
    try {
        place = ranks::rankPlace(ranks::ownVariables());
    } catch (const Error&) {
        return; // variables that make no sense are no launcher's
    }
    if (place.size > 1) {
        throw WrongUse("dpl " + command + " runs in one process, and " + toString(place.launcher) + " started "
            + std::to_string(place.size) + "; train, evaluate and score run in several");
    }
}

bool isStartedInRanks()
{
    return ownPlace().size > 1;
}

bool isFirstOfLauncher()
{
    return ownPlace().rank == 0;
}

int processCount(const RankOptions& options)
{
    const ranks::RankPlace place = ownPlace();
    if (place.size > 1 && options.processes > 1) {
        throw WrongUse(toString(place.launcher) + " started " + std::to_string(place.size)
            + " processes; --processes is for a machine without a launcher");
    }
    return std::max(place.size, options.processes);
}

CommandRanks::CommandRanks(const RankOptions& options, const Json& job, const std::stop_token& stop)
    : m_place(ownPlace())
{
    if (options.processes > 1) {
        m_children = std::make_unique<ranks::LocalProcesses>(ownCommand(), options.processes);
        m_joined = ranks::joinWith(*m_children, options.processes, job, options.join, stop);
    } else if (m_place.size > 1) {
        m_joined = ranks::join(m_place, job, options.join, stop);
    }
    m_group = m_joined ? m_joined.get() : &ranks::alone();
}

CommandRanks::~CommandRanks() = default;

ComputeOptions CommandRanks::share(const ComputeOptions& compute)
{
    return ranks::together(*m_group, [&] { return ranks::computeOfRank(*m_group, compute); });
}

void CommandRanks::tellBadEnds()
{
    if (m_children) {
        for (const std::string& sentence : m_children->badEnds()) {
            std::cerr << "dpl: " << sentence << "\n";
        }
    }
}

void endOther(bool isFinished)
{
    if (!isFinished) {
        throw CLI::RuntimeError(interruptedExitCode());
    }
}

bool endsAtOnce()
{
    return ranks::hasBegunToJoin();
}

} // namespace dpl::cli
