#pragma once

#include "text/tokenizer.hpp"

namespace dpl::text {

/// A tokenizer without the begin and end tokens that it puts around every text: for texts that bring their own, as
/// rendered dialogues do. `tokenizer` outlives it.
std::unique_ptr<Tokenizer> withoutFrame(const Tokenizer& tokenizer);

} // namespace dpl::text
