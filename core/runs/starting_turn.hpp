#pragma once

#include <filesystem>

namespace dpl::runs {

/// The turn of one process to begin a run in a folder, for file systems whose locks are unknown to other machines:
/// whoever comes meanwhile waits until this goes, and finds the run begun. It is a file, made where there is none; that
/// of a process that was killed counts for nothing on its machine, and for three minutes on others.
class StartingTurn {
public:
    explicit StartingTurn(const std::filesystem::path& folder);
    ~StartingTurn();
    StartingTurn(const StartingTurn&) = delete;
    StartingTurn& operator=(const StartingTurn&) = delete;

private:
    std::filesystem::path m_file;
    bool m_isOurs = false; ///< not so where the file system does not know how: then there are no turns
};

} // namespace dpl::runs
