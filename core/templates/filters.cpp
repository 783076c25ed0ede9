#include "templates/filters.hpp"

#include "templates/written.hpp"

namespace dpl::templates {

Filter filterNamed(std::string_view name)
{
    for (const auto& room : {textFilter, numberFilter, sequenceFilter, orderingFilter, selectingFilter}) {
        if (const Filter filter = room(name)) {
            return filter;
        }
    }
    return nullptr;
}

Value applyFilter(Runtime& runtime, std::string_view name, const Value& value, const Arguments& arguments)
{
    const Filter filter = filterNamed(name);
    if (!filter) {
        throw Failure("there is no filter named \"" + std::string(name) + "\"");
    }
    runtime.budget().step();
    return filter(runtime, value, arguments);
}

bool applyTest(Runtime& runtime, std::string_view name, const Value& value, const Arguments& arguments)
{
    const Test test = testNamed(name);
    if (!test) {
        throw Failure("there is no test named \"" + std::string(name) + "\"");
    }
    runtime.budget().step();
    return test(runtime, value, arguments);
}

std::string asText(Runtime& runtime, const Value& value)
{
    return written(runtime, value);
}

} // namespace dpl::templates
