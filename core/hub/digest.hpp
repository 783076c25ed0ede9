#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace dpl::hub {

enum class DigestKind {
    sha256, ///< of large files, by which the hub stores them
    gitBlob, ///< of small files: SHA-1 of "blob {size}", a zero byte and the content, as git has it
};

/// A cryptographic digest of content fed piece by piece (OpenSSL's libcrypto).
class Digest {
public:
    /// `size`: of all the content, which gitBlob begins with.
    Digest(DigestKind kind, std::int64_t size);
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void add(std::string_view piece);

    /// Lower-case hexadecimal digits; ends it.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// SHA-256 of a text.
std::string sha256(std::string_view text);

/// Of a file's content. Throws FileError if it cannot be read, and Stopped.
std::string digestOfFile(const std::filesystem::path& file, DigestKind kind, const std::stop_token& stop = {});

} // namespace dpl::hub
