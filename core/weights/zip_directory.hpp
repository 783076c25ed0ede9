#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::weights {

/// A file within a zip archive; both point into the archive.
struct ZipEntry {
    std::string_view name;
    std::span<const std::byte> content; ///< as it is stored
    bool isPlain = true; ///< neither compressed nor encrypted
};

/// The entries of an archive (zip64 too) as its directory at the end lists them. Each lies within the archive, and no
/// name occurs twice. Entries that are compressed or encrypted are an error. Checksums are not checked, as torch does
/// not.
std::vector<ZipEntry> readZipDirectory(std::span<const std::byte> archive, const std::string& source);

} // namespace dpl::weights
