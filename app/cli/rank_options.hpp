#pragma once

#include "base/compute.hpp"
#include "ranks/join.hpp"
#include "ranks/local_processes.hpp"

#include <CLI/App.hpp>

#include <memory>
#include <stop_token>
#include <string>

namespace dpl::cli {

/// The options of a command that several processes can work on together.
struct RankOptions {
    int processes = 1;
    ranks::JoinOptions join;

    void addTo(CLI::App& command);
};

/// Throws WrongUse if a launcher started several processes of a command that runs in one.
void refuseRanks(const std::string& command);

/// Whether a launcher started several processes.
bool isStartedInRanks();

/// Whether this process has the files of what a launcher started.
bool isFirstOfLauncher();

/// How many processes will work on the command. Throws WrongUse if launcher and options contradict each other.
int processCount(const RankOptions& options);

/// The processes that work on a command together: those that a launcher started, or --processes does, or this one
/// alone.
class CommandRanks {
public:
    /// `job` is what has to be the same in all of them.
    CommandRanks(const RankOptions& options, const Json& job, const std::stop_token& stop);
    ~CommandRanks();
    CommandRanks(const CommandRanks&) = delete;
    CommandRanks& operator=(const CommandRanks&) = delete;

    ranks::Group& group() { return *m_group; }
    bool isFirst() const { return m_group->isFirst(); } ///< it has the files and tells what there is to tell

    /// This one's share of the machine.
    ComputeOptions share(const ComputeOptions& compute);

    /// What `work` returns. Where another rank was lost, how those that this one started ended is said, too.
    template <typename Work> auto perform(const Work& work)
    {
        try {
            return work();
        } catch (const ranks::RankLost&) {
            tellBadEnds();
            throw;
        }
    }

private:
    void tellBadEnds();

    ranks::RankPlace m_place;
    std::unique_ptr<ranks::LocalProcesses> m_children; ///< outlive the group
    std::unique_ptr<ranks::Group> m_joined;
    ranks::Group* m_group = nullptr;
};

/// Ends the command of a rank that is not the first, and tells nothing: throws what gives the exit code if it was
/// stopped.
void endOther(bool isFinished);

/// Whether a group was joined: its threads may still wait for others, so the process ends without waiting for them.
bool endsAtOnce();

} // namespace dpl::cli
