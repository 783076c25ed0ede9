#include "rank_processes.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dpl::test {

std::uint16_t freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool isFound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0
        && ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(socket);
    if (!isFound) {
        throw std::runtime_error("no port is free");
    }
    return ::ntohs(address.sin_port);
}

RankProcesses::RankProcesses(const Arguments& command, int size, const std::filesystem::path& folder,
    const Words& before, const std::string& address)
{
    const std::string port = std::to_string(freePort());
    for (int rank = 0; rank < size; ++rank) {
        const std::string name = std::to_string(rank);
        const std::filesystem::path own = folder / ("rank-" + name);
        std::filesystem::create_directories(own);
        Arguments words = before(rank);
        for (const std::string& word : Arguments{"/usr/bin/env", "RANK=" + name, "WORLD_SIZE=" + std::to_string(size),
                 "LOCAL_RANK=" + name, "MASTER_ADDR=" + address, "MASTER_PORT=" + port}) {
            words.push_back(word);
        }
        words.insert(words.end(), command.begin(), command.end());
        m_processes.push_back(std::make_unique<Process>(words, own));
    }
}

Ended RankProcesses::end(int rank)
{
    Process& process = (*this)[rank];
    if (!waitUntil([&] { return !process.runs(); })) {
        process.signal(SIGKILL);
    }
    return process.end();
}

} // namespace dpl::test
