#include "scoring/checkpoint_folders.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_strings.hpp"

#include <algorithm>
#include <cstdint>
#include <system_error>

namespace dpl::scoring {

namespace fs = std::filesystem;

namespace {

/// Whether config.json is a reward model's.
bool saysRewardModel(const fs::path& config)
{
    constexpr std::uintmax_t longest = 1 << 20;
    std::error_code error;
    if (const auto size = fs::file_size(config, error); error || size > longest) {
        return false;
    }
    try {
        const Json json = readJsonFile(config);
        const JsonObject object(json, config.string());
        if (object.has("value_head_prefix")) {
            return true;
        }
        const std::vector<std::string> names =
            object.has("architectures") ? strings(object, "architectures") : std::vector<std::string>();
        return std::any_of(names.begin(), names.end(), [](const std::string& name) {
            return name.ends_with("ForSequenceClassification") || name.ends_with("RewardModel");
        });
    } catch (const Error&) {
        return false;
    }
}

} // namespace

bool isCheckpoint(const fs::path& folder)
{
    std::error_code ignored;
    if (fs::exists(folder / "adapter_config.json", ignored)) {
        return true;
    }
    return fs::exists(folder / "config.json", ignored)
        && (fs::exists(folder / "value_head.safetensors", ignored) || fs::exists(folder / "value_head.bin", ignored)
            || saysRewardModel(folder / "config.json"));
}

std::vector<fs::path> checkpointsDirectlyIn(const fs::path& folder)
{
    if (isCheckpoint(folder)) {
        return {folder};
    }
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        if (!entry->path().filename().string().starts_with('.') && isCheckpoint(entry->path())) {
            found.push_back(entry->path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace dpl::scoring
