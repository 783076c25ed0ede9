#include "hub/named_files.hpp"

#include "hub/hub_cache.hpp"
#include "hub/hub_settings.hpp"

#include <vector>

namespace dpl::hub {

namespace fs = std::filesystem;

namespace {

/// The GGUF file of a snapshot that has one and nothing else that could be a model.
std::optional<fs::path> onlyGguf(const fs::path& snapshot)
{
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(snapshot, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        if (entry->path().extension() == ".safetensors" || entry->path().extension() == ".bin") {
            return std::nullopt;
        }
        if (entry->path().extension() == ".gguf") {
            files.push_back(entry->path());
        }
    }
    return files.size() == 1 ? std::optional(files.front()) : std::nullopt;
}

} // namespace

std::optional<fs::path> located(const std::string& name, RepositoryKind kind)
{
    std::error_code ignored;
    if (fs::exists(name, ignored)) {
        return fs::path(name);
    }
    const auto repository = repositoryNamed(name, kind);
    const auto snapshot = repository ? cachedSnapshot(huggingFaceCache(), *repository) : std::nullopt;
    if (!snapshot || kind == RepositoryKind::dataset) {
        return snapshot;
    }
    const auto gguf = onlyGguf(*snapshot);
    return gguf ? gguf : snapshot;
}

std::string fetchAdvice(const std::string& name, RepositoryKind kind)
{
    const auto repository = repositoryNamed(name, kind);
    return repository && isOwnersName(name) ? "; it is not in the Hugging Face cache (" + huggingFaceCache().string()
            + ") either, where `" + fetchCommand(*repository) + "` brings it"
                                            : std::string();
}

bool mayBeFetched(const std::string& name, RepositoryKind kind)
{
    return isOwnersName(name) && !located(name, kind);
}

} // namespace dpl::hub
