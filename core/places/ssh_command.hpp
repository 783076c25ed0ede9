#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace dpl::places {

/// How ssh and rsync are called. All that leads to a host is the user's own: ~/.ssh/config, agents, jump hosts.
struct SshSettings {
    std::filesystem::path config{}; ///< in place of ~/.ssh/config; empty: that
    std::chrono::seconds connecting{15}; ///< until a connection stands
    std::chrono::seconds aliveEvery{15}; ///< how often a host is asked whether it is there
    int aliveCount = 3; ///< so many times without an answer, and the connection is given up
    std::chrono::seconds stall{20}; ///< a transfer in which nothing moves for so long is given up
    std::chrono::seconds probing{5}; ///< a host that did not answer in time has so long to say that it is there
    std::chrono::seconds keep{600}; ///< how long a connection that nobody uses is kept
    std::string rsyncThere = "rsync"; ///< the command on the host

    /// As by default, with the config that DPL_SSH_CONFIG names.
    static SshSettings fromEnvironment();
};

/// Whether ssh may ask the user for passwords, passphrases, codes and the confirmation of a host's key.
enum class MayAsk { no, yes };

/// Throws Error if ssh would take a host for something else, or it cannot be a folder's name.
void checkHost(const std::string& host);

/// The words of an ssh without the host: "ssh", options. `sharedSocket` as below.
std::vector<std::string> sshOptions(const SshSettings& settings, MayAsk mayAsk, const std::string& sharedSocket = {});

/// The words of an ssh to a host, without a command: "ssh", options, "--", host. `sharedSocket`: the ControlPath by
/// which connections are shared; empty: as the user's config has it. Throws Error as checkHost does.
std::vector<std::string> sshWords(
    const std::string& host, const SshSettings& settings, MayAsk mayAsk, const std::string& sharedSocket = {});

/// The words of an ssh that asks nothing of the host itself: "-G" (what the config says), "-O", "check", ...
std::vector<std::string> sshControlWords(const std::string& host, const SshSettings& settings,
    const std::vector<std::string>& request, const std::string& sharedSocket = {});

/// The value that `ssh -G` prints for an option ("controlpath"); empty where it prints none.
std::string configured(const std::string& printed, const std::string& option);

} // namespace dpl::places
