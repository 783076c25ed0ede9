#include "sweep/work_record.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"

namespace dpl::sweep {

std::optional<Json> recordedWork(
    const std::filesystem::path& record, const Json& madeOf, const std::filesystem::path& file)
{
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return std::nullopt;
    }
    try {
        const Json json = readJsonFile(record);
        const JsonObject object(json, record.string());
        if (object.value("made_of") == madeOf) {
            return object.value("result");
        }
    } catch (const Error&) {
        // No record, or a damaged one: the work is done again.
    }
    return std::nullopt;
}

void recordWork(const std::filesystem::path& record, const Json& madeOf, const Json& result)
{
    writeJsonFile(record, Json{{"made_of", madeOf}, {"result", result}});
}

} // namespace dpl::sweep
