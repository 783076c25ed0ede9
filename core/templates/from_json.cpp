#include "templates/from_json.hpp"

#include "templates/failure.hpp"
#include "templates/mapping.hpp"

#include <limits>

namespace dpl::templates {

Value fromJson(const Json& json)
{
    switch (json.type()) {
    case Json::value_t::null: return None{};
    case Json::value_t::boolean: return json.get<bool>();
    case Json::value_t::number_integer: return json.get<std::int64_t>();
    case Json::value_t::number_unsigned:
        if (json.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            throw Failure("a whole number beyond 64 bits: " + json.dump());
        }
        return json.get<std::int64_t>();
    case Json::value_t::number_float: return json.get<double>();
    case Json::value_t::string: return json.get_ref<const std::string&>();
    case Json::value_t::array: {
        std::vector<Value> values;
        values.reserve(json.size());
        for (const Json& element : json) {
            values.push_back(fromJson(element));
        }
        return makeList(std::move(values));
    }
    case Json::value_t::object: {
        Mapping entries;
        for (const auto& [key, member] : json.items()) {
            entries.set(key, fromJson(member));
        }
        return makeDict(std::move(entries));
    }
    default: throw Failure("a kind of JSON that is none");
    }
}

} // namespace dpl::templates
