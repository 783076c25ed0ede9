#include "hub/hub_cache.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/unfinished_files.hpp"
#include "base/uninterrupted.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl::hub {

namespace fs = std::filesystem;

namespace {

std::string folderNameOf(const Repository& repository)
{
    std::string name = repository.name;
    if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
        name.replace(slash, 1, "--");
    }
    return toString(repository.kind) + "s--" + name;
}

/// What refs has of a revision; nothing if it has none that could be a snapshot's.
std::optional<std::string> referredCommit(const fs::path& repositoryFolder, const std::string& revision)
{
    try {
        std::string commit = readFile(repositoryFolder / "refs" / revision);
        commit.erase(commit.find_last_not_of(" \r\n\t") + 1);
        return commit.empty() || commit.find('/') != std::string::npos || commit.front() == '.' ? std::nullopt
                                                                                                : std::optional(commit);
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::int64_t sizeOf(const fs::path& file)
{
    std::error_code error;
    const auto size = fs::file_size(file, error);
    return error ? -1 : static_cast<std::int64_t>(size);
}

/// Takes the place of what is there, at once.
void putLink(const fs::path& target, const fs::path& link)
{
    const fs::path name = unfinishedName(link);
    std::error_code error;
    fs::create_symlink(target, name, error);
    if (!error) {
        fs::rename(name, link, error);
        if (error) {
            const std::string reason = error.message();
            fs::remove(name, error);
            throw Error("cannot write " + link.string() + ": " + reason);
        }
        return;
    }
    // File systems without symbolic links (as FAT) have the file itself there; huggingface_hub does the same.
    const fs::path content = (link.parent_path() / target).lexically_normal();
    std::error_code failed;
    fs::create_hard_link(content, link, failed);
    if (failed && failed != std::errc::file_exists) {
        fs::rename(content, link, failed);
        if (failed) {
            throw Error("cannot write " + link.string() + ": " + error.message());
        }
    }
}

} // namespace

std::optional<fs::path> snapshotIn(const fs::path& repositoryFolder, const std::string& revision)
{
    std::error_code ignored;
    const fs::path snapshots = repositoryFolder / "snapshots";
    if (isCommit(revision)) {
        return fs::is_directory(snapshots / revision, ignored) ? std::optional(snapshots / revision) : std::nullopt;
    }
    if (const auto commit = referredCommit(repositoryFolder, revision);
        commit && fs::is_directory(snapshots / *commit, ignored)) {
        return snapshots / *commit;
    }
    std::optional<fs::path> newest;
    if (revision != "main") {
        return newest;
    }
    fs::file_time_type newestTime;
    for (const auto& entry : fs::directory_iterator(snapshots, ignored)) {
        const auto time = fs::last_write_time(entry.path(), ignored);
        if (entry.is_directory(ignored) && (!newest || time > newestTime)) {
            newest = entry.path();
            newestTime = time;
        }
    }
    return newest;
}

std::optional<fs::path> cachedSnapshot(const fs::path& cache, const Repository& repository)
{
    return snapshotIn(cache / folderNameOf(repository), repository.revision);
}

std::optional<std::string> repositoryNameOf(const fs::path& snapshot)
{
    const fs::path folder = (snapshot / "").parent_path();
    const std::string repository = folder.parent_path().parent_path().filename().string();
    if (folder.parent_path().filename() != "snapshots") {
        return std::nullopt;
    }
    for (const RepositoryKind kind : {RepositoryKind::model, RepositoryKind::dataset}) {
        const std::string start = toString(kind) + "s--";
        if (repository.starts_with(start) && repository.size() > start.size()) {
            std::string name = repository.substr(start.size());
            if (const std::size_t at = name.find("--"); at != std::string::npos) {
                name.replace(at, 2, "/");
            }
            return name;
        }
    }
    return std::nullopt;
}

RepositoryCache::RepositoryCache(fs::path cache, const Repository& repository)
    : m_cache(std::move(cache)), m_folder(m_cache / folderNameOf(repository))
{
}

fs::path RepositoryCache::incomplete(const RemoteFile& file) const
{
    return m_folder / "blobs" / (file.blob + ".incomplete");
}

fs::path RepositoryCache::lock(const RemoteFile& file) const
{
    return m_cache / ".locks" / m_folder.filename() / (file.blob + ".lock");
}

bool RepositoryCache::hasContent(const RemoteFile& file, const std::string& commit) const
{
    return sizeOf(blob(file)) == file.size || isLinked(file, commit);
}

std::int64_t RepositoryCache::bytesOf(const RemoteFile& file, const std::string& commit) const
{
    if (hasContent(file, commit)) {
        return file.size;
    }
    const std::int64_t begun = sizeOf(incomplete(file));
    return begun > 0 && begun <= file.size ? begun : 0;
}

bool RepositoryCache::isLinked(const RemoteFile& file, const std::string& commit) const
{
    const fs::path link = snapshot(commit) / file.name;
    std::error_code error;
    const fs::file_status status = fs::symlink_status(link, error);
    if (fs::is_symlink(status)) {
        return fs::read_symlink(link, error).filename() == file.blob && sizeOf(link) == file.size;
    }
    return fs::is_regular_file(status) && sizeOf(link) == file.size;
}

void RepositoryCache::link(const RemoteFile& file, const std::string& commit) const
{
    if (isLinked(file, commit)) {
        return;
    }
    const fs::path link = snapshot(commit) / file.name;
    makeFolder(link.parent_path());
    putLink(blob(file).lexically_relative(link.parent_path()), link);
}

std::optional<std::string> RepositoryCache::commitOf(const std::string& revision) const
{
    if (isCommit(revision)) {
        return revision;
    }
    const auto commit = referredCommit(m_folder, revision);
    return commit && isCommit(*commit) ? commit : std::nullopt;
}

void RepositoryCache::keepRevision(const std::string& revision, const std::string& commit) const
{
    if (revision != commit && commitOf(revision) != commit) {
        writeFileAtomically(m_folder / "refs" / revision, commit);
    }
}

std::optional<Listing> RepositoryCache::listing(const std::string& commit) const
{
    const fs::path file = m_folder / "trees" / (commit + ".json");
    try {
        Listing listing = listingOfTreeFile(readJsonFile(file), commit, file.string());
        return listing.isTold() ? std::optional(listing) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt; // the hub is asked again
    }
}

void RepositoryCache::keepListing(const Listing& listing) const
{
    const fs::path file = m_folder / "trees" / (listing.commit + ".json");
    std::error_code ignored;
    if (listing.isTold() && !fs::exists(file, ignored)) {
        writeJsonFile(file, treeFile(listing), 1);
    }
}

void RepositoryCache::tag() const
{
    const fs::path file = m_cache / "CACHEDIR.TAG";
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        // The first line is the standard's: https://bford.info/cachedir
        writeFileAtomically(file,
            "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of files of the Hugging Face hub.\n",
            Durability::soon);
    }
}

BlobLock::BlobLock(const fs::path& file)
{
    makeFolder(file.parent_path());
    for (;;) {
        m_descriptor = uninterrupted([&] { return ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); });
        if (m_descriptor < 0) {
            throw FileError("cannot write " + file.string(), errno);
        }
        if (uninterrupted([&] { return ::flock(m_descriptor, LOCK_EX | LOCK_NB); }) != 0 && errno == EWOULDBLOCK) {
            ::close(std::exchange(m_descriptor, -1));
            return;
        }
        // Whoever had it may have removed the file when he left, as some versions of Python's filelock do.
        struct stat ours { };
        struct stat there { };
        if (::fstat(m_descriptor, &ours) == 0 && ::stat(file.c_str(), &there) == 0 && ours.st_ino == there.st_ino
            && ours.st_dev == there.st_dev) {
            return;
        }
        ::close(std::exchange(m_descriptor, -1));
    }
}

BlobLock::~BlobLock()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

} // namespace dpl::hub
