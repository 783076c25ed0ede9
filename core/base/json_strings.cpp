#include "base/json_strings.hpp"

#include "base/error.hpp"

namespace dpl {

std::vector<std::string> strings(const JsonObject& object, const std::string& key)
{
    std::vector<std::string> result;
    for (const Json& entry : object.array(key)) {
        if (!entry.is_string()) {
            throw Error(object.at(key) + "[" + std::to_string(result.size()) + "]: expected a string, found "
                + entry.type_name());
        }
        result.push_back(entry.get<std::string>());
    }
    return result;
}

} // namespace dpl
