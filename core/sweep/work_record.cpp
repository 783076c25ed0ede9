#include "sweep/work_record.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"

namespace dpl::sweep {

std::string hashOfFiles(const std::vector<std::filesystem::path>& files)
{
    ContentHash hash;
    for (const std::filesystem::path& file : files) {
        hash.add(readFile(file));
    }
    return hash.hex();
}

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
