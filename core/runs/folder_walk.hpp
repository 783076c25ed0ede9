#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::runs {

/// The names of what lies in a folder, sorted.
struct FolderContents {
    std::vector<std::string> files;
    std::vector<std::string> folders; ///< links to folders, too
    std::vector<std::string> links; ///< those of the folders that are links
};

/// A folder as a walk came by it.
struct SeenFolder {
    std::filesystem::path path;
    int depth = 0; ///< 0: where the walk began
    bool isLink = false; ///< its own contents are seen, but nothing deeper
    const SeenFolder* above = nullptr; ///< where the walk came from; null where it began
    std::shared_ptr<const FolderContents> contents;

    bool holds(std::string_view name) const; ///< a file or folder of that name

    /// Whether a folder between this one and the beginning has the name; the folder where the walk began has none.
    bool isWithin(std::string_view name) const;
};

/// Where a walk begins, and how many folders deep it goes.
struct WalkedPlace {
    std::filesystem::path folder;
    int deepest = 8;
};

/// Walks below a folder again and again at the cost of looking at dates: only a folder whose date changed is read. It
/// stays out of hidden folders, of the checkpoints of runs and of what links lead to. A folder that cannot be read, or
/// not to its end, is one with fewer names. Not for two threads at once.
class FolderWalk {
public:
    /// The folders, each before those in it, and these by name; none if there is no such folder. Throws Stopped.
    std::deque<SeenFolder> update(const WalkedPlace& place, const std::stop_token& stop = {});

    std::size_t foldersRead() const { return m_foldersRead; } ///< in all updates together

private:
    struct Known {
        std::filesystem::file_time_type date;
        bool isSettled = false; ///< a change since would have another date
        std::shared_ptr<const FolderContents> contents;
    };
    using KnownFolders = std::map<std::filesystem::path, Known>;

    std::shared_ptr<const FolderContents> contentsOf(
        const std::filesystem::path& folder, KnownFolders& now, const std::stop_token& stop);
    void descend(const SeenFolder& folder, int deepest, std::deque<SeenFolder>& seen, KnownFolders& now,
        const std::stop_token& stop);

    KnownFolders m_known;
    std::size_t m_foldersRead = 0;
};

/// Whether a file or folder of that date, if it changed now, would get another one. File systems round dates, the
/// coarsest to two seconds.
bool isSettled(std::filesystem::file_time_type date);

/// The folders of a single walk. Throws Stopped.
std::deque<SeenFolder> walkBelow(const WalkedPlace& place, const std::stop_token& stop = {});

} // namespace dpl::runs
