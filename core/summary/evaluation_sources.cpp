#include "summary/evaluation_sources.hpp"

#include "records/evaluated_responses.hpp"
#include "records/model_key.hpp"

#include <algorithm>
#include <map>

namespace dpl::summary {

namespace {

namespace fs = std::filesystem;

constexpr int deepestFolder = 8;

/// The folder above the one that is named as a data subset, of a checkpoint as the reference or this program names it.
fs::path sourceOf(const fs::path& checkpoint)
{
    if (!records::modelOfFolder(checkpoint)) {
        return {};
    }
    const auto isSubset = [](const fs::path& folder) {
        return std::any_of(std::begin(data::allDataSubsets), std::end(data::allDataSubsets),
            [&](data::DataSubset subset) { return folder.filename() == data::toString(subset); });
    };
    fs::path folder = checkpoint.parent_path();
    return (isSubset(folder) ? folder : folder.parent_path()).parent_path();
}

bool mayHoldScores(const fs::path& file)
{
    const std::string name = file.filename().string();
    return (name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")) && name != "metrics.jsonl";
}

} // namespace

std::vector<EvaluationSource> findEvaluationSources(const fs::path& root)
{
    std::map<fs::path, EvaluationSource> sources;
    std::error_code error;
    if (!fs::is_directory(root, error)) {
        return {};
    }
    fs::recursive_directory_iterator entry(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        const fs::path& path = entry->path();
        if (entry->is_directory(ignored)) {
            const std::string name = path.filename().string();
            if (name.starts_with('.') || name == "checkpoints" || name == "outputs" || entry.depth() >= deepestFolder) {
                entry.disable_recursion_pending();
            }
            continue;
        }
        if (!mayHoldScores(path)) {
            continue;
        }
        fs::path folder;
        if (path.filename().string().starts_with("eval_results_")) {
            folder = sourceOf(path.parent_path());
        } else if (records::isResponseEvaluation(path)) {
            folder = path.parent_path();
        }
        if (folder.empty()) {
            continue;
        }
        EvaluationSource& source = sources[folder];
        source.folder = folder;
        ++source.files;
        const auto written = fs::last_write_time(path, ignored).time_since_epoch();
        source.newest =
            std::max<std::int64_t>(source.newest, std::chrono::duration_cast<std::chrono::seconds>(written).count());
    }
    std::vector<EvaluationSource> found;
    for (auto& [folder, source] : sources) {
        const fs::path within = folder.lexically_relative(root);
        source.name = within == "." || within.empty() ? root.filename().string() : within.generic_string();
        source.experiment = within == "." || within.empty() ? root : root / *within.begin();
        found.push_back(std::move(source));
    }
    std::stable_sort(found.begin(), found.end(),
        [](const EvaluationSource& a, const EvaluationSource& b) { return a.newest > b.newest; });
    return found;
}

} // namespace dpl::summary
