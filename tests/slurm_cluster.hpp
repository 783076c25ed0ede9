#pragma once

#include "environment_variable.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dpl::test {

/// A Slurm of a test's own: munged, slurmctld and a slurmd for each node, on the loopback, in a folder of the test's,
/// without systemd and with nothing in /etc. Commands reach it by SLURM_CONF, which is set while it lives. Its
/// processes are ended by their numbers, with the jobs that are left.
class SlurmCluster {
public:
    /// Why there can be none here ("slurmctld is not installed", "it takes root"); empty: there can.
    static std::string missing();

    /// Starts it and waits until all nodes are idle. Throws std::runtime_error with what the daemons logged.
    explicit SlurmCluster(const std::filesystem::path& folder, int nodes = 2);
    ~SlurmCluster();
    SlurmCluster(const SlurmCluster&) = delete;
    SlurmCluster& operator=(const SlurmCluster&) = delete;

    std::filesystem::path configuration() const { return m_folder / "slurm.conf"; }

    /// Freezes the controller, as if the network to it were gone, and lets it go on.
    void freezeController() const;
    void thawController() const;

    /// Ends the controller, and starts it again with what it knew.
    void stopController();
    void startController();

    /// What a command of Slurm's writes. Throws std::runtime_error if it fails.
    std::string command(const std::vector<std::string>& words) const;

private:
    class Daemon;

    void writeConfiguration(int nodes) const;
    std::unique_ptr<Daemon> daemon(const std::vector<std::string>& words, const std::string& log) const;
    void waitForNodes(int nodes) const;
    std::string logs() const;

    std::filesystem::path m_folder;
    std::unique_ptr<Daemon> m_munge;
    std::unique_ptr<Daemon> m_controller;
    std::vector<std::unique_ptr<Daemon>> m_nodes;
    EnvironmentVariable m_variable;
};

} // namespace dpl::test
