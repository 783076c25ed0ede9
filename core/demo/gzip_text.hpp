#pragma once

#include <string>
#include <string_view>

namespace dpl::demo {

/// A text as one gzip member, without a name or a time, so that equal texts give equal bytes with one version of zlib.
std::string gzipped(std::string_view text);

} // namespace dpl::demo
