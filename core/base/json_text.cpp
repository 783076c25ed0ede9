#include "base/json_text.hpp"

namespace dpl {

std::string dumpJson(const Json& value, int indent)
{
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void writeJsonFile(const std::filesystem::path& file, const Json& value, int indent, Durability durability)
{
    writeFileAtomically(file, dumpJson(value, indent) + "\n", durability);
}

} // namespace dpl
