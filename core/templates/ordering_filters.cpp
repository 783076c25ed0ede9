#include "templates/equality.hpp"
#include "templates/filters.hpp"
#include "templates/iteration.hpp"
#include "templates/mapping.hpp"
#include "templates/member_path.hpp"
#include "templates/operators.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

using Keyed = std::pair<Value, Value>; ///< what is compared, and the value

void sortByKey(Runtime& runtime, std::vector<Keyed>& values, bool isReverse)
{
    const auto isBefore = [&](const Keyed& a, const Keyed& b) { return isLess(runtime, a.first, b.first); };
    if (isReverse) { // equal values keep their order all the same
        std::reverse(values.begin(), values.end());
        std::stable_sort(values.begin(), values.end(), isBefore);
        std::reverse(values.begin(), values.end());
    } else {
        std::stable_sort(values.begin(), values.end(), isBefore);
    }
}

Value valuesOfKeyed(std::vector<Keyed> keyed)
{
    std::vector<Value> values;
    for (Keyed& entry : keyed) {
        values.push_back(std::move(entry.second));
    }
    return makeList(std::move(values));
}

/// "a,b.c" -> the paths of both
std::vector<MemberPath> pathsIn(const Value& attribute)
{
    std::vector<MemberPath> paths;
    const std::string* text = attribute.text();
    if (!text) {
        paths.emplace_back(attribute);
        return paths;
    }
    for (std::size_t begin = 0; begin <= text->size();) {
        const std::size_t end = std::min(text->find(',', begin), text->size());
        paths.emplace_back(Value(text->substr(begin, end - begin)));
        begin = end + 1;
    }
    return paths;
}

Value sortFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("sort", arguments, {"reverse", "case_sensitive", "attribute"});
    const bool hasCase = given.truth(1, false);
    const std::vector<MemberPath> paths = pathsIn(given.has(2) ? given[2] : Value(None{}));
    std::vector<Keyed> keyed;
    for (const Value& element : collected(runtime, value)) {
        std::vector<Value> keys;
        for (const MemberPath& path : paths) {
            const Value key = path.of(runtime, element);
            keys.push_back(hasCase ? key : withoutCase(key));
        }
        keyed.emplace_back(makeList(std::move(keys)), element);
    }
    sortByKey(runtime, keyed, given.truth(0, false));
    return valuesOfKeyed(std::move(keyed));
}

Value sortDict(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("dictsort", arguments, {"case_sensitive", "by", "reverse"});
    const std::string by = given.has(1) ? given.text(1) : "key";
    if (by != "key" && by != "value") {
        throw Failure("dictsort sorts by \"key\" or by \"value\"");
    }
    requireDefined(value);
    if (!value.is<Dict>()) {
        throw Failure("dictsort needs a dict, not a " + kindOf(value));
    }
    const bool hasCase = given.truth(0, false);
    std::vector<Keyed> keyed;
    for (const auto& [key, member] : value.as<Dict>().entries->entries()) {
        runtime.budget().make(2 * sizeof(Value));
        const Value& compared = by == "key" ? key : member;
        keyed.emplace_back(hasCase ? compared : withoutCase(compared), makeTuple({key, member}));
    }
    sortByKey(runtime, keyed, given.truth(2, false));
    return valuesOfKeyed(std::move(keyed));
}

Value extreme(Runtime& runtime, const Value& value, const Arguments& arguments, bool isLargest)
{
    const BoundArguments given(isLargest ? "max" : "min", arguments, {"case_sensitive", "attribute"});
    const bool hasCase = given.truth(0, false);
    const MemberPath path(given.has(1) ? given[1] : Value(None{}));
    std::optional<Keyed> best;
    const Next next = valuesOf(runtime, value);
    for (Value element; next(element);) {
        Value key = path.of(runtime, element);
        key = hasCase ? key : withoutCase(key);
        if (!best || (isLargest ? isLess(runtime, best->first, key) : isLess(runtime, key, best->first))) {
            best = Keyed(std::move(key), element);
        }
    }
    return best ? best->second : undefined("the least or greatest of nothing");
}

Value least(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    return extreme(runtime, value, arguments, false);
}

Value greatest(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    return extreme(runtime, value, arguments, true);
}

Value uniqueFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("unique", arguments, {"case_sensitive", "attribute"});
    const bool hasCase = given.truth(0, false);
    const MemberPath path(given.has(1) ? given[1] : Value(None{}));
    const auto seen = std::make_shared<Mapping>();
    return makeIterator(
        [&runtime, next = valuesOf(runtime, value), hasCase, path, seen](Value& element) {
            while (next(element)) {
                const Value key = path.of(runtime, element);
                const Value compared = hasCase ? key : withoutCase(key);
                if (!seen->find(compared)) {
                    runtime.budget().make(2 * sizeof(Value));
                    seen->set(compared, None{});
                    return true;
                }
            }
            return false;
        },
        nestingOf(value) + 1);
}

Value groupBy(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("groupby", arguments, {"attribute", "default", "case_sensitive"}, 1);
    const bool hasCase = given.truth(2, false);
    const MemberPath path(given[0]);
    const Value* fallback = given.has(1) ? &given[1] : nullptr;
    std::vector<Keyed> keyed;
    for (const Value& element : collected(runtime, value)) {
        const Value key = path.of(runtime, element, fallback);
        keyed.emplace_back(hasCase ? key : withoutCase(key), element);
    }
    sortByKey(runtime, keyed, false);
    std::vector<Value> groups;
    for (std::size_t begin = 0; begin < keyed.size();) {
        std::vector<Value> members;
        std::size_t end = begin;
        while (end < keyed.size() && isEqual(keyed[begin].first, keyed[end].first, runtime.budget())) {
            members.push_back(keyed[end++].second);
        }
        const Value named = path.of(runtime, keyed[begin].second, fallback);
        groups.push_back(Tuple{makeTuple({named, makeList(std::move(members))}).as<Tuple>().items, true});
        begin = end;
    }
    return makeList(std::move(groups));
}

struct NamedOrderingFilter {
    std::string_view name;
    Filter filter;
};

constexpr std::array orderingFilters{
    NamedOrderingFilter{"dictsort", sortDict},
    NamedOrderingFilter{"groupby", groupBy},
    NamedOrderingFilter{"max", greatest},
    NamedOrderingFilter{"min", least},
    NamedOrderingFilter{"sort", sortFilter},
    NamedOrderingFilter{"unique", uniqueFilter},
};

} // namespace

Filter orderingFilter(std::string_view name)
{
    const auto* found = std::find_if(orderingFilters.begin(), orderingFilters.end(),
        [name](const NamedOrderingFilter& entry) { return entry.name == name; });
    return found == orderingFilters.end() ? nullptr : found->filter;
}

} // namespace dpl::templates
