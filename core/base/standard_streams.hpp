#pragma once

#include <string>

namespace dpl {

/// Opens /dev/null where the program was started with standard input, output or error closed: otherwise the next file
/// that it opens would be the one that messages are written to. The first thing that a program does.
void openClosedStreams();

/// Hands over what was written to standard output. Empty if all of it could be written, now and before; otherwise the
/// system's reason ("No space left on device"), or a guess where the system told it too early to be heard.
std::string flushStandardOutput();

} // namespace dpl
