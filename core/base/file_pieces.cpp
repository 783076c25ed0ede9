#include "base/file_pieces.hpp"

#include "base/error.hpp"
#include "base/uninterrupted.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl {

namespace {

constexpr std::size_t pieceBytes = std::size_t{1} << 17;

} // namespace

FilePieces::FilePieces(std::filesystem::path file) : m_file(std::move(file))
{
    // Without waiting: a named pipe would let nobody through.
    m_descriptor = uninterrupted([&] { return ::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
    if (m_descriptor < 0) {
        throw FileError("cannot read " + m_file.string(), errno);
    }
    struct stat about { };
    if (::fstat(m_descriptor, &about) != 0 || !S_ISREG(about.st_mode)) {
        ::close(m_descriptor);
        throw Error("cannot read " + m_file.string() + ": "
            + (S_ISDIR(about.st_mode) ? "it is a folder" : "it is not a regular file"));
    }
    m_size = static_cast<std::uint64_t>(about.st_size);
}

FilePieces::~FilePieces()
{
    ::close(m_descriptor);
}

std::string_view FilePieces::next()
{
    m_piece.resize(pieceBytes);
    const ssize_t count = uninterrupted([&] { return ::read(m_descriptor, m_piece.data(), m_piece.size()); });
    if (count < 0) {
        throw FileError("cannot read " + m_file.string(), errno);
    }
    return std::string_view(m_piece).substr(0, static_cast<std::size_t>(count));
}

bool WholeLines::next(std::string_view& line)
{
    std::size_t searched = m_begin;
    for (;;) {
        const std::size_t end = m_text.find('\n', searched);
        if (end != std::string::npos) {
            line = std::string_view(m_text).substr(m_begin, end - m_begin);
            m_position += line.size() + 1;
            m_begin = end + 1;
            return true;
        }
        m_text.erase(0, m_begin);
        m_begin = 0;
        searched = m_text.size();
        const std::string_view piece = m_pieces.next();
        if (piece.empty()) {
            return false;
        }
        m_text += piece;
    }
}

} // namespace dpl
