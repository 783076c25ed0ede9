#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace dpl::places {

/// A file by what rsync tells files apart by, too.
struct ListedFile {
    std::int64_t size = 0;
    std::int64_t changed = 0; ///< seconds since 1970

    friend bool operator==(const ListedFile&, const ListedFile&) = default;
};

/// By their paths below a folder; that of a file which was asked for itself is empty.
using FileListing = std::map<std::filesystem::path, ListedFile>;

/// A script that prints the files below a folder, or a file itself; symbolic links are followed if `follow`. It ends
/// with 1 if there is nothing.
std::string listingScript(const std::string& path, bool follow);

/// What such a script printed. Names with line breaks, absolute ones and those that lead out of the folder are left
/// out.
FileListing parsedListing(const std::string& printed);

/// The same of a folder or file here, links followed. Names that begin with a point are left out, with all below.
FileListing listingHere(const std::filesystem::path& path);

} // namespace dpl::places
