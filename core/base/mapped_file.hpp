#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace dpl {

/// A file's bytes, read by the system as they are touched. Whoever cuts the file short while it is mapped takes the
/// pages away under the reader (SIGBUS): that is not guarded against; a file that is replaced by renaming stays as it
/// was.
class MappedFile {
public:
    /// Throws Error naming the file with the system's reason. An empty file has no bytes and is no error.
    explicit MappedFile(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return m_bytes; }

    /// Gives the memory of the whole pages within a part of bytes() back; they are read again when they are touched. A
    /// part that lies elsewhere is left alone.
    void release(std::span<const std::byte> part) const;

private:
    std::span<const std::byte> m_bytes;
};

} // namespace dpl
