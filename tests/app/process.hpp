#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace dpl::test {

/// How a program ended, and what it wrote.
struct Ended {
    int exitCode = -1; ///< -1 if a signal ended it
    int signal = 0;
    std::string out;
    std::string err;
};

/// A program under way, its output going to files in a folder of the test's. Killed, if it still runs, when this goes.
class Process {
public:
    Process(const std::vector<std::string>& command, const std::filesystem::path& folder);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t id() const { return m_id; }
    void signal(int number) const;

    /// Whether it still runs.
    bool runs();

    /// Waits for its end.
    Ended end();

private:
    pid_t m_id = -1;
    int m_status = 0;
    bool m_ended = false;
    std::filesystem::path m_out;
    std::filesystem::path m_err;
};

} // namespace dpl::test
