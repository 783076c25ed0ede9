#pragma once

#include "base/error.hpp"
#include "text/tokenizer.hpp"

#include <string>

namespace dpl::fuzz {

/// Uses a tokenizer that has loaded: errors are fine, anything else is a finding.
inline void tryTokenizer(const text::Tokenizer& tokenizer)
{
    static const std::string texts[]{"", "Hello  world's <s> 123\r\n\n",
        "caf\u00e9 e\u0301 \u4e2d\u6587 \U0001f600<|endoftext|>", "\xff\xc3\xe2\x82", std::string(300, 'a'),
        std::string(70, ' ') + "<unk>\u2581x"};
    for (const std::string& text : texts) {
        try {
            tokenizer.decode(tokenizer.encode(text));
        } catch (const Error&) {
        }
    }
    for (const text::TokenId id : {-1, 0, 5, static_cast<text::TokenId>(tokenizer.vocabularySize())}) {
        try {
            tokenizer.decode(text::TokenIds{id, id});
        } catch (const Error&) {
        }
    }
    static_cast<void>(tokenizer.fingerprint());
}

} // namespace dpl::fuzz
