#include "base/checkpoints.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unfinished_files.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>

#include <fcntl.h>

namespace dpl {

namespace {

constexpr std::string_view prefix = "step-";

std::optional<std::int64_t> stepOf(const std::filesystem::path& folder)
{
    const std::string name = folder.filename().string();
    std::int64_t step = 0;
    if (!name.starts_with(prefix)) {
        return std::nullopt;
    }
    const char* end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data() + prefix.size(), end, step);
    return parsed.ec == std::errc() && parsed.ptr == end && step >= 0 ? std::optional(step) : std::nullopt;
}

/// Gives a whole checkpoint its name. One of the same step that is there is whole, too, until this one is: where the
/// file system can swap the two, it is what has the other's name then.
void putInPlace(const std::filesystem::path& whole, const std::filesystem::path& target)
{
#if defined(RENAME_EXCHANGE)
    if (::renameat2(AT_FDCWD, whole.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
        return;
    }
#endif
    std::error_code error;
    std::filesystem::remove_all(target, error);
    std::filesystem::rename(whole, target, error);
    if (error) {
        throw Error("cannot write the checkpoint " + target.string() + ": " + error.message());
    }
}

} // namespace

void writeCheckpoint(const std::filesystem::path& folder, std::int64_t step,
    const std::function<void(const std::filesystem::path&)>& fill, std::size_t keep)
{
    const std::filesystem::path target = folder / (std::string(prefix) + std::to_string(step));
    const std::filesystem::path unfinished = folder / (std::string(unfinishedPrefix) + std::to_string(step));
    removeUnfinished(folder); // of earlier processes that were killed while they wrote one
    makeFolder(unfinished);
    try {
        fill(unfinished);
        syncFolder(unfinished);
        putInPlace(unfinished, target);
    } catch (...) {
        removeUnfinished(folder); // it may be what the disk is full of
        throw;
    }
    syncFolder(folder); // the others may go only when this one has its name for certain
    removeUnfinished(folder); // of the same step, as it was before
    // Later ones are of an attempt that this one has gone back behind, because they could not be read: they must not
    // push it out.
    std::size_t kept = 0;
    for (const std::filesystem::path& other : listCheckpoints(folder)) {
        if (stepOf(other) > step || ++kept > keep) {
            std::error_code ignored;
            std::filesystem::remove_all(other, ignored);
        }
    }
}

std::vector<std::filesystem::path> listCheckpoints(const std::filesystem::path& folder)
{
    std::vector<std::pair<std::int64_t, std::filesystem::path>> found;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error); !error && at != std::filesystem::directory_iterator();
         at.increment(error)) {
        std::error_code ignored;
        if (const auto step = stepOf(at->path()); step && at->is_directory(ignored)) {
            found.emplace_back(*step, at->path());
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        throw FileError("cannot read the checkpoints in " + folder.string(), error.value());
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::filesystem::path> folders;
    for (auto& [step, path] : found) {
        folders.push_back(std::move(path));
    }
    return folders;
}

} // namespace dpl
