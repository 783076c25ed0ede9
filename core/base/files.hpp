#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace dpl {

/// The whole of a file; throws Error naming it if it cannot be read.
std::string readFile(const std::filesystem::path& file);

/// Writes a file so that it appears whole or not at all: into a temporary file beside it, flushed to the disk, then
/// renamed. Makes the folder if it is missing. Throws Error naming the file, with the system's reason.
void writeFileAtomically(const std::filesystem::path& file, std::string_view content);

/// The same for content that lies in pieces, one after the other.
void writeFileAtomically(const std::filesystem::path& file, std::span<const std::string_view> pieces);

/// Makes a folder and its parents, or throws Error with the system's reason.
void makeFolder(const std::filesystem::path& folder);

/// Appends whole lines to a file; each line is handed to the system at once, so that a reader and a crash see only
/// whole lines (a last one cut off by a crash is dropped when the log is opened again).
class LineLog {
public:
    explicit LineLog(const std::filesystem::path& file);
    ~LineLog();
    LineLog(LineLog&& other) noexcept;
    LineLog(const LineLog&) = delete;
    LineLog& operator=(const LineLog&) = delete;
    LineLog& operator=(LineLog&&) = delete;

    void append(std::string_view line);

private:
    std::filesystem::path m_file;
    int m_descriptor = -1;
};

/// An exclusive claim on a folder by this process, held until destroyed and gone when the process dies, however it
/// dies.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& file); ///< the lock file; throws FolderBusy if it is held
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    FolderLock& operator=(FolderLock&&) = delete;

    /// Whether some process holds the lock.
    static bool isHeld(const std::filesystem::path& file);

private:
    int m_descriptor = -1;
};

} // namespace dpl
