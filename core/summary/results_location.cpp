#include "summary/results_location.hpp"

#include "records/evaluated_responses.hpp"
#include "records/evaluation_record.hpp"
#include "records/model_key.hpp"
#include "runs/run_folder.hpp"

#include <deque>
#include <string>

namespace dpl::summary {

namespace {

namespace fs = std::filesystem;

constexpr int mostNames = 500;
constexpr int mostOpened = 12; // files, of which the first row is read

bool isJsonl(const std::string& name)
{
    return name.ends_with(".jsonl") || name.ends_with(".jsonl.gz");
}

} // namespace

bool mayHoldResults(const fs::path& place)
{
    std::error_code error;
    if (!fs::is_directory(place, error)) {
        return fs::is_regular_file(place, error) && records::isResponseEvaluation(place);
    }
    int names = 0;
    int opened = 0;
    std::deque<fs::path> folders{place};
    for (; !folders.empty(); folders.pop_front()) {
        for (fs::directory_iterator entry(folders.front(), fs::directory_options::skip_permission_denied, error);
             !error && entry != fs::directory_iterator(); entry.increment(error)) {
            if (++names > mostNames) {
                return true;
            }
            std::error_code ignored;
            const std::string name = entry->path().filename().string();
            if (entry->is_directory(ignored)) {
                if (!name.starts_with('.') && !entry->is_symlink(ignored)) {
                    folders.push_back(entry->path());
                }
            } else if (name.starts_with("eval_results_both.jsonl")) {
                if (records::modelOfFolder(records::checkpointOf(entry->path()))) {
                    return true;
                }
            } else if (isJsonl(name) && !name.starts_with("eval_results_") && !runs::isFileOfRun(name)) {
                if (++opened > mostOpened || records::isResponseEvaluation(entry->path())) {
                    return true;
                }
            }
        }
    }
    return false;
}

} // namespace dpl::summary
