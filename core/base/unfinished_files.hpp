#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dpl {

/// What is being written is named ".unfinished-..." until it is whole, so that nobody takes it for the thing itself.
inline constexpr std::string_view unfinishedPrefix = ".unfinished-";

/// Removes what processes that were killed left unfinished in a folder: all of it, or of the file `name` alone. Only
/// for whoever knows that nobody else is writing there. What cannot be removed stays: it costs space, nothing else.
void removeUnfinished(const std::filesystem::path& folder, const std::string& name = {});

} // namespace dpl
