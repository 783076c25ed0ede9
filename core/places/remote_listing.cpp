#include "places/remote_listing.hpp"

#include "base/error.hpp"
#include "places/shell.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <sstream>
#include <string_view>

#include <sys/stat.h>

namespace dpl::places {

namespace {

/// The number at the beginning of a text, and the space behind it, taken off.
std::optional<std::int64_t> takeNumber(std::string_view& text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end == text.data() + text.size() || *end != ' ') {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

bool staysInside(const std::filesystem::path& path)
{
    return path.is_relative() && std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

ListedFile lookedAt(const std::filesystem::path& file)
{
    struct stat found { };
    if (::stat(file.c_str(), &found) != 0) {
        throw FileError("cannot look at " + file.string(), errno);
    }
    return {found.st_size, found.st_mtime};
}

void addBelow(const std::filesystem::path& folder, const std::filesystem::path& relative, FileListing& listing)
{
    constexpr std::ptrdiff_t deepest = 32; // a link may lead to where it lies
    if (std::distance(relative.begin(), relative.end()) > deepest) {
        throw Error(folder.string() + " is nested too deep; a link in it may lead in a circle");
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::filesystem::path name = entry.path().filename();
        if (name.string().starts_with('.')) {
            continue;
        }
        if (entry.is_directory()) {
            addBelow(entry.path(), relative / name, listing);
        } else if (entry.is_regular_file()) {
            listing[relative / name] = lookedAt(entry.path());
        }
    }
}

} // namespace

std::string listingScript(const std::string& path, bool follow)
{
    const std::string links = follow ? "-L " : "";
    return "p=" + shellWord(path)
        + "\n"
          "if [ -d \"$p\" ]; then cd \"$p\" && find "
        + links + ". -type f -exec stat " + links
        + "-c '%s %Y %n' {} +\n"
          "elif [ -f \"$p\" ]; then stat "
        + links
        + "-c '%s %Y ./' \"$p\"\n"
          "else exit 1; fi\n";
}

FileListing parsedListing(const std::string& printed)
{
    FileListing listing;
    std::istringstream lines(printed);
    for (std::string line; std::getline(lines, line);) {
        std::string_view rest = line;
        const auto size = takeNumber(rest);
        const auto changed = size ? takeNumber(rest) : std::nullopt;
        if (!changed || !rest.starts_with("./")) {
            continue;
        }
        const std::filesystem::path path = rest.substr(2);
        if (staysInside(path)) {
            listing[path] = {*size, *changed};
        }
    }
    return listing;
}

FileListing listingHere(const std::filesystem::path& path)
{
    FileListing listing;
    try {
        if (std::filesystem::is_directory(path)) {
            addBelow(path, {}, listing);
        } else {
            listing[{}] = lookedAt(path);
        }
    } catch (const std::filesystem::filesystem_error& error) {
        throw Error("cannot read " + path.string() + ": " + error.code().message());
    }
    return listing;
}

} // namespace dpl::places
