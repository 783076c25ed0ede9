#include "templates/attributes.hpp"

#include "templates/characters.hpp"
#include "templates/mapping.hpp"
#include "templates/methods.hpp"
#include "templates/operators.hpp"
#include "templates/written.hpp"

#include <algorithm>
#include <cstdlib>

namespace dpl::templates {

namespace {

Value nothingNamed(const Value& value, const std::string& name)
{
    return undefined("a " + kindOf(value) + " has no \"" + name + "\"");
}

/// The element at an index, which counts from the end if it is negative; nothing if there is none.
std::optional<Value> elementAt(Runtime& runtime, const Value& value, std::int64_t index)
{
    const auto size = sizeOf(value);
    if (index < 0) {
        index += *size;
    }
    if (index < 0 || index >= *size) {
        return std::nullopt;
    }
    const auto at = static_cast<std::size_t>(index);
    if (const Range* range = value.get<Range>()) {
        return range->at(index);
    }
    if (const std::string* text = value.text()) {
        if (static_cast<std::int64_t>(text->size()) == *size) {
            return Value(std::string(1, (*text)[at]));
        }
        runtime.budget().step(1 + *size / 16);
        return Value(encoded(decoded(*text).substr(at, 1)));
    }
    return (value.is<List>() ? value.as<List>().items : value.as<Tuple>().items)->values[at];
}

/// value[key] as Python gives it; nothing where it has no such thing.
std::optional<Value> subscript(Runtime& runtime, const Value& value, const Value& key)
{
    if (const Dict* dict = value.get<Dict>()) {
        if (key.is<List>() || key.is<Dict>() || key.is<View>()) {
            return std::nullopt;
        }
        const Value* found = dict->entries->find(key);
        return found ? std::optional(*found) : std::nullopt;
    }
    const auto index = wholeNumber(key);
    if (index && (value.is<Text>() || value.is<List>() || value.is<Tuple>() || value.is<Range>())) {
        return elementAt(runtime, value, *index);
    }
    return std::nullopt;
}

struct Bounds {
    std::int64_t start;
    std::int64_t stop;
    std::int64_t step;
    std::int64_t count;
};

Bounds boundsOf(const Value& start, const Value& stop, const Value& step, std::int64_t size)
{
    const auto number = [](const Value& value, std::int64_t fallback) {
        if (value.is<None>()) {
            return fallback;
        }
        requireDefined(value);
        const auto whole = wholeNumber(value);
        if (!whole) {
            throw Failure("a slice needs whole numbers or none, not a " + kindOf(value));
        }
        return *whole;
    };
    const std::int64_t stride = number(step, 1);
    if (stride == 0) {
        throw Failure("the step of a slice must not be 0");
    }
    const std::int64_t low = stride > 0 ? 0 : -1;
    const std::int64_t high = stride > 0 ? size : size - 1;
    const auto limited = [&](const Value& value, std::int64_t fallback) {
        if (value.is<None>()) {
            return fallback;
        }
        const std::int64_t at = number(value, 0);
        return at < -size ? low : std::clamp(at < 0 ? at + size : at, low, high);
    };
    const std::int64_t first = limited(start, stride > 0 ? low : high);
    const std::int64_t last = limited(stop, stride > 0 ? high : low);
    // A huge stride is as good as one that leaves the value at once.
    const std::int64_t step64 = std::clamp(stride, -size - 1, size + 1);
    return {first, last, step64, Range{first, last, step64}.size()};
}

} // namespace

std::optional<Value> ownAttribute(Runtime& runtime, const Value& value, const std::string& name)
{
    if (const auto* object = value.get<std::shared_ptr<Object>>()) {
        return (*object)->attribute(runtime, name);
    }
    if (const Tuple* tuple = value.get<Tuple>(); tuple && tuple->isGroup && (name == "grouper" || name == "list")) {
        return tuple->items->values[name == "grouper" ? 0 : 1];
    }
    if (changesItsValue(value, name)) {
        return undefined("templates must not change values, as " + kindOf(value) + "." + name + " would");
    }
    return methodOf(value, name);
}

Value attributeOf(Runtime& runtime, const Value& value, const std::string& name)
{
    requireDefined(value);
    if (auto attribute = ownAttribute(runtime, value, name)) {
        return *attribute;
    }
    if (const Dict* dict = value.get<Dict>()) {
        if (const Value* member = dict->entries->find(std::string_view(name))) {
            return *member;
        }
    }
    return nothingNamed(value, name);
}

Value itemOf(Runtime& runtime, const Value& value, const Value& key)
{
    requireDefined(value);
    if (auto item = subscript(runtime, value, key)) {
        return *item;
    }
    if (const std::string* name = key.text()) {
        if (auto attribute = ownAttribute(runtime, value, *name)) {
            return *attribute;
        }
        return nothingNamed(value, *name);
    }
    return undefined("a " + kindOf(value) + " has no element " + represented(runtime, key));
}

Value sliceOf(Runtime& runtime, const Value& value, const Value& start, const Value& stop, const Value& step)
{
    requireDefined(value);
    const auto size = sizeOf(value);
    if (!size || !(value.is<Text>() || value.is<List>() || value.is<Tuple>() || value.is<Range>())) {
        throw Failure("a " + kindOf(value) + " cannot be sliced");
    }
    const Bounds bounds = boundsOf(start, stop, step, *size);
    runtime.budget().step(1 + bounds.count / 16);
    if (const Range* range = value.get<Range>()) {
        if (std::abs(range->step) > (std::int64_t{1} << 52) / std::abs(bounds.step)) {
            throw Failure("the step of a range is too large");
        }
        return Range{range->at(bounds.start), range->at(bounds.stop), range->step * bounds.step};
    }
    if (const Text* text = value.get<Text>()) {
        const bool isPlain = static_cast<std::int64_t>((*text)->size()) == *size;
        if (isPlain && bounds.step == 1) {
            return runtime.text(
                (*text)->substr(static_cast<std::size_t>(bounds.start), static_cast<std::size_t>(bounds.count)),
                text->isMarkup);
        }
        const std::u32string all = decoded(**text);
        std::u32string part;
        for (std::int64_t i = 0; i < bounds.count; ++i) {
            part += all[static_cast<std::size_t>(bounds.start + i * bounds.step)];
        }
        return runtime.text(encoded(part), text->isMarkup);
    }
    const Items& items = value.is<List>() ? *value.as<List>().items : *value.as<Tuple>().items;
    runtime.budget().make(static_cast<std::size_t>(bounds.count) * sizeof(Value));
    std::vector<Value> values;
    for (std::int64_t i = 0; i < bounds.count; ++i) {
        values.push_back(items.values[static_cast<std::size_t>(bounds.start + i * bounds.step)]);
    }
    return value.is<Tuple>() ? makeTuple(std::move(values)) : makeList(std::move(values));
}

} // namespace dpl::templates
