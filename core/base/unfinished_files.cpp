#include "base/unfinished_files.hpp"

#include <vector>

namespace dpl {

void removeUnfinished(const std::filesystem::path& folder, const std::string& name)
{
    const std::string prefix = std::string(unfinishedPrefix) + (name.empty() ? "" : name + ".");
    std::vector<std::filesystem::path> found;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error); !error && at != std::filesystem::directory_iterator();
         at.increment(error)) {
        if (at->path().filename().string().starts_with(prefix)) {
            found.push_back(at->path());
        }
    }
    for (const std::filesystem::path& path : found) {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
}

} // namespace dpl
