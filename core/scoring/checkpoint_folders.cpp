#include "scoring/checkpoint_folders.hpp"

#include <algorithm>
#include <system_error>

namespace dpl::scoring {

namespace fs = std::filesystem;

bool isCheckpoint(const fs::path& folder)
{
    std::error_code ignored;
    return fs::exists(folder / "adapter_config.json", ignored);
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
