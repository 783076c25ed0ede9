#include "base/checkpoints.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/unfinished_files.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

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

} // namespace

void writeCheckpoint(const std::filesystem::path& folder, std::int64_t step,
    const std::function<void(const std::filesystem::path&)>& fill, std::size_t keep)
{
    const std::filesystem::path target = folder / (std::string(prefix) + std::to_string(step));
    const std::filesystem::path unfinished = folder / (std::string(unfinishedPrefix) + std::to_string(step));
    std::error_code error;
    removeUnfinished(folder); // of earlier processes that were killed while they wrote one
    makeFolder(unfinished);
    fill(unfinished);
    std::filesystem::remove_all(target, error);
    std::filesystem::rename(unfinished, target, error);
    if (error) {
        throw Error("cannot write the checkpoint " + target.string() + ": " + error.message());
    }
    // Later ones are of an attempt that this one has gone back behind, because they could not be read: they must not
    // push it out.
    std::size_t kept = 0;
    for (const std::filesystem::path& other : listCheckpoints(folder)) {
        if (stepOf(other) > step || ++kept > keep) {
            std::filesystem::remove_all(other, error);
        }
    }
}

std::vector<std::filesystem::path> listCheckpoints(const std::filesystem::path& folder)
{
    std::vector<std::pair<std::int64_t, std::filesystem::path>> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        std::error_code ignored;
        if (const auto step = stepOf(entry.path()); step && entry.is_directory(ignored)) {
            found.emplace_back(*step, entry.path());
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::filesystem::path> folders;
    for (auto& [step, path] : found) {
        folders.push_back(std::move(path));
    }
    return folders;
}

} // namespace dpl
