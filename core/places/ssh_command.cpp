#include "places/ssh_command.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace dpl::places {

namespace {

void addOption(std::vector<std::string>& words, const std::string& name, const std::string& value)
{
    words.insert(words.end(), {"-o", name + "=" + value});
}

std::vector<std::string> beginning(const SshSettings& settings)
{
    std::vector<std::string> words{"ssh"};
    if (!settings.config.empty()) {
        words.insert(words.end(), {"-F", settings.config.string()});
    }
    return words;
}

void addHost(std::vector<std::string>& words, const std::string& host)
{
    checkHost(host);
    words.insert(words.end(), {"--", host});
}

} // namespace

void checkHost(const std::string& host)
{
    const bool isOdd = std::any_of(
        host.begin(), host.end(), [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == 0x7f; });
    if (host.empty() || host.starts_with('-') || host == "." || host == ".." || isOdd) {
        throw Error("\"" + host + "\" is no name of a host; write it as ssh takes it: cluster, or ada@cluster");
    }
}

SshSettings SshSettings::fromEnvironment()
{
    SshSettings settings;
    if (const char* config = std::getenv("DPL_SSH_CONFIG"); config != nullptr && *config != '\0') {
        settings.config = config;
    }
    return settings;
}

std::vector<std::string> sshOptions(const SshSettings& settings, MayAsk mayAsk, const std::string& sharedSocket)
{
    std::vector<std::string> words = beginning(settings);
    words.emplace_back("-T");
    addOption(words, "ConnectTimeout", std::to_string(settings.connecting.count()));
    addOption(words, "ServerAliveInterval", std::to_string(settings.aliveEvery.count()));
    addOption(words, "ServerAliveCountMax", std::to_string(settings.aliveCount));
    // What the config has for sessions in a terminal would keep commands from running, or take its ports.
    addOption(words, "RemoteCommand", "none");
    addOption(words, "PermitLocalCommand", "no");
    addOption(words, "ClearAllForwardings", "yes");
    addOption(words, "LogLevel", "ERROR"); // errors are read, whatever the config says; greetings are not
    if (mayAsk == MayAsk::no) {
        addOption(words, "BatchMode", "yes");
    }
    if (!sharedSocket.empty()) {
        addOption(words, "ControlMaster", "auto");
        addOption(words, "ControlPath", sharedSocket);
        addOption(words, "ControlPersist", std::to_string(settings.keep.count()));
    }
    return words;
}

std::vector<std::string> sshWords(
    const std::string& host, const SshSettings& settings, MayAsk mayAsk, const std::string& sharedSocket)
{
    std::vector<std::string> words = sshOptions(settings, mayAsk, sharedSocket);
    addHost(words, host);
    return words;
}

std::vector<std::string> sshControlWords(const std::string& host, const SshSettings& settings,
    const std::vector<std::string>& request, const std::string& sharedSocket)
{
    std::vector<std::string> words = beginning(settings);
    if (!sharedSocket.empty()) {
        addOption(words, "ControlPath", sharedSocket);
    }
    words.insert(words.end(), request.begin(), request.end());
    addHost(words, host);
    return words;
}

std::string configured(const std::string& printed, const std::string& option)
{
    std::istringstream lines(printed);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(option + " ")) {
            const std::string value = line.substr(option.size() + 1);
            return value == "none" ? "" : value;
        }
    }
    return {};
}

} // namespace dpl::places
