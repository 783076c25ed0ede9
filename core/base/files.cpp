#include "base/files.hpp"

#include "base/error.hpp"
#include "base/folder_busy.hpp"
#include "base/unfinished_files.hpp"
#include "base/uninterrupted.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl {

namespace {

/// "cannot write FILE: REASON", the reason being that of the call that failed last.
FileError failure(const char* what, const std::filesystem::path& file)
{
    const int reason = errno;
    return FileError(std::string("cannot ") + what + " " + file.string(), reason);
}

/// A descriptor that is closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) { }
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }
    int release() { return std::exchange(m_number, -1); }

    /// False, with errno, if the system has something to say about what was written before. Never tried again: the
    /// descriptor is gone whatever close says.
    bool close()
    {
        const int number = std::exchange(m_number, -1);
        return number < 0 || ::close(number) == 0 || errno == EINTR;
    }

private:
    int m_number;
};

int openFile(const std::filesystem::path& file, int flags)
{
    return uninterrupted([&] { return ::open(file.c_str(), flags | O_CLOEXEC | O_NOCTTY, 0666); });
}

/// What was not written; all of `content` is, if it is empty.
std::string_view writeWhatCanBe(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = uninterrupted([&] { return ::write(descriptor, content.data(), content.size()); });
        if (written < 0) {
            break;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return content;
}

void writeAll(int descriptor, std::string_view content, const std::filesystem::path& file)
{
    if (!writeWhatCanBe(descriptor, content).empty()) {
        throw failure("write", file);
    }
}

/// Some file systems, and all devices, know nothing that has to be flushed.
bool sync(int descriptor)
{
    return uninterrupted([&] { return ::fsync(descriptor); }) == 0 || errno == EINVAL || errno == ENOSYS
        || errno == ENOTSUP || errno == EROFS;
}

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

/// Gives a file the permissions and, where the system lets us, the owner of the one whose place it takes.
void takeOver(int descriptor, const std::filesystem::path& file)
{
    struct stat before { };
    struct stat own { };
    if (::stat(file.c_str(), &before) != 0 || !S_ISREG(before.st_mode) || ::fstat(descriptor, &own) != 0) {
        return;
    }
    const bool isAnothers = before.st_uid != own.st_uid || before.st_gid != own.st_gid;
    if (isAnothers && ::fchown(descriptor, before.st_uid, before.st_gid) != 0) {
        // It is ours now, as everything that we write.
    }
    ::fchmod(descriptor, before.st_mode & 0777);
}

void giveName(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) {
        throw failure("write", to);
    }
}

void writeThrough(const std::filesystem::path& file, const std::function<std::string_view()>& next)
{
    Descriptor stream(openFile(file, O_WRONLY | O_APPEND));
    if (!stream.isOpen()) {
        throw failure("write", file);
    }
    for (std::string_view piece = next(); !piece.empty(); piece = next()) {
        writeAll(stream.number(), piece, file);
    }
    if (!stream.close()) {
        throw failure("write", file);
    }
}

/// Removes a file unless it has got its name.
class Unfinished {
public:
    explicit Unfinished(std::filesystem::path path) : m_path(std::move(path)) { }
    ~Unfinished()
    {
        if (!m_path.empty()) {
            ::unlink(m_path.c_str());
        }
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    void keep() { m_path.clear(); }

private:
    std::filesystem::path m_path;
};

} // namespace

bool isPresent(const std::filesystem::path& path)
{
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::none) {
        throw FileError("cannot read " + path.string(), error.value());
    }
    return std::filesystem::exists(status);
}

std::string readFile(const std::filesystem::path& file)
{
    Descriptor source(openFile(file, O_RDONLY));
    struct stat about { };
    if (!source.isOpen() || ::fstat(source.number(), &about) != 0) {
        throw failure("read", file);
    }
    if (S_ISDIR(about.st_mode)) {
        throw Error("cannot read " + file.string() + ": it is a folder");
    }
    constexpr std::size_t least = 4096;
    std::string content;
    std::size_t size = 0;
    content.resize(std::max(static_cast<std::size_t>(about.st_size) + 1, least)); // one more, to see the end at once
    for (;;) {
        const ssize_t count =
            uninterrupted([&] { return ::read(source.number(), content.data() + size, content.size() - size); });
        if (count < 0) {
            throw failure("read", file);
        }
        if (count == 0) {
            break;
        }
        size += static_cast<std::size_t>(count);
        if (size == content.size()) {
            content.resize(2 * size);
        }
    }
    content.resize(size);
    return content;
}

void makeFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    std::vector<std::filesystem::path> missing;
    std::filesystem::path at = folder;
    while (!at.empty() && !std::filesystem::exists(at, error)) {
        missing.push_back(at);
        at = at.parent_path();
    }
    const auto refuse = [&](const std::string& reason) {
        throw Error("cannot create the folder " + folder.string() + ": " + reason);
    };
    if (missing.empty() && !folder.empty() && !std::filesystem::is_directory(folder, error)) {
        refuse(std::strerror(ENOTDIR));
    }
    for (auto next = missing.rbegin(); next != missing.rend(); ++next) {
        std::filesystem::create_directory(*next, error); // no error, if another process has made it meanwhile
        if (error) {
            refuse(error.message());
        }
        syncFolder(folderOf(*next));
    }
}

void syncFolder(const std::filesystem::path& folder)
{
    const Descriptor names(openFile(folder, O_RDONLY | O_DIRECTORY));
    if (names.isOpen() ? !sync(names.number()) : errno != EACCES && errno != EINVAL) {
        throw failure("write", folder);
    }
}

OutputPlace outputPlace(const std::filesystem::path& file)
{
    constexpr int mostLinks = 40; // as the kernel has it
    OutputPlace place{file};
    for (int link = 0; link < mostLinks; ++link) {
        std::error_code error;
        const std::filesystem::path folder = std::filesystem::canonical(folderOf(place.file), error);
        // The links there ("/dev/stdout" and "/dev/fd/63" lead to such) name what a descriptor is open on.
        if (!error && (folder / "").string().starts_with("/proc/")) {
            place.isStream = true;
            return place;
        }
        struct stat about { };
        if (::lstat(place.file.c_str(), &about) != 0 || S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)) {
            return place;
        }
        if (!S_ISLNK(about.st_mode)) {
            place.isStream = true;
            return place;
        }
        const std::filesystem::path target = std::filesystem::read_symlink(place.file, error);
        if (error) {
            throw Error("cannot read the symbolic link " + place.file.string() + ": " + error.message());
        }
        place.file = place.file.parent_path() / target;
    }
    throw Error("cannot write " + file.string() + ": its symbolic links lead round in a circle");
}

void writeFileAtomically(const std::filesystem::path& file, std::string_view content, Durability durability)
{
    writeFileAtomically(file, std::span(&content, 1), durability);
}

void writeFileAtomically(
    const std::filesystem::path& file, std::span<const std::string_view> pieces, Durability durability)
{
    auto piece = pieces.begin();
    const std::function<std::string_view()> next = [&] {
        while (piece != pieces.end() && piece->empty()) {
            ++piece;
        }
        return piece == pieces.end() ? std::string_view() : *piece++;
    };
    writeFileAtomically(file, next, durability);
}

void writeFileAtomically(
    const std::filesystem::path& file, const std::function<std::string_view()>& next, Durability durability)
{
    const OutputPlace place = outputPlace(file);
    if (place.isStream) {
        writeThrough(file, next);
        return;
    }
    const bool waits = durability == Durability::onDisk;
    makeFolder(place.file.parent_path());
    if (waits) {
        removeAbandoned(place.file);
    }
    const std::filesystem::path name = unfinishedName(place.file);
    Descriptor target(openFile(name, O_WRONLY | O_CREAT | O_EXCL));
    if (!target.isOpen()) {
        throw failure("write", file);
    }
    Unfinished unfinished(name);
    for (std::string_view piece = next(); !piece.empty(); piece = next()) {
        writeAll(target.number(), piece, file);
    }
    takeOver(target.number(), place.file);
    if ((waits && !sync(target.number())) || !target.close()) {
        throw failure("write", file);
    }
    giveName(name, place.file);
    unfinished.keep();
    if (waits) {
        syncFolder(folderOf(place.file));
    }
}

void replaceFile(const std::filesystem::path& whole, const std::filesystem::path& file)
{
    Descriptor content(openFile(whole, O_RDONLY));
    if (!content.isOpen()) {
        throw failure("read", whole);
    }
    takeOver(content.number(), file);
    if (!sync(content.number()) || !content.close()) {
        throw failure("write", whole);
    }
    giveName(whole, file);
    syncFolder(folderOf(file));
}

