#pragma once

#include "base/json.hpp"

#include <filesystem>
#include <optional>

namespace dpl::sweep {

/// What was made of something earlier: `record` is a JSON file beside the work that says what it was made of. The
/// result in it, if that was `madeOf` and `file` is still there.
std::optional<Json> recordedWork(
    const std::filesystem::path& record, const Json& madeOf, const std::filesystem::path& file);

void recordWork(const std::filesystem::path& record, const Json& madeOf, const Json& result);

} // namespace dpl::sweep
