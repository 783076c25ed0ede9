#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace dpl::report {

/// What a figure says of points that a logarithmic axis has no place for; nothing if there are none.
std::optional<std::string> leftOutNote(std::size_t leftOut, std::size_t points);

} // namespace dpl::report
