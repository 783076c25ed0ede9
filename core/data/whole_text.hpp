#pragma once

#include <string_view>

namespace dpl::data {

/// Without the white space around it.
std::string_view trimmed(std::string_view text);

/// What a row's "prompt" adds in front of both texts of a comparison, so that no answer is scored without its question:
/// the prompt as it is, or nothing where both texts begin with it, as in relabelled HH-RLHF, white space around it
/// aside.
std::string_view promptBefore(std::string_view prompt, std::string_view chosen, std::string_view rejected);

} // namespace dpl::data