GrowingFile::GrowingFile(const std::filesystem::path& file)
{
    const OutputPlace place = outputPlace(file);
    m_file = place.isStream ? file : place.file;
    m_isStream = place.isStream;
    if (m_isStream) {
        m_descriptor = openFile(m_file, O_WRONLY | O_APPEND);
    } else {
        makeFolder(m_file.parent_path());
        m_descriptor = openFile(m_file, O_RDWR | O_CREAT | O_APPEND);
    }
    Descriptor opened(m_descriptor);
    struct stat about { };
    if (!opened.isOpen() || ::fstat(m_descriptor, &about) != 0) {
        throw failure("write", m_file);
    }
    m_size = m_isStream ? 0 : static_cast<std::uint64_t>(about.st_size);
    m_descriptor = opened.release();
}

GrowingFile::~GrowingFile()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

GrowingFile::GrowingFile(GrowingFile&& other) noexcept
    : m_file(std::move(other.m_file)), m_isStream(other.m_isStream),
      m_descriptor(std::exchange(other.m_descriptor, -1)), m_size(other.m_size)
{
}

void GrowingFile::append(std::string_view piece)
{
    if (!writeWhatCanBe(m_descriptor, piece).empty()) {
        const FileError error = failure("write", m_file);
        if (!m_isStream && ::ftruncate(m_descriptor, static_cast<off_t>(m_size)) != 0) {
            // What was written of it stays; whoever opens the file again finds the last piece cut off.
        }
        throw error;
    }
    m_size += piece.size();
}

std::string GrowingFile::read(std::uint64_t offset, std::size_t count) const
{
    std::string bytes(count, '\0');
    std::size_t size = 0;
    while (size < count) {
        const ssize_t got = uninterrupted([&] {
            return ::pread(m_descriptor, bytes.data() + size, count - size, static_cast<off_t>(offset + size));
        });
        if (got < 0) {
            throw failure("read", m_file);
        }
        if (got == 0) {
            break;
        }
        size += static_cast<std::size_t>(got);
    }
    bytes.resize(size);
    return bytes;
}

void GrowingFile::cutTo(std::uint64_t size)
{
    if (uninterrupted([&] { return ::ftruncate(m_descriptor, static_cast<off_t>(size)); }) != 0) {
        throw failure("write", m_file);
    }
    m_size = size;
}

void GrowingFile::sync()
{
    if (!dpl::sync(m_descriptor)) {
        throw failure("write", m_file);
    }
}

LineLog::LineLog(const std::filesystem::path& file, std::optional<std::uint64_t> keep) : m_file(file)
{
    if (m_file.isStream()) {
        return;
    }
    constexpr std::uint64_t atOnce = 65536;
    const std::uint64_t size = m_file.size();
    std::uint64_t end = std::min(size, keep.value_or(size));
    while (end > 0) {
        const std::uint64_t from = end - std::min(end, atOnce);
        const std::size_t last = m_file.read(from, static_cast<std::size_t>(end - from)).rfind('\n');
        if (last != std::string::npos) {
            end = from + last + 1;
            break;
        }
        end = from;
    }
    if (end != size) {
        m_file.cutTo(end);
    }
}

void LineLog::append(std::string_view line)
{
    std::string whole(line);
    whole += '\n';
    m_file.append(whole);
}

FolderLock::FolderLock(const std::filesystem::path& file)
{
    makeFolder(file.parent_path());
    m_descriptor = openFile(file, O_RDWR | O_CREAT);
    if (m_descriptor < 0) {
        throw failure("write", file);
    }
    const auto lock = [&] { return uninterrupted([&] { return ::flock(m_descriptor, LOCK_EX | LOCK_NB); }); };
    // Whoever only looks (state) holds the lock for a moment: that is no other process at work.
    int result = lock();
    for (int attempt = 0; result != 0 && errno == EWOULDBLOCK && attempt < 20; ++attempt) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        result = lock();
    }
    if (result != 0 && errno == EWOULDBLOCK) {
        ::close(m_descriptor);
        throw FolderBusy(file.parent_path());
    }
    if (result != 0) {
        m_problem = std::strerror(errno);
    }
}

FolderLock::~FolderLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_problem(std::move(other.m_problem))
{
}

LockState FolderLock::state(const std::filesystem::path& file)
{
    const Descriptor lock(openFile(file, O_RDONLY));
    if (!lock.isOpen()) {
        return errno == ENOENT ? LockState::free : LockState::unknown;
    }
    if (uninterrupted([&] { return ::flock(lock.number(), LOCK_SH | LOCK_NB); }) == 0) {
        return LockState::free;
    }
    return errno == EWOULDBLOCK ? LockState::held : LockState::unknown;
}

} // namespace dpl
