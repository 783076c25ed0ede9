#include "base/json_numbers.hpp"

#include "base/error.hpp"

namespace dpl {

std::uint64_t unsignedInteger(const JsonObject& object, const std::string& key)
{
    const Json& found = object.value(key);
    if (found.is_number_unsigned()) {
        return found.get<std::uint64_t>();
    }
    const std::int64_t number = object.integer(key);
    if (number < 0) {
        throw Error(object.at(key) + ": expected a whole number, 0 or more, found " + std::to_string(number));
    }
    return static_cast<std::uint64_t>(number);
}

} // namespace dpl
