#pragma once

#include <string_view>

namespace dpl::demo {

/// The bytes of data/demo/tiny-llama/tokenizer.model, which the program carries within it.
std::string_view tokenizerFile();

} // namespace dpl::demo
