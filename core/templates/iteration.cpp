#include "templates/iteration.hpp"

#include "base/utf8.hpp"
#include "templates/mapping.hpp"
#include "templates/operators.hpp"

namespace dpl::templates {

namespace {

/// `at` gives the i-th of `count` values.
template <typename At> Next counted(Runtime& runtime, std::size_t count, At at)
{
    return [&runtime, count, at = std::move(at), i = std::size_t{0}](Value& value) mutable {
        if (i == count) {
            return false;
        }
        runtime.budget().step();
        value = at(i++);
        return true;
    };
}

Next characters(Runtime& runtime, std::shared_ptr<const std::string> text)
{
    return [&runtime, text = std::move(text), byte = std::size_t{0}](Value& value) mutable {
        if (byte == text->size()) {
            return false;
        }
        runtime.budget().step();
        const std::string_view rest = std::string_view(*text).substr(byte);
        const std::size_t length = utf8SequenceAt(rest).length;
        value = Value(rest.substr(0, length));
        byte += length;
        return true;
    };
}

Value partOf(const std::pair<Value, Value>& entry, View::Kind kind)
{
    return kind == View::Kind::keys  ? entry.first
        : kind == View::Kind::values ? entry.second
                                     : makeTuple({entry.first, entry.second});
}

} // namespace

Next valuesOf(Runtime& runtime, const Value& value)
{
    if (value.is<Undefined>()) {
        return [](Value&) { return false; };
    }
    if (const Text* text = value.get<Text>()) {
        return characters(runtime, text->bytes);
    }
    if (value.is<List>() || value.is<Tuple>()) {
        const auto items = value.is<List>() ? value.as<List>().items : value.as<Tuple>().items;
        return counted(runtime, items->values.size(), [items](std::size_t i) { return items->values[i]; });
    }
    if (value.is<Dict>() || value.is<View>()) {
        const auto entries = value.is<Dict>() ? value.as<Dict>().entries : value.as<View>().entries;
        const View::Kind kind = value.is<Dict>() ? View::Kind::keys : value.as<View>().kind;
        return counted(
            runtime, entries->size(), [entries, kind](std::size_t i) { return partOf(entries->entries()[i], kind); });
    }
    if (const Range* range = value.get<Range>()) {
        return counted(runtime, static_cast<std::size_t>(range->size()),
            [range = *range](std::size_t i) { return Value(range.at(static_cast<std::int64_t>(i))); });
    }
    if (const Iterator* iterator = value.get<Iterator>()) {
        return [next = iterator->next](Value& element) { return (*next)(element); };
    }
    throw Failure("a " + kindOf(value) + " cannot be gone through");
}

std::vector<Value> collected(Runtime& runtime, const Value& value)
{
    std::vector<Value> values;
    const Next next = valuesOf(runtime, value);
    for (Value element; next(element);) {
        runtime.budget().make(sizeof(Value));
        values.push_back(std::move(element));
    }
    return values;
}

bool canBeGoneThrough(const Value& value)
{
    return value.is<Undefined>() || value.is<Text>() || value.is<List>() || value.is<Tuple>() || value.is<Dict>()
        || value.is<View>() || value.is<Range>() || value.is<Iterator>();
}

} // namespace dpl::templates
