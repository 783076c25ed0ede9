#include "base/unfinished_files.hpp"

#include "base/content_hash.hpp"
#include "base/process_identity.hpp"

#include <atomic>
#include <charconv>
#include <chrono>
#include <functional>
#include <vector>

#include <unistd.h>

namespace dpl {

namespace {

/// With room for what is put around it within a name's 255 bytes.
std::string shortName(const std::string& name)
{
    constexpr std::size_t longest = 180;
    return name.substr(0, longest);
}

/// Tells machines apart, and one before its restart from the same one after it.
std::string machineName()
{
    static const std::string name = [] {
        const ProcessIdentity own = thisProcess();
        ContentHash hash;
        hash.add(own.host);
        hash.add(own.boot);
        return hash.hex().substr(0, 8);
    }();
    return name;
}

void removeWhere(const std::filesystem::path& folder, const std::string& prefix,
    const std::function<bool(const std::filesystem::directory_entry&, std::string_view)>& isWanted)
{
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder.empty() ? "." : folder, error);
         !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.starts_with(prefix) && isWanted(*at, std::string_view(name).substr(prefix.size()))) {
            found.push_back(at->path());
        }
    }
    for (const std::filesystem::path& path : found) {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
}

/// Whether the process in "{machine}-{process}-{number}" is of this machine and no longer there.
bool isOfTheDead(std::string_view maker)
{
    const std::string here = machineName() + "-";
    std::int64_t pid = 0;
    if (!maker.starts_with(here)) {
        return false;
    }
    maker.remove_prefix(here.size());
    const auto parsed = std::from_chars(maker.data(), maker.data() + maker.size(), pid);
    return parsed.ec == std::errc() && !processExists(pid);
}

} // namespace

std::filesystem::path unfinishedName(const std::filesystem::path& file)
{
    static std::atomic<std::uint64_t> number = 0;
    return file.parent_path()
        / (std::string(unfinishedPrefix) + shortName(file.filename().string()) + "." + machineName() + "-"
            + std::to_string(::getpid()) + "-" + std::to_string(++number));
}

void removeUnfinished(const std::filesystem::path& folder, const std::string& name)
{
    const std::string prefix = std::string(unfinishedPrefix) + (name.empty() ? "" : shortName(name) + ".");
    removeWhere(folder, prefix, [](const auto&, std::string_view) { return true; });
}

void removeAbandoned(const std::filesystem::path& file)
{
    constexpr auto longEnough = std::chrono::hours(24);
    const std::string prefix = std::string(unfinishedPrefix) + shortName(file.filename().string()) + ".";
    const auto now = std::filesystem::file_time_type::clock::now();
    removeWhere(file.parent_path(), prefix, [&](const auto& entry, std::string_view maker) {
        std::error_code error;
        const auto touched = entry.last_write_time(error);
        return isOfTheDead(maker) || (!error && now - touched > longEnough);
    });
}

} // namespace dpl
