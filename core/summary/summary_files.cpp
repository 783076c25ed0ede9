#include "summary/summary_files.hpp"

#include "base/error.hpp"
#include "records/evaluated_responses.hpp"

#include <algorithm>

namespace dpl::summary {

namespace {

namespace fs = std::filesystem;

constexpr int deepestFolder = 10;

/// The name without .gz.
std::string plainName(const fs::path& file)
{
    const std::string name = file.filename().string();
    return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
}

std::vector<fs::path> jsonlFiles(const fs::path& root)
{
    std::error_code error;
    const fs::file_status status = fs::status(root, error);
    if (!fs::exists(status)) {
        throw Error("there is no folder " + root.string() + " to summarise");
    }
    if (!fs::is_directory(status)) {
        return {root};
    }
    std::vector<fs::path> files;
    fs::recursive_directory_iterator entry(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored)) {
            if (entry.depth() >= deepestFolder || entry->path().filename().string().starts_with('.')) {
                entry.disable_recursion_pending();
            }
        } else if (entry->is_regular_file(ignored) && plainName(entry->path()).ends_with(".jsonl")) {
            files.push_back(entry->path());
        }
    }
    if (error) {
        throw Error("cannot read the folder " + root.string() + ": " + error.message());
    }
    std::sort(files.begin(), files.end());
    return files;
}

bool isReferencePlace(const fs::path& file)
{
    return std::find(file.begin(), file.end(), "relabeled_hh_rlhf") != file.end();
}

void addComparisons(const fs::path& file, SummaryFiles& found)
{
    const auto model = records::modelOfFolder(file.parent_path());
    if (!model) {
        found.ignored.push_back({file,
            "its folder is not named as the reference names a model's, "
            "{data_subset}/{type}_{model}__..._peft_last_checkpoint, and the file does not say which model it comes "
            "from"});
        return;
    }
    if (plainName(file) != "eval_results_both.jsonl") {
        found.ignored.push_back({file, "the tables are made from eval_results_both.jsonl"});
        return;
    }
    const auto [place, isNew] = found.comparisons.try_emplace(*model, file);
    if (isNew) {
        return;
    }
    fs::path other = file;
    if (isReferencePlace(file) && !isReferencePlace(place->second)) {
        std::swap(place->second, other);
    }
    found.ignored.push_back({other,
        "another model of the same kind (" + records::paperName(*model) + ") is used, " + place->second.string()
            + "; summarise a smaller folder to choose"});
}

} // namespace

SummaryFiles findSummaryFiles(const fs::path& root)
{
    SummaryFiles found;
    for (const fs::path& file : jsonlFiles(root)) {
        if (plainName(file).starts_with("eval_results_")) {
            addComparisons(file, found);
        } else if (records::isResponseEvaluation(file)) {
            found.responses.push_back(file);
        }
    }
    std::stable_partition(found.responses.begin(), found.responses.end(),
        [](const fs::path& file) { return plainName(file).starts_with("jailbroken_evaluations_"); });
    return found;
}

} // namespace dpl::summary
