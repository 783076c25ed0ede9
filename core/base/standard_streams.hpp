#pragma once

#include <string>

namespace dpl {

/// Opens /dev/null where the program was started with standard input, output or error closed: otherwise the next file
/// that it opens would be the one that messages are written to. The first thing that a program does.
void openClosedStreams();

/// Hands over what was written to standard output. The system's reason if any of it could not be written ("No space
/// left on device"); empty if all was.
std::string flushStandardOutput();

} // namespace dpl
