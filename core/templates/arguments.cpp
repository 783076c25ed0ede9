#include "templates/arguments.hpp"

#include "templates/failure.hpp"
#include "templates/operators.hpp"

namespace dpl::templates {

const Value* Arguments::find(std::string_view name) const
{
    for (const auto& [key, value] : named) {
        if (key == name) {
            return &value;
        }
    }
    return nullptr;
}

BoundArguments::BoundArguments(
    const char* function, const Arguments& arguments, std::initializer_list<const char*> names, std::size_t required)
    : m_function(function), m_values(names.size(), nullptr)
{
    if (arguments.positional.size() > names.size()) {
        throw Failure(std::string(function) + " takes at most " + std::to_string(names.size()) + " arguments, not "
            + std::to_string(arguments.positional.size()));
    }
    for (std::size_t i = 0; i < arguments.positional.size(); ++i) {
        m_values[i] = &arguments.positional[i];
    }
    for (const auto& [key, value] : arguments.named) {
        std::size_t index = 0;
        for (const char* name : names) {
            if (key == name) {
                break;
            }
            ++index;
        }
        if (index == names.size()) {
            throw Failure(std::string(function) + " takes no argument named \"" + key + "\"");
        }
        if (m_values[index]) {
            throw Failure(std::string(function) + " is given \"" + key + "\" twice");
        }
        m_values[index] = &value;
    }
    for (std::size_t i = 0; i < required; ++i) {
        if (!m_values[i]) {
            throw Failure(std::string(function) + " lacks an argument: it needs " + std::to_string(required));
        }
    }
}

std::int64_t BoundArguments::integer(std::size_t index) const
{
    const auto number = wholeNumber(*m_values[index]);
    if (!number) {
        throw Failure(
            std::string(m_function) + " needs a whole number where it is given a " + kindOf(*m_values[index]));
    }
    return *number;
}

const std::string& BoundArguments::text(std::size_t index) const
{
    const std::string* text = m_values[index]->text();
    if (!text) {
        throw Failure(std::string(m_function) + " needs a string where it is given a " + kindOf(*m_values[index]));
    }
    return *text;
}

bool BoundArguments::truth(std::size_t index, bool fallback) const
{
    return has(index) ? isTrue(*m_values[index]) : fallback;
}

std::optional<std::int64_t> wholeNumber(const Value& value)
{
    if (const auto* number = value.get<std::int64_t>()) {
        return *number;
    }
    if (const bool* flag = value.get<bool>()) {
        return *flag ? 1 : 0;
    }
    return std::nullopt;
}

} // namespace dpl::templates
