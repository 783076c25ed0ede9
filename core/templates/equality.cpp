#include "templates/equality.hpp"

#include "templates/arguments.hpp"
#include "templates/budget.hpp"
#include "templates/mapping.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dpl::templates {

namespace {

bool isNumber(const Value& value)
{
    return value.is<bool>() || value.is<std::int64_t>() || value.is<double>();
}

bool areEqualNumbers(const Value& left, const Value& right)
{
    const auto a = wholeNumber(left);
    const auto b = wholeNumber(right);
    if (a && b) {
        return *a == *b;
    }
    if (!a && !b) {
        return left.as<double>() == right.as<double>();
    }
    // A double that is a whole number is compared as one: 2^53 + 1 has no double.
    const double real = a ? right.as<double>() : left.as<double>();
    const std::int64_t whole = a ? *a : *b;
    return real == std::floor(real) && std::abs(real) < 9.2e18 && static_cast<std::int64_t>(real) == whole;
}

bool areEqualItems(const Items& left, const Items& right, Budget& budget)
{
    return left.values.size() == right.values.size()
        && std::equal(left.values.begin(), left.values.end(), right.values.begin(),
            [&](const Value& a, const Value& b) { return isSame(a, b) || isEqual(a, b, budget); });
}

bool areEqualEntries(const Mapping& left, const Mapping& right, Budget& budget)
{
    return left.size() == right.size()
        && std::all_of(left.entries().begin(), left.entries().end(), [&](const auto& entry) {
               const Value* other = right.find(entry.first);
               return other && (isSame(entry.second, *other) || isEqual(entry.second, *other, budget));
           });
}

/// dict.keys() and dict.items() are sets.
bool areEqualViews(const View& left, const View& right, Budget& budget)
{
    if (left.kind == View::Kind::values || right.kind == View::Kind::values || left.kind != right.kind) {
        return false;
    }
    if (left.kind == View::Kind::items) {
        return areEqualEntries(*left.entries, *right.entries, budget);
    }
    return left.entries->size() == right.entries->size()
        && std::all_of(left.entries->entries().begin(), left.entries->entries().end(),
            [&](const auto& entry) { return right.entries->find(entry.first) != nullptr; });
}

bool areEqualRanges(const Range& left, const Range& right)
{
    return left.size() == right.size()
        && (left.size() == 0 || (left.start == right.start && (left.size() == 1 || left.at(1) == right.at(1))));
}

} // namespace

bool isEqual(const Value& left, const Value& right, Budget& budget)
{
    budget.step();
    if (isNumber(left) && isNumber(right)) {
        return areEqualNumbers(left, right);
    }
    if (left.storage().index() != right.storage().index()) {
        return false;
    }
    if (left.is<Undefined>() || left.is<None>()) {
        return true;
    }
    if (const std::string* text = left.text()) {
        return *text == *right.text();
    }
    if (left.is<List>()) {
        return areEqualItems(*left.as<List>().items, *right.as<List>().items, budget);
    }
    if (left.is<Tuple>()) {
        return areEqualItems(*left.as<Tuple>().items, *right.as<Tuple>().items, budget);
    }
    if (left.is<Dict>()) {
        return areEqualEntries(*left.as<Dict>().entries, *right.as<Dict>().entries, budget);
    }
    if (left.is<View>()) {
        return areEqualViews(left.as<View>(), right.as<View>(), budget);
    }
    if (left.is<Range>()) {
        return areEqualRanges(left.as<Range>(), right.as<Range>());
    }
    return isSame(left, right);
}

bool isSameKey(const Value& left, const Value& right)
{
    if (left.text() && right.text()) {
        return *left.text() == *right.text();
    }
    Budget unbounded({std::numeric_limits<std::int64_t>::max(), 0, 0}); // a tuple of keys is as large as it was made
    return isSame(left, right) || isEqual(left, right, unbounded);
}

std::size_t hashOf(const Value& value)
{
    if (const std::string* text = value.text()) {
        return std::hash<std::string>()(*text);
    }
    if (const auto whole = wholeNumber(value)) {
        return std::hash<double>()(static_cast<double>(*whole));
    }
    if (const double* real = value.get<double>()) {
        return std::hash<double>()(*real == 0 ? 0 : *real);
    }
    if (const Tuple* tuple = value.get<Tuple>()) {
        std::size_t hash = 1000003;
        for (const Value& element : tuple->items->values) {
            hash = hash * 31 + hashOf(element);
        }
        return hash;
    }
    const View* view = value.get<View>();
    if (value.is<List>() || value.is<Dict>() || (view && view->kind != View::Kind::values)) {
        throw Failure("a " + kindOf(value) + " cannot be the key of a dict");
    }
    return value.storage().index();
}

bool isSame(const Value& left, const Value& right)
{
    if (left.storage().index() != right.storage().index()) {
        return false;
    }
    struct Identity {
        const Value& right;

        bool operator()(const Undefined& left) const { return left.reason == right.as<Undefined>().reason; }
        bool operator()(const None&) const { return true; }
        bool operator()(bool left) const { return left == right.as<bool>(); }
        bool operator()(std::int64_t left) const { return left == right.as<std::int64_t>(); }
        bool operator()(double) const { return false; }
        bool operator()(const Text& left) const { return *left == *right.as<Text>(); }
        bool operator()(const List& left) const { return left.items == right.as<List>().items; }
        bool operator()(const Tuple& left) const { return left.items == right.as<Tuple>().items; }
        bool operator()(const Dict& left) const { return left.entries == right.as<Dict>().entries; }
        bool operator()(const View&) const { return false; }
        bool operator()(const Range&) const { return false; }
        bool operator()(const Iterator& left) const { return left.next == right.as<Iterator>().next; }
        bool operator()(const std::shared_ptr<Object>& left) const
        {
            return left == right.as<std::shared_ptr<Object>>();
        }
    };
    return std::visit(Identity{right}, left.storage());
}

} // namespace dpl::templates
