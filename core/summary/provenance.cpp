#include "summary/provenance.hpp"

#include "base/error.hpp"
#include "records/evaluation_record.hpp"
#include "runs/run_folder.hpp"

namespace dpl::summary {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> warningsOfRun(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::exists(folder / "run.json", ignored)) {
        return {};
    }
    try {
        return runs::readRun(folder).warnings;
    } catch (const Error& error) {
        return {std::string("what it warned of is not known: ") + error.what()};
    }
}

} // namespace

std::vector<std::string> trainingNotes(const std::map<records::ModelKey, records::EvaluatedComparisons>& comparisons)
{
    std::vector<std::string> notes;
    for (const auto& [model, evaluated] : comparisons) {
        for (const std::string& warning : warningsOfRun(records::checkpointOf(evaluated.file).parent_path())) {
            notes.push_back(records::label(model) + ", training: " + warning);
        }
    }
    return notes;
}

} // namespace dpl::summary
