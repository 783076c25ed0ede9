#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

    /// The bytes of a file, as one piece. Throws Error naming it if it cannot be read.
    void addFile(const std::filesystem::path& file);

    /// 32 hexadecimal digits of what was added so far.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The content of files, in their order, as 32 hexadecimal digits. Throws Error naming one that cannot be read.
std::string hashOfFiles(const std::vector<std::filesystem::path>& files);

} // namespace dpl
