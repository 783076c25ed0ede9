#pragma once

#include <optional>
#include <string>

namespace dpl::places {

/// A script for sh on a host whose login shell may be any, and may print greetings before and after: the script goes in
/// front of the standard input of its own commands, and what it writes is between marks.
struct FramedScript {
    std::string command; ///< for the login shell: reads the script, and nothing behind it
    std::string input; ///< the script, and the input of its commands
};

FramedScript framed(const std::string& script, const std::string& input);

/// What a framed script wrote on its standard output, and how it ended.
struct FramedAnswer {
    int status = 0;
    std::string out;
};

/// Nothing if it did not run to its end.
std::optional<FramedAnswer> framedAnswer(const std::string& out);

/// Whether it began.
bool hasBegun(const std::string& out);

/// Its standard error, without what was written before it began.
std::string framedErrors(const std::string& errors);

/// Where the output of a script begins in what came from a host; nothing if it did not begin.
std::optional<std::size_t> framedBegin(const std::string& out);

} // namespace dpl::places
