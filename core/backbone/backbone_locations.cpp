#include "backbone/backbone_locations.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "hub/hub_cache.hpp"
#include "hub/hub_settings.hpp"
#include "hub/named_files.hpp"
#include "weights/weight_file.hpp"

#include <set>

namespace dpl::backbone {

namespace fs = std::filesystem;

namespace {

constexpr int deepestFolder = 6;

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

void findBackbone(const fs::path& path, int depth, std::set<fs::path>& found, const std::stop_token& stop)
{
    throwIfStopped(stop);
    std::error_code error;
    if (fs::is_regular_file(path, error)) {
        if (path.extension() == ".gguf" && weights::ggufPieces(path).front() == path) { // others are named by the first
            found.insert(path);
        }
        return;
    }
    if (!fs::is_directory(path, error) || depth > deepestFolder) {
        return;
    }
    const std::string name = path.filename().string();
    if (name.starts_with("models--")) {
        if (const auto snapshot = hub::snapshotIn(path)) {
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

std::optional<fs::path> cachedBackbone(const std::string& name)
{
    const auto repository = hub::repositoryNamed(name, hub::RepositoryKind::model);
    return repository ? hub::cachedSnapshot(hub::huggingFaceCache(), *repository) : std::nullopt;
}

fs::path locateBackbone(const std::string& name)
{
    if (const auto found = hub::located(name, hub::RepositoryKind::model)) {
        return *found;
    }
    if (const std::string advice = hub::fetchAdvice(name, hub::RepositoryKind::model); !advice.empty()) {
        throw Error("there is no folder or file " + name + advice);
    }
    return name;
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
