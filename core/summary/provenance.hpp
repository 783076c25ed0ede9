#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::summary {

/// What the training of a model warned of, as its run folder keeps it: "both · categorical, training: 36 of 187
/// train rows are left out: ...". Of models without a run, as the authors', nothing is known. `model` names it.
std::vector<std::string> trainingNotes(const std::string& model, const std::filesystem::path& evaluationFile);

/// What the evaluation warned of, as its record keeps it: "both · categorical, evaluation: ...".
std::vector<std::string> evaluationNotes(const std::string& model, const std::filesystem::path& evaluationFile);

} // namespace dpl::summary
