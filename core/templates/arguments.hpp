#pragma once

#include "templates/value.hpp"

#include <initializer_list>
#include <optional>
#include <utility>

namespace dpl::templates {

/// What a function, filter or test is called with.
struct Arguments {
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;

    const Value* find(std::string_view name) const;
};

/// Arguments by the names of a function's parameters.
class BoundArguments {
public:
    /// The first `required` must be there. A name that begins with "/" can be given by position alone. Throws Failure
    /// naming the function for any other number or name.
    BoundArguments(const char* function, const Arguments& arguments, std::initializer_list<const char*> names,
        std::size_t required = 0);

    bool has(std::size_t index) const { return m_values[index] != nullptr; }
    const Value& operator[](std::size_t index) const { return *m_values[index]; }

    /// Of the kind that is meant; throw Failure for another.
    std::int64_t integer(std::size_t index) const;
    std::int64_t integer(std::size_t index, std::int64_t fallback) const
    {
        return has(index) ? integer(index) : fallback;
    }
    const std::string& text(std::size_t index) const;
    bool truth(std::size_t index, bool fallback) const;

private:
    const char* m_function;
    std::vector<const Value*> m_values;
};

/// A whole number; true and false are 1 and 0, as in Python.
std::optional<std::int64_t> wholeNumber(const Value& value);

} // namespace dpl::templates
