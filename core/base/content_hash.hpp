#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace dpl {

/// A 128-bit hash (XXH3) of content fed piece by piece: tells equal data from other data, keeps no secret.
class ContentHash {
public:
    ContentHash();
    ~ContentHash();
    ContentHash(const ContentHash&) = delete;
    ContentHash& operator=(const ContentHash&) = delete;

    /// Pieces are told apart: "ab" then "c" is not "a" then "bc".
    void add(std::string_view piece);

    /// 32 hexadecimal digits of what was added so far.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace dpl
