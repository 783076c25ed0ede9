#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

namespace dpl::data {

/// The content of a file from its beginning to its end, unpacked if it is compressed by gzip or Zstandard (recognised
/// by its first bytes, not by its name).
class ByteStream {
public:
    /// Throws Error naming the file if it cannot be opened, or is of a format that is not text (Parquet, xz, ...),
    /// which it names.
    explicit ByteStream(const std::filesystem::path& file);
    ~ByteStream();
    ByteStream(ByteStream&&) noexcept;
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;
    ByteStream& operator=(ByteStream&&) = delete;

    /// Up to `size` > 0 bytes; 0 only at the end. Throws Error naming the file if it cannot be read, if its compressed
    /// data is damaged or ends too early, and if something else follows.
    std::size_t read(char* to, std::size_t size);

    /// The first character that is to be read and is neither blank nor part of a byte order mark; nothing is taken.
    /// '\0' where there is none among the first million. Throws as read().
    char firstCharacter();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace dpl::data
