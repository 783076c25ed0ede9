#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <string>

namespace dpl::bench {

/// What a peer says: the JSON object {"peer": ...} with which the output of a command ends. Throws Error.
inline Json runPeer(const std::string& command)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
    if (!pipe) {
        throw Error("cannot run " + command);
    }
    std::string output;
    std::array<char, 4096> buffer;
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
        output.append(buffer.data(), count);
    }
    const std::size_t begin = output.rfind("{\"peer\"");
    return parseJson(begin == std::string::npos ? output : output.substr(begin), "the output of " + command);
}

} // namespace dpl::bench
