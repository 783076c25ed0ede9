#pragma once

#include "text/tokenizer.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace dpl::text {

/// Where token ids are kept from one time to the next.
struct TokenIdCache {
    std::filesystem::path folder; ///< empty: nowhere
    std::function<void(const std::string&)> warned = {}; ///< told, in a sentence, if the folder cannot be used
};

/// The ids of each text, as encodeAll gives them, from a file in the cache if texts with this very content were encoded
/// before by a tokenizer of this fingerprint; otherwise encoded, and written there, whole or not at all, so that
/// several processes may share the folder. A file that is damaged, cut off or of others is not trusted but written
/// anew. A folder that cannot be read or written is told, and costs time only.
std::vector<TokenIds> encodeCached(const Tokenizer& tokenizer, std::span<const std::string> texts,
    const TokenIdCache& cache, int threads, std::stop_token stop = {});

/// Where these texts' ids are kept: named by a hash of texts and tokenizer.
std::filesystem::path tokenCacheFile(
    const Tokenizer& tokenizer, std::span<const std::string> texts, const std::filesystem::path& folder);

} // namespace dpl::text
