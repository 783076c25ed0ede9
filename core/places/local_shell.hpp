#pragma once

#include "places/shell.hpp"

namespace dpl::places {

/// The shell of this machine.
class LocalShell final : public Shell {
public:
    Output run(const std::string& script, const std::string& input = {},
        std::chrono::milliseconds deadline = questionDeadline, const std::stop_token& stop = {}) override;

    /// Does nothing where both are one file.
    void send(const std::filesystem::path& local, const std::string& remote, const std::stop_token& stop = {},
        const BytesTold& told = {}) override;

    /// Of a folder on this machine, which is its own mirror. Throws Error for another.
    void fetch(const std::string& remoteFolder, const std::filesystem::path& mirror, Fetch what,
        const std::stop_token& stop = {}) override;

    bool sharesFiles() const override { return true; }
};

} // namespace dpl::places
