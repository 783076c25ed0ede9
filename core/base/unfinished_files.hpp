#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dpl {

/// What is being written is named ".unfinished-..." until it is whole, so that nobody takes it for the thing itself.
inline constexpr std::string_view unfinishedPrefix = ".unfinished-";

/// A name beside `file` for what is to take its place: ".unfinished-{file}.{machine}-{process}-{number}". No other
/// process uses it.
std::filesystem::path unfinishedName(const std::filesystem::path& file);

/// Removes what processes that were killed left unfinished in a folder: all of it, or of the file `name` alone. Only
/// for whoever knows that nobody else is writing there. What cannot be removed stays: it costs space, nothing else.
void removeUnfinished(const std::filesystem::path& folder, const std::string& name = {});

/// The same for a file that others may be writing, too: removes what a process of this machine left that no longer
/// runs, and what one of another machine has not touched for a day.
void removeAbandoned(const std::filesystem::path& file);

} // namespace dpl
