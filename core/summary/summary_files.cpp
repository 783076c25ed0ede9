#include "summary/summary_files.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "records/evaluated_responses.hpp"
#include "records/evaluation_record.hpp"

#include <algorithm>
#include <set>

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

/// A file of comparisons that tables could be made from.
struct Candidate {
    fs::path file;
    std::string rows; ///< tells which rows it has from others, by its record; empty without one
    std::int64_t count = 0; ///< of rows, by its record
    bool isCheckpoints = false; ///< lies where the reference has it
};

using Candidates = std::map<records::ModelKey, std::vector<Candidate>>;

/// What a record says about which rows were evaluated.
std::string rowsOf(const records::EvaluationRecord& record)
{
    Json key{record.content.value("data", Json())};
    for (const char* name : {"data_subset", "split", "eval_dataset_size", "max_length", "overwrite_data_subset"}) {
        key.push_back(record.params.value(name, Json()));
    }
    return dumpJson(key);
}

void addComparisons(const fs::path& file, const std::optional<records::EvaluationRecord>& record,
    Candidates& candidates, SummaryFiles& found)
{
    const auto model = records::modelOfFolder(records::checkpointOf(file));
    if (!model) {
        found.ignored.push_back({file,
            "its folder is not named as the reference names a model's, "
            "{data_subset}/{type}_{model}__..._peft_last_checkpoint, and the file does not say which model it comes "
            "from"});
        return;
    }
    const bool isOfBoth =
        record ? record->params.value("data_subset", Json()) == "both" : plainName(file) == "eval_results_both.jsonl";
    if (!isOfBoth) {
        found.ignored.push_back({file, "the tables are made from eval_results_both.jsonl"});
        return;
    }
    Candidate candidate{file, {}, 0, records::liesInCheckpoint(file)};
    if (record) {
        candidate.rows = rowsOf(*record);
        candidate.count = record->rows;
    }
    candidates[*model].push_back(std::move(candidate));
}

/// The rows that most models were evaluated on, of as many the most rows.
std::string mostCommonRows(const Candidates& candidates)
{
    std::map<std::string, std::pair<std::size_t, std::int64_t>> models; // and rows
    for (const auto& [model, of] : candidates) {
        std::set<std::string> seen;
        for (const Candidate& candidate : of) {
            if (seen.insert(candidate.rows).second) {
                ++models[candidate.rows].first;
                models[candidate.rows].second = std::max(models[candidate.rows].second, candidate.count);
            }
        }
    }
    return std::max_element(models.begin(), models.end(), [](const auto& a, const auto& b) {
        return a.second < b.second;
    })->first;
}

/// One file for each model, so that those of the tables belong together: those that lie with the checkpoints, else the
/// rows that most models share.
void choose(const Candidates& candidates, SummaryFiles& found)
{
    const bool fromCheckpoints = std::any_of(candidates.begin(), candidates.end(), [](const auto& of) {
        return std::any_of(of.second.begin(), of.second.end(), [](const Candidate& c) { return c.isCheckpoints; });
    });
    const std::string rows = candidates.empty() || fromCheckpoints ? std::string() : mostCommonRows(candidates);
    for (const auto& [model, of] : candidates) {
        std::vector<const Candidate*> fitting;
        std::vector<fs::path> others;
        for (const Candidate& candidate : of) {
            if (fromCheckpoints ? candidate.isCheckpoints : candidate.rows == rows) {
                fitting.push_back(&candidate);
            } else {
                others.push_back(candidate.file);
            }
        }
        if (fitting.empty()) {
            found.further.emplace(model, std::move(others));
            continue;
        }
        for (const fs::path& other : others) {
            found.ignored.push_back(
                {other, "it is a further evaluation of a model of the tables; summarise its folder to see it"});
        }
        const auto best =
            std::find_if(fitting.begin(), fitting.end(), [](const Candidate* c) { return isReferencePlace(c->file); });
        const Candidate* taken = best != fitting.end() ? *best : fitting.front();
        for (const Candidate* other : fitting) {
            if (other != taken) {
                found.ignored.push_back({other->file,
                    "another model of the same kind (" + records::label(model) + ") is used, " + taken->file.string()
                        + "; summarise a smaller folder to choose"});
            }
        }
        found.comparisons.emplace(model, taken->file);
    }
}

} // namespace

SummaryFiles findSummaryFiles(const fs::path& root)
{
    SummaryFiles found;
    Candidates candidates;
    for (const fs::path& file : jsonlFiles(root)) {
        const auto record = records::recordOf(file);
        if (record ? record->kind == "evaluation" : plainName(file).starts_with("eval_results_")) {
            addComparisons(file, record, candidates, found);
        } else if (records::isResponseEvaluation(file)) {
            found.responses.push_back(file);
        }
    }
    choose(candidates, found);
    std::stable_partition(found.responses.begin(), found.responses.end(),
        [](const fs::path& file) { return plainName(file).starts_with("jailbroken_evaluations_"); });
    return found;
}

} // namespace dpl::summary
