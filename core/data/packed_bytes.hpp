#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace dpl::data {

/// The bytes of a file as they lie there, in a buffer from which they are taken.
class PackedBytes {
public:
    /// Throws Error naming the file if it cannot be opened.
    explicit PackedBytes(const std::filesystem::path& file);
    ~PackedBytes();
    PackedBytes(const PackedBytes&) = delete;
    PackedBytes& operator=(const PackedBytes&) = delete;

    /// Makes sure that at least `size` bytes (1, or few) are there, if the file has as many; false if it has no more at
    /// all. Throws Error naming the file if it cannot be read.
    bool fill(std::size_t size = 1);

    unsigned char* data() { return m_bytes.data() + m_begin; }
    std::size_t size() const { return m_end - m_begin; }
    std::string_view text() const { return {reinterpret_cast<const char*>(m_bytes.data()) + m_begin, size()}; }
    void take(std::size_t count) { m_begin += count; }

    /// Up to `size` > 0 bytes, past the buffer where it is empty; 0 only at the end. Throws as fill().
    std::size_t read(char* to, std::size_t size);

    const std::string& file() const { return m_file; }

private:
    std::size_t readFile(void* to, std::size_t size) const;

    std::string m_file;
    int m_descriptor;
    std::array<unsigned char, 1 << 16> m_bytes;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace dpl::data
