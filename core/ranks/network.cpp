#include "ranks/network.hpp"

#include "base/error.hpp"
#include "base/process_identity.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dpl::ranks {

namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses lookUp(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (const int problem = ::getaddrinfo(host.c_str(), "9", &hints, &found); problem != 0) {
        throw Error("the host " + host + " is not known here (" + ::gai_strerror(problem)
            + "); MASTER_ADDR names the host or address of rank 0");
    }
    return {found, &::freeaddrinfo};
}

/// The own end of a UDP socket that is connected to an address, for which nothing is sent; empty if there is no way.
std::string ownEnd(const addrinfo& towards)
{
    const int socket = ::socket(towards.ai_family, towards.ai_socktype | SOCK_CLOEXEC, towards.ai_protocol);
    if (socket < 0) {
        return {};
    }
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    const bool isFound = ::connect(socket, towards.ai_addr, towards.ai_addrlen) == 0
        && ::getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) == 0;
    ::close(socket);
    char text[NI_MAXHOST] = "";
    const bool isNumber = isFound
        && ::getnameinfo(reinterpret_cast<const sockaddr*>(&own), size, text, sizeof text, nullptr, 0, NI_NUMERICHOST)
            == 0;
    return isNumber ? text : "";
}

} // namespace

std::string networkIdentity()
{
    const ProcessIdentity process = thisProcess();
    std::error_code ignored;
    const auto space = std::filesystem::read_symlink("/proc/self/ns/net", ignored);
    return process.host + " " + process.boot + " " + space.string();
}

std::string addressTowards(const std::string& host)
{
    const Addresses addresses = lookUp(host);
    for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
        if (std::string own = ownEnd(*address); !own.empty()) {
            return own;
        }
    }
    throw Error("there is no way from here to the host " + host + "; name a network interface (--interface)");
}

bool isKnownHost(const std::string& host)
{
    try {
        lookUp(host);
        return true;
    } catch (const Error&) {
        return false;
    }
}

} // namespace dpl::ranks
