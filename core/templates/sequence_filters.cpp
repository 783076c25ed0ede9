#include "templates/attributes.hpp"
#include "templates/filters.hpp"
#include "templates/iteration.hpp"
#include "templates/mapping.hpp"
#include "templates/operators.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

Value lengthFilter(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("length", arguments, {});
    const auto size = sizeOf(value);
    if (!size) {
        throw Failure("a " + kindOf(value) + " has no length"
            + (value.is<Iterator>() ? std::string("; |list makes a list of it") : std::string()));
    }
    return *size;
}

Value listFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("list", arguments, {});
    return makeList(collected(runtime, value));
}

Value firstFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("first", arguments, {});
    Value element;
    return valuesOf(runtime, value)(element) ? element : undefined("the first of nothing");
}

Value reversedValues(Runtime& runtime, const Value& value)
{
    std::vector<Value> values = collected(runtime, value);
    std::reverse(values.begin(), values.end());
    const auto held = std::make_shared<const std::vector<Value>>(std::move(values));
    return makeIterator(
        [held, i = std::size_t{0}](Value& element) mutable {
            if (i == held->size()) {
                return false;
            }
            element = (*held)[i++];
            return true;
        },
        nestingOf(value) + 1);
}

Value lastFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("last", arguments, {});
    if (value.is<Iterator>()) {
        throw Failure("the last of a generator is not known; |list makes a list of it");
    }
    requireDefined(value);
    const std::vector<Value> values = collected(runtime, value);
    return values.empty() ? undefined("the last of nothing") : values.back();
}

Value reverseFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("reverse", arguments, {});
    if (value.is<Text>()) {
        return sliceOf(runtime, value, None{}, None{}, -1);
    }
    if (value.is<Iterator>()) {
        std::vector<Value> values = collected(runtime, value);
        std::reverse(values.begin(), values.end());
        return makeList(std::move(values));
    }
    return reversedValues(runtime, value);
}

Value itemsFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("items", arguments, {});
    if (value.is<Undefined>()) {
        return makeIterator([](Value&) { return false; }, 1);
    }
    if (!value.is<Dict>()) {
        throw Failure("items needs a dict, not a " + kindOf(value));
    }
    return makeIterator(valuesOf(runtime, View{value.as<Dict>().entries, View::Kind::items}), nestingOf(value) + 2);
}

Value defaultFilter(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("default", arguments, {"default_value", "boolean"});
    if (value.is<Undefined>() || (given.truth(1, false) && !isTrue(value))) {
        return given.has(0) ? given[0] : Value("");
    }
    return value;
}

Value attributeFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("attr", arguments, {"name"}, 1);
    requireDefined(value);
    const auto found = ownAttribute(runtime, value, given.text(0));
    return found ? *found : undefined("a " + kindOf(value) + " has no attribute \"" + given.text(0) + "\"");
}

/// Lists of `count` values each.
Value batchFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("batch", arguments, {"linecount", "fill_with"}, 1);
    const std::int64_t count = given.integer(0);
    const bool fills = given.has(1) && !given[1].is<None>();
    std::vector<Value> batches;
    std::vector<Value> current;
    const Next next = valuesOf(runtime, value);
    for (Value element; next(element);) {
        runtime.budget().make(sizeof(Value));
        if (static_cast<std::int64_t>(current.size()) == count) {
            batches.push_back(makeList(std::move(current)));
            current.clear();
        }
        current.push_back(std::move(element));
    }
    if (!current.empty()) {
        while (fills && static_cast<std::int64_t>(current.size()) < count) {
            runtime.budget().make(sizeof(Value));
            current.push_back(given[1]);
        }
        batches.push_back(makeList(std::move(current)));
    }
    const Value all = makeList(std::move(batches));
    return makeIterator(valuesOf(runtime, all), nestingOf(all) + 1);
}

/// So many lists, as equal in length as can be.
Value sliceFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("slice", arguments, {"slices", "fill_with"}, 1);
    const std::vector<Value> values = collected(runtime, value);
    const std::int64_t count = given.integer(0);
    if (count == 0) {
        throw Failure("slice makes at least one list");
    }
    const auto size = static_cast<std::int64_t>(values.size());
    std::vector<Value> slices;
    std::int64_t at = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        runtime.budget().make(sizeof(Value));
        runtime.budget().step();
        const std::int64_t length = size / count + (i < size % count ? 1 : 0);
        std::vector<Value> part(values.begin() + at, values.begin() + at + length);
        at += length;
        if (given.has(1) && !given[1].is<None>() && i >= size % count) {
            part.push_back(given[1]);
        }
        slices.push_back(makeList(std::move(part)));
    }
    const Value all = makeList(std::move(slices));
    return makeIterator(valuesOf(runtime, all), nestingOf(all) + 1);
}

struct NamedSequenceFilter {
    std::string_view name;
    Filter filter;
};

constexpr std::array sequenceFilters{
    NamedSequenceFilter{"attr", attributeFilter},
    NamedSequenceFilter{"batch", batchFilter},
    NamedSequenceFilter{"count", lengthFilter},
    NamedSequenceFilter{"d", defaultFilter},
    NamedSequenceFilter{"default", defaultFilter},
    NamedSequenceFilter{"first", firstFilter},
    NamedSequenceFilter{"items", itemsFilter},
    NamedSequenceFilter{"last", lastFilter},
    NamedSequenceFilter{"length", lengthFilter},
    NamedSequenceFilter{"list", listFilter},
    NamedSequenceFilter{"reverse", reverseFilter},
    NamedSequenceFilter{"slice", sliceFilter},
};

} // namespace

Filter sequenceFilter(std::string_view name)
{
    const auto* found = std::find_if(sequenceFilters.begin(), sequenceFilters.end(),
        [name](const NamedSequenceFilter& entry) { return entry.name == name; });
    return found == sequenceFilters.end() ? nullptr : found->filter;
}

} // namespace dpl::templates
