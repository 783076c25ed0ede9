#pragma once

#include "base/json.hpp"

#include <functional>

namespace dpl::recipes {

/// What a path in a recipe leads to.
enum class PathUse {
    model, ///< a backbone, tokenizer, adapter or run: a folder, a file, or a name on the hub
    dataset, ///< a folder, a file, or a name on the hub
    file,
    output, ///< what the job makes
};

/// Calls `visit` for every path among a recipe's params: those that the job reads, and the file that it makes. Empty
/// ones are passed over; the job's own folders ("folder", "tokens", ...) are not among them. `value` is a string that
/// may be changed.
void visitPaths(Json& recipe, const std::function<void(Json& value, PathUse use)>& visit);

} // namespace dpl::recipes
