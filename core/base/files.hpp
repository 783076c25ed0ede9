#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dpl {

/// Whether there is something at a path, be it what it may. Throws FileError if the system does not tell.
bool isPresent(const std::filesystem::path& path);

/// The whole of a file; throws FileError naming it, with the system's reason, if any of it cannot be read.
std::string readFile(const std::filesystem::path& file);

/// What writing to a path comes to.
struct OutputPlace {
    std::filesystem::path file; ///< where symbolic links lead in the end; it need not be there
    bool isStream = false; ///< a device, a pipe or a socket: written through; cannot be replaced, nor gone on with
};

/// Throws Error if symbolic links lead round in a circle.
OutputPlace outputPlace(const std::filesystem::path& file);

/// When what is written has to be on the disk.
enum class Durability {
    onDisk, ///< before the writer goes on: it outlives a power failure
    soon, ///< when the system sees fit: it outlives the process, and costs no waiting
};

/// Writes a file so that it appears whole or not at all: into a temporary file beside it, flushed to the disk, then
/// renamed. Makes the folder if it is missing. A file that is there keeps its permissions, of a symbolic link the
/// target is replaced, and a device or a pipe is written through. Throws Error naming the file, with the system's
/// reason; what was there before is there still.
void writeFileAtomically(
    const std::filesystem::path& file, std::string_view content, Durability durability = Durability::onDisk);

/// The same for content that lies in pieces, one after the other.
void writeFileAtomically(const std::filesystem::path& file, std::span<const std::string_view> pieces,
    Durability durability = Durability::onDisk);

/// The same for content that need not be in memory: `next` gives one piece after the other, and an empty one at the
/// end.
void writeFileAtomically(const std::filesystem::path& file, const std::function<std::string_view()>& next,
    Durability durability = Durability::onDisk);

/// Puts a file that was written beside `file` (outputPlace's) in its place, with the permissions of the one that was
/// there; both are on the disk then. Throws Error naming `file`; it is as it was then.
void replaceFile(const std::filesystem::path& whole, const std::filesystem::path& file);

/// Makes a folder and its parents, or throws Error with the system's reason.
void makeFolder(const std::filesystem::path& folder);

/// Sees to it that the names in a folder are on the disk: that of a file that was made, renamed or removed there.
/// Throws Error with the system's reason; file systems that know no such thing are taken to need none.
void syncFolder(const std::filesystem::path& folder);

/// A file that grows by whole pieces. Each is handed to the system at once, so that a reader and a crash see it; one
/// that cannot be written whole is taken back. Devices and pipes are written through.
class GrowingFile {
public:
    /// Opens the file, or makes it and its folder. Throws Error naming it.
    explicit GrowingFile(const std::filesystem::path& file);
    ~GrowingFile();
    GrowingFile(GrowingFile&& other) noexcept;
    GrowingFile(const GrowingFile&) = delete;
    GrowingFile& operator=(const GrowingFile&) = delete;
    GrowingFile& operator=(GrowingFile&&) = delete;

    const std::filesystem::path& file() const { return m_file; } ///< as outputPlace has it
    bool isStream() const { return m_isStream; }
    std::uint64_t size() const { return m_size; } ///< bytes; of a stream, those that went into it here

    void append(std::string_view piece);

    /// Bytes of what is there already; fewer than `count` at the end. Not of a stream.
    std::string read(std::uint64_t offset, std::size_t count) const;

    /// Drops what lies behind `size` bytes. Not of a stream.
    void cutTo(std::uint64_t size);

    /// Waits until all of it is on the disk.
    void sync();

private:
    std::filesystem::path m_file;
    bool m_isStream = false;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
};

/// Appends whole lines to a file (a last one cut off by a crash is dropped when the log is opened again).
class LineLog {
public:
    /// With `keep`, what lies behind so many bytes is dropped, too.
    explicit LineLog(const std::filesystem::path& file, std::optional<std::uint64_t> keep = std::nullopt);

    void append(std::string_view line);
    void sync() { m_file.sync(); } ///< waits until all of it is on the disk
    bool isStream() const { return m_file.isStream(); }

private:
    GrowingFile m_file;
};

enum class LockState {
    free,
    held, ///< by some process, on whatever machine
    unknown, ///< the file system has no locks, or does not let us see them
};

/// An exclusive claim on a folder by this process, held until destroyed and gone when the process dies, however it
/// dies. Not every file system has locks, and on some each machine has its own (Lustre, GPFS, NFS by their mount
/// options): whoever must know for certain needs another sign of life besides.
class FolderLock {
public:
    /// The lock file, which stays empty. Throws FolderBusy if it is held, Error if it cannot be made.
    explicit FolderLock(const std::filesystem::path& file);
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    FolderLock& operator=(FolderLock&&) = delete;

    /// Why the file system has no locks ("Function not implemented"); empty if it has, and this one is held.
    const std::string& problem() const { return m_problem; }

    static LockState state(const std::filesystem::path& file);

    /// Whether some process is known to hold the lock.
    static bool isHeld(const std::filesystem::path& file) { return state(file) == LockState::held; }

private:
    int m_descriptor = -1;
    std::string m_problem;
};

} // namespace dpl
