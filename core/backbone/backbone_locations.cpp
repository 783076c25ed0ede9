#include "backbone/backbone_locations.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/stopped.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace dpl::backbone {

namespace fs = std::filesystem;

namespace {

constexpr int deepestFolder = 6;

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// The name that a repository's folder has in the cache: "models--openai--gpt2".
std::string cacheFolderName(std::string name)
{
    for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 2)) {
        name.replace(at, 1, "--");
    }
    return "models--" + name;
}

bool looksLikeBackbone(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::exists(folder / "config.json", ignored)) {
        return false;
    }
    for (const char* name :
        {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"}) {
        if (fs::exists(folder / name, ignored)) {
            return true;
        }
    }
    return false;
}

/// The one snapshot of a cached model that its name stands for.
std::optional<fs::path> currentSnapshot(const fs::path& repository)
{
    std::error_code ignored;
    const fs::path snapshots = repository / "snapshots";
    try {
        std::string revision = readFile(repository / "refs" / "main");
        revision.erase(revision.find_last_not_of(" \r\n\t") + 1);
        if (!revision.empty() && revision.find('/') == std::string::npos
            && fs::is_directory(snapshots / revision, ignored)) {
            return snapshots / revision;
        }
    } catch (const Error&) {
        // No ref: a snapshot that was downloaded by its hash.
    }
    std::optional<fs::path> newest;
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

void findBackbone(const fs::path& path, int depth, std::set<fs::path>& found, const std::stop_token& stop)
{
    throwIfStopped(stop);
    std::error_code error;
    if (fs::is_regular_file(path, error)) {
        if (path.extension() == ".gguf") {
            found.insert(path);
        }
        return;
    }
    if (!fs::is_directory(path, error) || depth > deepestFolder) {
        return;
    }
    const std::string name = path.filename().string();
    if (name.starts_with("models--")) {
        if (const auto snapshot = currentSnapshot(path)) {
            findBackbone(*snapshot, depth + 2, found, stop);
        }
        return;
    }
    if (looksLikeBackbone(path)) {
        found.insert(path);
    }
    // Stepped by hand, since a range-for throws where a folder vanishes or fails half-way.
    fs::directory_iterator at(path, fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
        const std::string child = at->path().filename().string();
        // The cache keeps content under hashes in blobs; hidden folders hold no models of the user's.
        if (child != "blobs" && child.front() != '.') {
            findBackbone(at->path(), depth + 1, found, stop);
        }
    }
}

} // namespace

fs::path huggingFaceCache()
{
    if (const std::string hub = environment("HF_HUB_CACHE"); !hub.empty()) {
        return hub;
    }
    if (const std::string home = environment("HF_HOME"); !home.empty()) {
        return fs::path(home) / "hub";
    }
    if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty()) {
        return fs::path(cache) / "huggingface" / "hub";
    }
    return fs::path(environment("HOME")) / ".cache" / "huggingface" / "hub";
}

std::optional<fs::path> cachedBackbone(const std::string& name)
{
    if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos
        || std::count(name.begin(), name.end(), '/') > 1) {
        return std::nullopt;
    }
    const fs::path repository = huggingFaceCache() / cacheFolderName(name);
    std::error_code ignored;
    return fs::is_directory(repository, ignored) ? currentSnapshot(repository) : std::nullopt;
}

fs::path locateBackbone(const std::string& name)
{
    std::error_code ignored;
    return fs::exists(name, ignored) ? fs::path(name) : cachedBackbone(name).value_or(name);
}

std::vector<fs::path> findBackbones(const std::vector<fs::path>& places, std::stop_token stop)
{
    std::set<fs::path> found;
    for (const fs::path& place : places) {
        findBackbone(place.lexically_normal(), 0, found, stop);
    }
    return {found.begin(), found.end()};
}

} // namespace dpl::backbone
