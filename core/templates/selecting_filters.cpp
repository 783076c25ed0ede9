#include "templates/filters.hpp"
#include "templates/iteration.hpp"
#include "templates/member_path.hpp"
#include "templates/operators.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

/// The name of a filter or test that an argument gives.
std::string nameIn(const Arguments& arguments, std::size_t index)
{
    const Value& name = arguments.positional[index];
    requireDefined(name);
    if (!name.text()) {
        throw Failure("a filter or test is named by a string, not by a " + kindOf(name));
    }
    return *name.text();
}

Arguments behind(const Arguments& arguments, std::size_t count)
{
    return {{arguments.positional.begin() + static_cast<std::ptrdiff_t>(count), arguments.positional.end()},
        arguments.named};
}

Value nothing()
{
    return makeIterator([](Value&) { return false; }, 1);
}

/// Every value with a filter applied, or a member of each.
Value mapFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    // As in Python, what is wrong with the arguments shows once there is a value.
    if (!isTrue(value)) {
        return nothing();
    }
    const int nesting = nestingOf(value) + 1;
    const Value* attribute = arguments.find("attribute");
    if (arguments.positional.empty() && attribute) {
        const Value* fallback = arguments.find("default");
        if (arguments.named.size() > (fallback ? 2u : 1u)) {
            throw Failure("map takes attribute and default by name, and no others");
        }
        return makeIterator(
            [&runtime, next = valuesOf(runtime, value), path = MemberPath(*attribute),
                fallback = fallback ? *fallback : Value(None{})](Value& element) {
                if (!next(element)) {
                    return false;
                }
                element = path.of(runtime, element, &fallback);
                return true;
            },
            nesting);
    }
    if (arguments.positional.empty()) {
        throw Failure("map needs the name of a filter, or attribute=...");
    }
    return makeIterator(
        [&runtime, next = valuesOf(runtime, value), name = nameIn(arguments, 0), rest = behind(arguments, 1)](
            Value& element) {
            if (!next(element)) {
                return false;
            }
            element = applyFilter(runtime, name, element, rest);
            return true;
        },
        nesting);
}

/// The values of which a test, or a test of a member, holds (or does not).
Value selectBy(Runtime& runtime, const Value& value, const Arguments& arguments, bool byMember, bool isWanted)
{
    if (!isTrue(value)) {
        return nothing();
    }
    const std::size_t own = byMember ? 1 : 0;
    if (arguments.positional.size() < own) {
        throw Failure("selectattr and rejectattr need the name of an attribute");
    }
    const bool hasTest = arguments.positional.size() > own;
    return makeIterator(
        [&runtime, next = valuesOf(runtime, value), isWanted, hasTest,
            path = MemberPath(byMember ? arguments.positional[0] : Value(None{})),
            name = hasTest ? nameIn(arguments, own) : std::string(),
            rest = hasTest ? behind(arguments, own + 1) : Arguments()](Value& element) {
            while (next(element)) {
                const Value tested = path.of(runtime, element);
                if ((hasTest ? applyTest(runtime, name, tested, rest) : isTrue(tested)) == isWanted) {
                    return true;
                }
            }
            return false;
        },
        nestingOf(value) + 1);
}

template <bool ByMember, bool IsWanted> Value selected(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    return selectBy(runtime, value, arguments, ByMember, IsWanted);
}

struct NamedSelectingFilter {
    std::string_view name;
    Filter filter;
};

constexpr std::array selectingFilters{
    NamedSelectingFilter{"map", mapFilter},
    NamedSelectingFilter{"reject", selected<false, false>},
    NamedSelectingFilter{"rejectattr", selected<true, false>},
    NamedSelectingFilter{"select", selected<false, true>},
    NamedSelectingFilter{"selectattr", selected<true, true>},
};

} // namespace

Filter selectingFilter(std::string_view name)
{
    const auto* found = std::find_if(selectingFilters.begin(), selectingFilters.end(),
        [name](const NamedSelectingFilter& entry) { return entry.name == name; });
    return found == selectingFilters.end() ? nullptr : found->filter;
}

} // namespace dpl::templates
