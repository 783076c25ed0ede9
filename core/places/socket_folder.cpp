#include "places/socket_folder.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace dpl::places {

namespace {

/// Of ssh's name for a connection, 40 hexadecimal digits, and of what it appends while it makes the socket.
constexpr std::size_t longestSocketName = 1 + 40 + 17;

bool isUsable(const std::string& folder)
{
    return folder.starts_with('/') && folder.size() + longestSocketName <= longestSocketPath
        && std::all_of(folder.begin(), folder.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0
                   || std::string("/._-+").find(c) != std::string::npos;
           });
}

} // namespace

std::filesystem::path socketFolder()
{
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    std::string folder = runtime == nullptr ? "" : std::string(runtime) + "/dpl";
    if (!isUsable(folder)) {
        folder = "/tmp/dpl-" + std::to_string(::getuid());
    }
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        throw FileError("cannot make the folder " + folder, errno);
    }
    struct stat found { };
    if (::lstat(folder.c_str(), &found) != 0) {
        throw FileError("cannot look at the folder " + folder, errno);
    }
    if (!S_ISDIR(found.st_mode) || found.st_uid != ::getuid() || (found.st_mode & 077) != 0) {
        throw Error(folder
            + " is no folder of yours alone, as one for connections must be; remove it, or set "
              "XDG_RUNTIME_DIR to a folder that is");
    }
    return folder;
}

} // namespace dpl::places
