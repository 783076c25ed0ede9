#pragma once

#include "text/tokenizer.hpp"

namespace dpl::text {

/// The ids of each text, as encodeAll gives them, from a file in `folder` if texts with this very content were encoded
/// before by a tokenizer of this fingerprint; otherwise encoded, and written there, whole or not at all. A file that is
/// damaged, cut off or of others is not trusted but written anew. A folder that cannot be written is an Error.
std::vector<TokenIds> encodeCached(const Tokenizer& tokenizer, std::span<const std::string> texts,
    const std::filesystem::path& folder, int threads, std::stop_token stop = {});

/// Where these texts' ids are kept: named by a hash of texts and tokenizer.
std::filesystem::path tokenCacheFile(
    const Tokenizer& tokenizer, std::span<const std::string> texts, const std::filesystem::path& folder);

} // namespace dpl::text
