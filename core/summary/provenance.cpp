#include "summary/provenance.hpp"

#include "records/evaluation_record.hpp"
#include "runs/run_folder.hpp"

namespace dpl::summary {

std::vector<std::string> trainingNotes(const std::string& model, const std::filesystem::path& evaluationFile)
{
    std::vector<std::string> notes;
    for (const std::string& warning : runs::warningsOf(records::checkpointOf(evaluationFile).parent_path())) {
        notes.push_back(model + ", training: " + warning);
    }
    return notes;
}

std::vector<std::string> evaluationNotes(const std::string& model, const std::filesystem::path& evaluationFile)
{
    std::vector<std::string> notes;
    if (const auto record = records::recordOf(evaluationFile)) {
        for (const std::string& warning : record->warnings) {
            notes.push_back(model + ", evaluation: " + warning);
        }
    }
    return notes;
}

} // namespace dpl::summary
