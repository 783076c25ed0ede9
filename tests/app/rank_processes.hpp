#pragma once

#include "arguments.hpp"
#include "base/clock.hpp"
#include "patience.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace dpl::test {

/// A port that nobody listens at, for a moment at least.
std::uint16_t freePort();

/// The ranks of a job as a launcher starts them: by RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT. What they write goes
/// into a folder for each. Those that still run are killed when this goes.
class RankProcesses {
public:
    /// `before(rank)` are words in front of a rank's command, such as those of another network namespace.
    using Words = std::function<Arguments(int rank)>;

    RankProcesses(
        const Arguments& command, int size, const std::filesystem::path& folder,
        const Words& before = [](int) { return Arguments(); }, const std::string& address = "127.0.0.1");

    Process& operator[](int rank) { return *m_processes.at(static_cast<std::size_t>(rank)); }

    /// How a rank ended, for which it has some seconds.
    Ended end(int rank);

private:
    std::vector<std::unique_ptr<Process>> m_processes;
};

/// Waits until something is so; false: it was not for a minute.
template <typename Condition> bool waitUntil(const Condition& condition)
{
    for (const double end = steadySeconds() + 60.0 * patience; steadySeconds() < end;) {
        if (condition()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

} // namespace dpl::test
