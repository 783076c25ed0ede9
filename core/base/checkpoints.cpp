#include "base/checkpoints.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

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
    return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(step) : std::nullopt;
}

} // namespace

void writeCheckpoint(const std::filesystem::path& folder, std::int64_t step,
    const std::function<void(const std::filesystem::path&)>& fill, std::size_t keep)
{
    const std::filesystem::path target = folder / (std::string(prefix) + std::to_string(step));
    const std::filesystem::path unfinished = folder / (".unfinished-" + std::to_string(step));
    std::error_code error;
    std::filesystem::remove_all(unfinished, error);
    makeFolder(unfinished);
    fill(unfinished);
    std::filesystem::remove_all(target, error);
    std::filesystem::rename(unfinished, target, error);
    if (error) {
        throw Error("cannot write the checkpoint " + target.string() + ": " + error.message());
    }
    const auto all = listCheckpoints(folder);
    for (std::size_t i = keep; i < all.size(); ++i) {
        std::filesystem::remove_all(all[i], error);
    }
}

std::vector<std::filesystem::path> listCheckpoints(const std::filesystem::path& folder)
{
    std::vector<std::pair<std::int64_t, std::filesystem::path>> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (const auto step = stepOf(entry.path())) {
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
