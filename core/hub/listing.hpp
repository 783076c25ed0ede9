#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace dpl::hub {

/// A file of a repository, as the hub tells of it.
struct RemoteFile {
    std::string name; ///< with "/" between folders; safe (requireSafeFileName)
    std::int64_t size = -1; ///< bytes; -1: not told
    std::string blob; ///< what the hub and its caches store the content by: 64 hexadecimal digits of SHA-256 for large
                      ///< files, 40 of git's SHA-1 for small ones; empty: not told

    bool isTold() const { return size >= 0 && !blob.empty(); }
    bool isLarge() const { return blob.size() == 64; } ///< its blob is a SHA-256
};

/// What is in a repository at a commit.
struct Listing {
    std::string commit;
    std::string licence; ///< by the card's metadata: "apache-2.0", "other (llama2)"; empty: it does not say
    bool isGated = false; ///< its owner asks to accept terms
    std::vector<RemoteFile> files; ///< by name

    bool isTold() const; ///< sizes and blobs of all files
};

// Each throws Error naming `source` for an answer that is not what the hub gives, or names files that are not safe.

/// Of /api/models/NAME/revision/REVISION?blobs=true.
Listing listingOfInfo(const std::string& answer, const std::string& source);

/// Of a page of /api/models/NAME/tree/COMMIT?recursive=true; folders are passed over.
std::vector<RemoteFile> filesOfTree(const std::string& answer, const std::string& source);

/// As the cache keeps a listing (trees/COMMIT.json), for Python's client as well.
Json treeFile(const Listing& listing);
Listing listingOfTreeFile(const Json& json, const std::string& commit, const std::string& source);

/// What to show of a text of the hub's: without control characters, and not too long.
std::string shownText(const std::string& text);

} // namespace dpl::hub
