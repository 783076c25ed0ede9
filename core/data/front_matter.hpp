#pragma once

#include "base/json.hpp"

#include <string_view>

/// The YAML at the beginning of a dataset's README.md, as far as it is needed to find rows.
namespace dpl::data {

/// What stands under a key of the front matter ("---" to "---"): mappings and lists in lines of their own or in
/// brackets, and texts, plain or in quotes; every scalar is a text. Null if there is no such key, or what stands there
/// is more than that (anchors, tags, block texts), deeper than 16 levels or more than 1 MiB: nothing is known then.
Json frontMatterOf(std::string_view text, std::string_view key);

} // namespace dpl::data
