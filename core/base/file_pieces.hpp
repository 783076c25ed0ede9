#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace dpl {

/// A file's bytes from its beginning on, a piece at a time: a file may be larger than memory and address space.
class FilePieces {
public:
    /// Throws Error naming the file with the system's reason, as MappedFile does.
    explicit FilePieces(std::filesystem::path file);
    ~FilePieces();
    FilePieces(const FilePieces&) = delete;
    FilePieces& operator=(const FilePieces&) = delete;

    std::uint64_t size() const { return m_size; } ///< of the file, when it was opened

    /// The next piece, which is valid until the next call; empty at the end. Throws FileError.
    std::string_view next();

private:
    std::filesystem::path m_file;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
    std::string m_piece;
};

/// The whole lines of a file: a last one without a line break is none.
class WholeLines {
public:
    explicit WholeLines(const std::filesystem::path& file) : m_pieces(file) { }

    /// The next line without its line break, valid until the next call; false at the end.
    bool next(std::string_view& line);

    std::uint64_t position() const { return m_position; } ///< bytes of the file behind which the next line begins

private:
    FilePieces m_pieces;
    std::string m_text; ///< that was read
    std::size_t m_begin = 0; ///< of the next line in it
    std::uint64_t m_position = 0;
};

} // namespace dpl
