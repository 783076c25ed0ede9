#pragma once

#include "base/content_hash.hpp"
#include "text/tokenizer.hpp"

namespace dpl::text {

/// Adds token ids to a hash.
inline void addTokens(ContentHash& hash, const TokenIds& ids)
{
    hash.add({reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(TokenId)});
}

} // namespace dpl::text
