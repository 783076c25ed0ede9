#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What an evaluation file was made of. The record lies beside it, in {file}.record.json; while the file is being made,
/// it is the first line of {file}.partial. Files of the reference have none.
namespace dpl::records {

struct EvaluationRecord {
    std::string kind; ///< "evaluation": dpl evaluate; "scoring": dpl score
    std::string program; ///< version that made it
    Json params; ///< all of them, defaults filled in
    Json content; ///< hashes of what was read: "data", and the parts of each model under "models" and its name
    std::map<std::string, std::string>
        formerHashes; ///< of chat templates, by those in content: what earlier versions wrote; in no file
    Json cut; ///< how the rows are cut into batches: a function of params and rows
    Json computed; ///< {"device", "threads"} of the start that began it; null: not known

    // Known when the file is whole.
    std::int64_t rows = 0;
    Json leftOut = Json::object(); ///< counts of rows that the file lacks, by reason: too_long, unreadable, not_finite
    std::vector<std::string> warnings; ///< that were given, in sentences
    Json result; ///< of the job, as its --json tells it
    std::string file; ///< hash of the file's content

    Json toJson() const;
    static EvaluationRecord fromJson(const Json& value, const std::string& source); ///< throws Error
};

/// {file}.record.json and {file}.partial, beside what a symbolic link leads to.
std::filesystem::path recordFile(const std::filesystem::path& evaluationFile);
std::filesystem::path partialFile(const std::filesystem::path& evaluationFile);

/// Of a whole evaluation file; nothing if it has none that can be read.
std::optional<EvaluationRecord> recordOf(const std::filesystem::path& evaluationFile);

/// The folder of a checkpoint below which evaluations lie that are not of the whole test split of a standard dataset:
/// {checkpoint}/evaluations/{what it is}/eval_results_{subset}.jsonl.
inline constexpr const char* evaluationsFolder = "evaluations";

/// The checkpoint that an evaluation file is of: as its record says, or else by where it lies.
std::filesystem::path checkpointOf(const std::filesystem::path& evaluationFile);

/// Whether the file lies in the checkpoint's own folder, where the reference has it.
bool liesInCheckpoint(const std::filesystem::path& evaluationFile);

} // namespace dpl::records
