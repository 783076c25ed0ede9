#include "records/evaluation_record.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_strings.hpp"

namespace dpl::records {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t version = 1;

fs::path with(const fs::path& file, const char* ending)
{
    fs::path result = file;
    result += ending;
    return result;
}

/// {checkpoint} of {checkpoint}/evaluations/{what}/{file}; empty if the file lies otherwise.
fs::path checkpointAbove(const fs::path& evaluationFile)
{
    const fs::path place = evaluationFile.parent_path().parent_path();
    return place.filename() == evaluationsFolder ? place.parent_path() : fs::path();
}

} // namespace

Json EvaluationRecord::toJson() const
{
    return {{"version", version}, {"kind", kind}, {"program", program}, {"params", params}, {"content", content},
        {"cut", cut}, {"computed", computed}, {"rows", rows}, {"left_out", leftOut}, {"warnings", warnings},
        {"result", result}, {"file", file}};
}

EvaluationRecord EvaluationRecord::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    if (json.integer("version") > version) {
        throw Error(source + " was written by a later version of this program");
    }
    EvaluationRecord record;
    record.kind = json.string("kind");
    record.program = json.string("program", "");
    record.params = json.value("params");
    record.content = json.value("content");
    record.cut = json.has("cut") ? json.value("cut") : Json();
    record.computed = json.has("computed") ? json.value("computed") : Json();
    record.rows = json.integer("rows", 0);
    record.leftOut = json.has("left_out") ? json.value("left_out") : Json::object();
    record.warnings = json.has("warnings") ? strings(json, "warnings") : std::vector<std::string>();
    record.result = json.has("result") ? json.value("result") : Json();
    record.file = json.string("file", "");
    if (!record.params.is_object() || !record.content.is_object()) {
        throw Error(source + ": params and content must be objects");
    }
    return record;
}

fs::path recordFile(const fs::path& evaluationFile)
{
    return with(outputPlace(evaluationFile).file, ".record.json");
}

fs::path partialFile(const fs::path& evaluationFile)
{
    return with(outputPlace(evaluationFile).file, ".partial");
}

std::optional<EvaluationRecord> recordOf(const fs::path& evaluationFile)
{
    const fs::path file = recordFile(evaluationFile);
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return std::nullopt;
    }
    try {
        return EvaluationRecord::fromJson(readJsonFile(file), file.string());
    } catch (const Error&) {
        return std::nullopt; // damaged, or of a later version: nothing is known of the file
    }
}

fs::path checkpointOf(const fs::path& evaluationFile)
{
    if (const fs::path above = checkpointAbove(evaluationFile); !above.empty()) {
        return above;
    }
    if (const auto record = recordOf(evaluationFile)) {
        const Json& params = record->params;
        if (const auto found = params.find("reward_model_checkpoint"); found != params.end() && found->is_string()) {
            // Where a run was moved with its evaluations, its folder is what it is named here.
            const fs::path recorded = fs::path(found->get<std::string>()).lexically_normal();
            const fs::path folder = evaluationFile.parent_path();
            return recorded.filename() == folder.filename() ? folder : recorded;
        }
    }
    return evaluationFile.parent_path();
}

bool liesInCheckpoint(const fs::path& evaluationFile)
{
    return checkpointOf(evaluationFile) == evaluationFile.parent_path();
}

} // namespace dpl::records
