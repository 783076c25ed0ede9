#include "base/files.hpp"

#include "base/error.hpp"
#include "base/folder_busy.hpp"
#include "base/unfinished_files.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl {

namespace {

std::string reason()
{
    return std::strerror(errno);
}

void writeAll(int descriptor, std::string_view content, const std::filesystem::path& file)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            throw Error("cannot write " + file.string() + ": " + reason());
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace

std::string readFile(const std::filesystem::path& file)
{
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) {
        throw Error("cannot read " + file.string() + ": it is a folder");
    }
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw Error("cannot read " + file.string() + ": " + reason());
    }
    std::ostringstream content;
    content << stream.rdbuf();
    if (stream.bad()) {
        throw Error("cannot read " + file.string() + ": " + reason());
    }
    return std::move(content).str();
}

void makeFolder(const std::filesystem::path& folder)
{
    if (folder.empty()) {
        return;
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw Error("cannot create the folder " + folder.string() + ": " + error.message());
    }
}

void writeFileAtomically(const std::filesystem::path& file, std::string_view content)
{
    writeFileAtomically(file, std::span(&content, 1));
}

void writeFileAtomically(const std::filesystem::path& file, std::span<const std::string_view> pieces)
{
    makeFolder(file.parent_path());
    std::string temporary =
        (file.parent_path() / (std::string(unfinishedPrefix) + file.filename().string() + ".XXXXXX")).string();
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) {
        throw Error("cannot write " + file.string() + ": " + reason());
    }
    try {
        for (const std::string_view piece : pieces) {
            writeAll(descriptor, piece, file);
        }
        const mode_t mask = ::umask(0);
        ::umask(mask);
        ::fchmod(descriptor, 0666 & ~mask);
        if (::fsync(descriptor) != 0) {
            throw Error("cannot write " + file.string() + ": " + reason());
        }
        ::close(descriptor);
    } catch (...) {
        ::close(descriptor);
        ::unlink(temporary.c_str());
        throw;
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        const std::string why = reason();
        ::unlink(temporary.c_str());
        throw Error("cannot write " + file.string() + ": " + why);
    }
}

LineLog::LineLog(const std::filesystem::path& file) : m_file(file)
{
    makeFolder(file.parent_path());
    m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (m_descriptor < 0) {
        throw Error("cannot write " + file.string() + ": " + reason());
    }
    off_t end = ::lseek(m_descriptor, 0, SEEK_END);
    const off_t whole = end;
    char last = '\n';
    while (end > 0 && ::pread(m_descriptor, &last, 1, end - 1) == 1 && last != '\n') {
        --end;
    }
    if (end != whole && ::ftruncate(m_descriptor, end) != 0) {
        const std::string why = reason();
        ::close(m_descriptor);
        throw Error("cannot write " + file.string() + ": " + why);
    }
}

LineLog::~LineLog()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

LineLog::LineLog(LineLog&& other) noexcept
    : m_file(std::move(other.m_file)), m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

void LineLog::append(std::string_view line)
{
    std::string whole(line);
    whole += '\n';
    writeAll(m_descriptor, whole, m_file);
}

FolderLock::FolderLock(const std::filesystem::path& file)
{
    makeFolder(file.parent_path());
    m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (m_descriptor < 0) {
        throw Error("cannot write " + file.string() + ": " + reason());
    }
    // Whoever only looks (isHeld) holds the lock for a moment: that is no other process at work.
    int result = ::flock(m_descriptor, LOCK_EX | LOCK_NB);
    for (int attempt = 0; result != 0 && errno == EWOULDBLOCK && attempt < 20; ++attempt) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        result = ::flock(m_descriptor, LOCK_EX | LOCK_NB);
    }
    if (result != 0) {
        const bool held = errno == EWOULDBLOCK;
        const std::string why = reason();
        ::close(m_descriptor);
        if (held) {
            throw FolderBusy(file.parent_path());
        }
        throw Error("cannot lock " + file.string() + ": " + why);
    }
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

FolderLock::FolderLock(FolderLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) { }

bool FolderLock::isHeld(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return held;
}

} // namespace dpl
