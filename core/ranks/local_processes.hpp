#pragma once

#include "ranks/join.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace dpl::ranks {

/// Processes of this machine that join this one as ranks 1 ... size - 1. Their standard output goes nowhere, as rank 0
/// tells what there is to tell; so does standard error, but for the last words of one that ends badly. Ctrl-C in the
/// terminal reaches rank 0 alone, which stops them all.
class LocalProcesses {
public:
    /// Starts nothing yet. `command`: a program, with its path, and its arguments.
    /// `background`: they give way to the other programs of the machine.
    LocalProcesses(std::vector<std::string> command, int size, bool background = false)
        : m_command(std::move(command)), m_size(size), m_background(background)
    {
    }

    /// Waits for their end, for some seconds, and then ends them.
    ~LocalProcesses();
    LocalProcesses(const LocalProcesses&) = delete;
    LocalProcesses& operator=(const LocalProcesses&) = delete;

    /// Starts them; they meet at this port. Throws Error.
    void start(std::uint16_t port);

    /// To all that have not ended.
    void signal(int number);

    /// Throws Error with its last words if one has ended, as none does before it has joined.
    void throwIfEnded();

    /// Of each that a signal ended, how, with its last words: "rank 2 was ended by signal 9 (Killed)". Waits for a
    /// moment for those that are about to end.
    std::vector<std::string> badEnds();

private:
    struct Child {
        pid_t pid = -1;
        int words = -1; ///< file that its standard error goes to
        int status = 0;
        bool hasEnded = false;
    };

    bool waitForAll(double seconds);

    std::vector<std::string> m_command;
    int m_size;
    bool m_background;
    std::vector<Child> m_children; ///< by rank, from 1
};

/// Joins the ranks of `processes` processes on this machine, of which this one is the first and starts the others by
/// `command`. `children` has to outlive the group.
std::unique_ptr<Group> joinWith(
    LocalProcesses& children, int processes, const Json& job, JoinOptions options, const std::stop_token& stop);

/// The path of the program that runs.
std::string ownProgram();

} // namespace dpl::ranks
