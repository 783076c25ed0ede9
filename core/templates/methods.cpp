#include "templates/methods.hpp"

#include "templates/equality.hpp"
#include "templates/iteration.hpp"
#include "templates/mapping.hpp"
#include "templates/operators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dpl::templates {

namespace {

std::optional<Value> methodOfText(const Value& value, std::string_view name)
{
    TextMethod method = textMethod(name);
    method = method ? method : textQuestion(name);
    method = method ? method : textSplitting(name);
    if (!method) {
        return std::nullopt;
    }
    return makeFunction(
        "str." + std::string(name), [text = value.as<Text>(), method](Runtime& runtime, const Arguments& arguments) {
            return method(runtime, text, arguments);
        });
}

std::optional<Value> methodOfItems(const Value& value, std::string_view name)
{
    const auto items = value.is<List>() ? value.as<List>().items : value.as<Tuple>().items;
    const int nesting = items->nesting + 1;
    if (name == "count") {
        return makeFunction(
            "count",
            [items](Runtime& runtime, const Arguments& arguments) {
                const BoundArguments given("count", arguments, {"/value"}, 1);
                std::int64_t count = 0;
                for (const Value& element : items->values) {
                    count += isSame(element, given[0]) || isEqual(element, given[0], runtime.budget());
                }
                return Value(count);
            },
            nesting);
    }
    if (name == "index") {
        return makeFunction(
            "index",
            [items](Runtime& runtime, const Arguments& arguments) {
                const BoundArguments given("index", arguments, {"/value", "/start", "/stop"}, 1);
                const auto size = static_cast<std::int64_t>(items->values.size());
                const auto limited = [&](std::size_t i, std::int64_t fallback) {
                    const std::int64_t at = given.integer(i, fallback);
                    return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
                };
                for (std::int64_t i = limited(1, 0), stop = limited(2, size); i < stop; ++i) {
                    const Value& element = items->values[static_cast<std::size_t>(i)];
                    if (isSame(element, given[0]) || isEqual(element, given[0], runtime.budget())) {
                        return Value(i);
                    }
                }
                throw Failure("index: the value is not in it");
            },
            nesting);
    }
    if (name == "copy" && value.is<List>()) {
        return makeFunction("copy", [value](Runtime&, const Arguments&) { return value; }, nesting);
    }
    return std::nullopt;
}

std::optional<Value> methodOfDict(const Value& value, std::string_view name)
{
    const auto entries = value.as<Dict>().entries;
    const int nesting = entries->nesting() + 1;
    const auto view = [&](View::Kind kind) {
        return makeFunction(
            std::string(name),
            [entries, kind](Runtime&, const Arguments& arguments) {
                const BoundArguments none("a method of dicts", arguments, {});
                return Value(View{entries, kind});
            },
            nesting);
    };
    if (name == "keys") {
        return view(View::Kind::keys);
    }
    if (name == "values") {
        return view(View::Kind::values);
    }
    if (name == "items") {
        return view(View::Kind::items);
    }
    if (name == "get") {
        return makeFunction(
            "get",
            [entries](Runtime&, const Arguments& arguments) {
                const BoundArguments given("get", arguments, {"/key", "/default"}, 1);
                const Value* found = entries->find(given[0]);
                return found ? *found : given.has(1) ? given[1] : Value(None{});
            },
            nesting);
    }
    if (name == "copy") {
        return makeFunction("copy", [value](Runtime&, const Arguments&) { return value; }, nesting);
    }
    return std::nullopt;
}

std::optional<Value> methodOfNumber(const Value& value, std::string_view name)
{
    if (name == "is_integer" && value.is<double>()) {
        return makeFunction("is_integer", [number = value.as<double>()](Runtime&, const Arguments&) {
            return Value(std::isfinite(number) && number == std::floor(number));
        });
    }
    if (name == "real") {
        return value.is<bool>() ? Value(*wholeNumber(value)) : value;
    }
    return std::nullopt;
}

} // namespace

std::optional<Value> methodOf(const Value& value, std::string_view name)
{
    if (value.is<Text>()) {
        return methodOfText(value, name);
    }
    if (value.is<List>() || value.is<Tuple>()) {
        return methodOfItems(value, name);
    }
    if (value.is<Dict>()) {
        return methodOfDict(value, name);
    }
    if (value.is<double>() || wholeNumber(value)) {
        return methodOfNumber(value, name);
    }
    return std::nullopt;
}

bool changesItsValue(const Value& value, std::string_view name)
{
    const auto isOneOf = [name](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return (value.is<List>() && isOneOf({"append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"}))
        || (value.is<Dict>() && isOneOf({"clear", "pop", "popitem", "setdefault", "update"}));
}

} // namespace dpl::templates
