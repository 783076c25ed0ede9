#pragma once

#include "hub/listing.hpp"
#include "hub/repository.hpp"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

namespace dpl::hub {

/// The snapshot of a repository in the hub's cache that its name stands for: of a commit that one, else the one that
/// refs/{revision} names; of "main" without a ref the one written last, which was downloaded by its commit.
std::optional<std::filesystem::path> cachedSnapshot(const std::filesystem::path& cache, const Repository& repository);

/// The same of a repository's folder in the cache ("models--openai--gpt2").
std::optional<std::filesystem::path> snapshotIn(
    const std::filesystem::path& repositoryFolder, const std::string& revision = "main");

/// "openai/gpt2", of a folder models--openai--gpt2/snapshots/COMMIT; nothing for another.
std::optional<std::string> repositoryNameOf(const std::filesystem::path& snapshot);

/// A repository's part of the cache, which huggingface_hub shares:
///   models--ORG--NAME/blobs/{blob}                        content, by its digest; {blob}.incomplete while it comes
///   models--ORG--NAME/snapshots/{commit}/{name}           links to blobs
///   models--ORG--NAME/refs/{revision}                     a commit
///   models--ORG--NAME/trees/{commit}.json                 what is in the repository at that commit
///   .locks/models--ORG--NAME/{blob}.lock                  locked (flock) by whoever writes a blob
class RepositoryCache {
public:
    RepositoryCache(std::filesystem::path cache, const Repository& repository);

    const std::filesystem::path& cache() const { return m_cache; }
    std::filesystem::path blob(const RemoteFile& file) const { return m_folder / "blobs" / file.blob; }
    std::filesystem::path incomplete(const RemoteFile& file) const;
    std::filesystem::path lock(const RemoteFile& file) const;
    std::filesystem::path snapshot(const std::string& commit) const { return m_folder / "snapshots" / commit; }

    bool hasContent(const RemoteFile& file, const std::string& commit) const; ///< whole, as a blob or in the snapshot
    std::int64_t bytesOf(const RemoteFile& file, const std::string& commit) const; ///< that need not be fetched

    /// Makes snapshots/{commit}/{name} lead to its blob, unless it does.
    void link(const RemoteFile& file, const std::string& commit) const;
    bool isLinked(const RemoteFile& file, const std::string& commit) const;

    std::optional<std::string> commitOf(const std::string& revision) const; ///< as refs has it
    void keepRevision(const std::string& revision, const std::string& commit) const;

    std::optional<Listing> listing(const std::string& commit) const; ///< nothing if there is none that can be read
    void keepListing(const Listing& listing) const;

    /// The mark by which backups pass over a cache.
    void tag() const;

private:
    std::filesystem::path m_cache;
    std::filesystem::path m_folder;
};

/// The lock of a blob, held until destroyed. On file systems without locks nothing is held.
class BlobLock {
public:
    /// Takes it if nobody has it.
    explicit BlobLock(const std::filesystem::path& file);
    ~BlobLock();
    BlobLock(const BlobLock&) = delete;
    BlobLock& operator=(const BlobLock&) = delete;

    bool isTaken() const { return m_descriptor >= 0; } ///< otherwise another process or thread has it

private:
    int m_descriptor = -1;
};

} // namespace dpl::hub
