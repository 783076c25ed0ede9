#pragma once

#include "base/files.hpp"
#include "base/json.hpp"

#include <filesystem>
#include <string>

namespace dpl {

/// JSON text, on one line or with `indent` spaces a level. What is not UTF-8 in it (a path, a message with one) becomes
/// U+FFFD: what is to be told gets told.
std::string dumpJson(const Json& value, int indent = -1);

/// Writes a file with the text of a value and a line break, as writeFileAtomically does.
void writeJsonFile(
    const std::filesystem::path& file, const Json& value, int indent = 2, Durability durability = Durability::onDisk);

} // namespace dpl
