#include "places/mirror.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "runs/placed_state.hpp"
#include "runs/run_record_file.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fnmatch.h>
#include <sys/stat.h>

namespace dpl::places {

namespace {

/// Sockets, locks and what is not whole yet: nobody's but the host's.
constexpr std::array neverMirrored{"checkpoints/", ".tokens/", "tokens/", "inputs/", ".rsync-partial/", ".lock",
    "*.tmp", ".unfinished-*", "*.unfinished-*"};

constexpr std::array weights{
    "*.safetensors", "*.bin", "*.pt", "*.pth", "*.gguf", "*.ckpt", "*.npz", "*.h5", "*.onnx", "*.msgpack"};

bool matches(const std::string& name, const char* pattern)
{
    return ::fnmatch(pattern, name.c_str(), 0) == 0;
}

bool isWeight(const std::filesystem::path& file)
{
    return std::any_of(weights.begin(), weights.end(),
        [name = file.filename().string()](const char* pattern) { return matches(name, pattern); });
}

/// When the run in a folder began, in seconds since 1970; nothing where there is none that can be read.
std::optional<double> beginOfRun(const std::filesystem::path& folder)
{
    try {
        return runs::secondsBetween("1970-01-01T00:00:00Z", runs::readRecord(folder).created);
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// `begun`: of the run that is nearest above.
void removeOutdatedIn(const std::filesystem::path& folder, std::optional<double> begun)
{
    if (isPresent(folder / "run.json")) {
        begun = beginOfRun(folder);
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        struct stat found { };
        if (entry.is_directory() && !entry.is_symlink()) {
            removeOutdatedIn(entry.path(), begun);
        } else if (begun && isWeight(entry.path()) && ::lstat(entry.path().c_str(), &found) == 0
            && static_cast<double>(found.st_mtime) < *begun) {
            std::filesystem::remove(entry.path());
        }
    }
}

} // namespace

std::vector<std::string> leftOutOfMirror(Fetch what)
{
    std::vector<std::string> patterns(neverMirrored.begin(), neverMirrored.end());
    if (what == Fetch::records) {
        patterns.insert(patterns.end(), weights.begin(), weights.end());
    }
    return patterns;
}

bool isLeftOut(const std::filesystem::path& relative, Fetch what)
{
    if (relative == runs::placedName) {
        return true;
    }
    const std::vector<std::string> patterns = leftOutOfMirror(what);
    for (auto part = relative.begin(); part != relative.end(); ++part) {
        const bool isFolder = std::next(part) != relative.end();
        for (const std::string& pattern : patterns) {
            const bool isOfFolders = pattern.back() == '/';
            if ((!isOfFolders || isFolder)
                && matches(part->string(), pattern.substr(0, pattern.size() - (isOfFolders ? 1 : 0)).c_str())) {
                return true;
            }
        }
    }
    return false;
}

void prepareMirror(const std::filesystem::path& mirror)
{
    makeFolder(mirror);
    if (!std::filesystem::is_empty(mirror) && !isPresent(mirror / runs::placedName)) {
        throw Error(mirror.string() + " holds other things than a job's mirror; move them away");
    }
}

void removeOutdatedModels(const std::filesystem::path& mirror)
{
    try {
        removeOutdatedIn(mirror, std::nullopt);
    } catch (const std::filesystem::filesystem_error& error) {
        throw Error("cannot tidy " + mirror.string() + ": " + error.code().message());
    }
}

} // namespace dpl::places
