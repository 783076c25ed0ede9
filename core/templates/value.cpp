#include "templates/value.hpp"

#include "templates/failure.hpp"
#include "templates/limits.hpp"
#include "templates/mapping.hpp"
#include "templates/object.hpp"

#include <algorithm>

namespace dpl::templates {

namespace {

int within(int nesting)
{
    if (nesting > deepestValue) {
        throw Failure("values are nested deeper than " + std::to_string(deepestValue) + " levels");
    }
    return nesting;
}

std::shared_ptr<const Items> makeItems(std::vector<Value> values)
{
    int nesting = 0;
    for (const Value& value : values) {
        nesting = std::max(nesting, nestingOf(value));
    }
    return std::make_shared<const Items>(Items{std::move(values), within(nesting + 1)});
}

struct Nesting {
    int operator()(const List& list) const { return list.items->nesting; }
    int operator()(const Tuple& tuple) const { return tuple.items->nesting; }
    int operator()(const Dict& dict) const { return dict.entries->nesting(); }
    int operator()(const View& view) const { return view.entries->nesting() + 1; }
    int operator()(const Iterator& iterator) const { return iterator.nesting; }
    int operator()(const std::shared_ptr<Object>& object) const { return object->nesting(); }
    int operator()(const auto&) const { return 0; }
};

} // namespace

std::int64_t Range::size() const
{
    const std::int64_t distance = step > 0 ? stop - start : start - stop;
    const std::int64_t stride = step > 0 ? step : -step;
    return distance <= 0 ? 0 : (distance - 1) / stride + 1;
}

Value undefined(std::string reason)
{
    return Undefined{std::make_shared<const std::string>(std::move(reason))};
}

int nestingOf(const Value& value)
{
    return std::visit(Nesting(), value.storage());
}

Value makeList(std::vector<Value> values)
{
    return List{makeItems(std::move(values))};
}

Value makeTuple(std::vector<Value> values)
{
    return Tuple{makeItems(std::move(values))};
}

Value makeDict(Mapping entries)
{
    within(entries.nesting());
    return Dict{std::make_shared<const Mapping>(std::move(entries))};
}

Value makeIterator(Next next, int nesting)
{
    return Iterator{std::make_shared<const Next>(std::move(next)), within(nesting)};
}

Value makeText(std::string text, bool isMarkup)
{
    return Text{std::make_shared<const std::string>(std::move(text)), isMarkup};
}

std::string kindOf(const Value& value)
{
    struct Kind {
        std::string operator()(const Undefined&) const { return "Undefined"; }
        std::string operator()(const None&) const { return "NoneType"; }
        std::string operator()(bool) const { return "bool"; }
        std::string operator()(std::int64_t) const { return "int"; }
        std::string operator()(double) const { return "float"; }
        std::string operator()(const Text&) const { return "str"; }
        std::string operator()(const List&) const { return "list"; }
        std::string operator()(const Tuple&) const { return "tuple"; }
        std::string operator()(const Dict&) const { return "dict"; }
        std::string operator()(const View&) const { return "dict view"; }
        std::string operator()(const Range&) const { return "range"; }
        std::string operator()(const Iterator&) const { return "generator"; }
        std::string operator()(const std::shared_ptr<Object>& object) const { return object->kind(); }
    };
    return std::visit(Kind(), value.storage());
}

} // namespace dpl::templates
