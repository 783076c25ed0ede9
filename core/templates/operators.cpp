#include "templates/operators.hpp"

#include "templates/characters.hpp"
#include "templates/equality.hpp"
#include "templates/escape.hpp"
#include "templates/iteration.hpp"
#include "templates/mapping.hpp"
#include "templates/percent_format.hpp"
#include "templates/written.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dpl::templates {

namespace {

const char* signOf(Arithmetic operation)
{
    switch (operation) {
    case Arithmetic::add: return "+";
    case Arithmetic::subtract: return "-";
    case Arithmetic::multiply: return "*";
    case Arithmetic::divide: return "/";
    case Arithmetic::floorDivide: return "//";
    case Arithmetic::modulo: return "%";
    case Arithmetic::power: return "**";
    }
    return "";
}

[[noreturn]] void refuse(const char* sign, const Value& left, const Value& right)
{
    throw Failure(std::string(sign) + " does not work on a " + kindOf(left) + " and a " + kindOf(right));
}

[[noreturn]] void tooLarge()
{
    throw Failure("a whole number grows beyond 64 bits");
}

std::optional<double> realNumber(const Value& value)
{
    if (const double* real = value.get<double>()) {
        return *real;
    }
    if (const auto whole = wholeNumber(value)) {
        return static_cast<double>(*whole);
    }
    return std::nullopt;
}

/// Rounded towards minus infinity, as Python divides.
std::int64_t floorQuotient(std::int64_t a, std::int64_t b)
{
    if (b == 0) {
        throw Failure("division by zero");
    }
    if (b == -1) {
        if (a == std::numeric_limits<std::int64_t>::min()) {
            tooLarge();
        }
        return -a;
    }
    const std::int64_t quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

std::int64_t wholePower(std::int64_t base, std::int64_t exponent)
{
    std::int64_t result = 1;
    while (exponent > 0) {
        if ((exponent & 1) && __builtin_mul_overflow(result, base, &result)) {
            tooLarge();
        }
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) {
            tooLarge();
        }
    }
    return result;
}

double realModulo(double a, double b)
{
    double rest = std::fmod(a, b);
    if (rest != 0 && (rest < 0) != (b < 0)) {
        rest += b;
    }
    return rest == 0 ? std::copysign(0.0, b) : rest;
}

double realFloorQuotient(double a, double b)
{
    const double quotient = (a - realModulo(a, b)) / b;
    const double whole = std::floor(quotient);
    return quotient == 0 ? std::copysign(0.0, a / b) : quotient - whole > 0.5 ? whole + 1 : whole;
}

Value ofWholeNumbers(Arithmetic operation, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    switch (operation) {
    case Arithmetic::add:
        if (__builtin_add_overflow(a, b, &result)) {
            tooLarge();
        }
        return result;
    case Arithmetic::subtract:
        if (__builtin_sub_overflow(a, b, &result)) {
            tooLarge();
        }
        return result;
    case Arithmetic::multiply:
        if (__builtin_mul_overflow(a, b, &result)) {
            tooLarge();
        }
        return result;
    case Arithmetic::divide:
        if (b == 0) {
            throw Failure("division by zero");
        }
        return static_cast<double>(a) / static_cast<double>(b);
    case Arithmetic::floorDivide: return floorQuotient(a, b);
    case Arithmetic::modulo:
        if (b == 0) {
            throw Failure("division by zero");
        }
        return b == -1 ? 0 : a - b * floorQuotient(a, b);
    case Arithmetic::power:
        if (b < 0) {
            if (a == 0) {
                throw Failure("division by zero");
            }
            return std::pow(static_cast<double>(a), static_cast<double>(b));
        }
        return wholePower(a, b);
    }
    return result;
}

Value ofRealNumbers(Arithmetic operation, double a, double b)
{
    switch (operation) {
    case Arithmetic::add: return a + b;
    case Arithmetic::subtract: return a - b;
    case Arithmetic::multiply: return a * b;
    case Arithmetic::power: {
        if (a == 0 && b < 0) {
            throw Failure("division by zero");
        }
        const double result = std::pow(a, b);
        if (std::isnan(result) && !std::isnan(a) && !std::isnan(b)) {
            throw Failure("a power that is no real number");
        }
        if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) {
            throw Failure("a power that is too large");
        }
        return result;
    }
    default: break;
    }
    if (b == 0) {
        throw Failure("division by zero");
    }
    return operation == Arithmetic::divide ? a / b
        : operation == Arithmetic::modulo  ? realModulo(a, b)
                                           : realFloorQuotient(a, b);
}

Value joinedTexts(Runtime& runtime, const Text& left, const Text& right)
{
    if (!left.isMarkup && !right.isMarkup) {
        runtime.budget().make(left->size() + right->size());
        return makeText(*left + *right, false);
    }
    return runtime.text((left.isMarkup ? *left : escaped(*left)) + (right.isMarkup ? *right : escaped(*right)), true);
}

Value joinedItems(Runtime& runtime, const Items& left, const Items& right, bool isTuple)
{
    runtime.budget().make((left.values.size() + right.values.size()) * sizeof(Value));
    std::vector<Value> values = left.values;
    values.insert(values.end(), right.values.begin(), right.values.end());
    return isTuple ? makeTuple(std::move(values)) : makeList(std::move(values));
}

std::optional<Value> repeated(Runtime& runtime, const Value& value, std::int64_t count)
{
    const std::size_t times = static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
    const auto make = [&](std::size_t bytes) {
        if (bytes > 0 && times > runtime.budget().limits().bytes / bytes) {
            runtime.budget().make(runtime.budget().limits().bytes + 1);
        }
        runtime.budget().make(bytes * times);
    };
    if (const Text* text = value.get<Text>()) {
        make((*text)->size());
        std::string result;
        result.reserve((*text)->size() * times);
        for (std::size_t i = 0; i < times && !(*text)->empty(); ++i) {
            result += **text;
        }
        return makeText(std::move(result), text->isMarkup);
    }
    const Items* items = value.is<List>() ? value.as<List>().items.get()
        : value.is<Tuple>()               ? value.as<Tuple>().items.get()
                                          : nullptr;
    if (!items) {
        return std::nullopt;
    }
    make(items->values.size() * sizeof(Value));
    std::vector<Value> values;
    values.reserve(items->values.size() * times);
    for (std::size_t i = 0; i < times && !items->values.empty(); ++i) {
        values.insert(values.end(), items->values.begin(), items->values.end());
    }
    return value.is<Tuple>() ? makeTuple(std::move(values)) : makeList(std::move(values));
}

/// -1, 0 or 1; 2 for a NaN.
int orderOfNumbers(const Value& left, const Value& right)
{
    const auto a = wholeNumber(left);
    const auto b = wholeNumber(right);
    if (a && b) {
        return *a < *b ? -1 : *a > *b;
    }
    const double x = *realNumber(left);
    const double y = *realNumber(right);
    return std::isnan(x) || std::isnan(y) ? 2 : x < y ? -1 : x > y;
}

bool holds(Comparison operation, int order)
{
    switch (operation) {
    case Comparison::less: return order == -1;
    case Comparison::lessOrEqual: return order == -1 || order == 0;
    case Comparison::greater: return order == 1;
    default: return order == 1 || order == 0;
    }
}

bool isOrdered(Runtime& runtime, Comparison operation, const Value& left, const Value& right);

bool areOrderedItems(Runtime& runtime, Comparison operation, const Items& left, const Items& right)
{
    const Budget::Level level(runtime.budget());
    for (std::size_t i = 0; i < std::min(left.values.size(), right.values.size()); ++i) {
        const Value& a = left.values[i];
        const Value& b = right.values[i];
        if (!isSame(a, b) && !isEqual(a, b, runtime.budget())) {
            return isOrdered(runtime, operation, a, b);
        }
    }
    const std::size_t a = left.values.size();
    const std::size_t b = right.values.size();
    return holds(operation, a < b ? -1 : a > b);
}

/// dict.keys() and dict.items() are sets, ordered by what they contain.
bool areOrderedSets(Runtime& runtime, Comparison operation, const Value& left, const Value& right)
{
    const bool isForward = operation == Comparison::less || operation == Comparison::lessOrEqual;
    const Value& part = isForward ? left : right;
    const Value& whole = isForward ? right : left;
    const Next next = valuesOf(runtime, part);
    for (Value element; next(element);) {
        if (!contains(runtime, whole, element)) {
            return false;
        }
    }
    return operation == Comparison::lessOrEqual || operation == Comparison::greaterOrEqual
        || part.as<View>().entries->size() < whole.as<View>().entries->size();
}

bool isSet(const Value& value)
{
    return value.is<View>() && value.as<View>().kind != View::Kind::values;
}

bool isOrdered(Runtime& runtime, Comparison operation, const Value& left, const Value& right)
{
    runtime.budget().step();
    requireDefined(left);
    requireDefined(right);
    if (realNumber(left) && realNumber(right)) {
        return holds(operation, orderOfNumbers(left, right));
    }
    if (left.text() && right.text()) {
        const int order = left.text()->compare(*right.text()); // UTF-8 has the order of its code points
        return holds(operation, order < 0 ? -1 : order > 0);
    }
    if (left.is<List>() && right.is<List>()) {
        return areOrderedItems(runtime, operation, *left.as<List>().items, *right.as<List>().items);
    }
    if (left.is<Tuple>() && right.is<Tuple>()) {
        return areOrderedItems(runtime, operation, *left.as<Tuple>().items, *right.as<Tuple>().items);
    }
    if (isSet(left) && isSet(right)) {
        return areOrderedSets(runtime, operation, left, right);
    }
    static constexpr const char* signs[]{"==", "!=", "<", "<=", ">", ">="};
    refuse(signs[static_cast<std::size_t>(operation)], left, right);
}

struct Size {
    using Result = std::optional<std::int64_t>;

    Result operator()(const Undefined&) const { return 0; }
    Result operator()(const Text& text) const { return static_cast<std::int64_t>(characterCount(*text)); }
    Result operator()(const List& list) const { return static_cast<std::int64_t>(list.items->values.size()); }
    Result operator()(const Tuple& tuple) const { return static_cast<std::int64_t>(tuple.items->values.size()); }
    Result operator()(const Dict& dict) const { return static_cast<std::int64_t>(dict.entries->size()); }
    Result operator()(const View& view) const { return static_cast<std::int64_t>(view.entries->size()); }
    Result operator()(const Range& range) const { return range.size(); }
    Result operator()(const std::shared_ptr<Object>& object) const { return object->size(); }
    Result operator()(const auto&) const { return std::nullopt; }
};

} // namespace

bool isTrue(const Value& value)
{
    struct Truth {
        bool operator()(const Undefined&) const { return false; }
        bool operator()(const None&) const { return false; }
        bool operator()(bool flag) const { return flag; }
        bool operator()(std::int64_t number) const { return number != 0; }
        bool operator()(double number) const { return number != 0; }
        bool operator()(const Text& text) const { return !text->empty(); }
        bool operator()(const List& list) const { return !list.items->values.empty(); }
        bool operator()(const Tuple& tuple) const { return !tuple.items->values.empty(); }
        bool operator()(const Dict& dict) const { return dict.entries->size() > 0; }
        bool operator()(const View& view) const { return view.entries->size() > 0; }
        bool operator()(const Range& range) const { return range.size() > 0; }
        bool operator()(const Iterator&) const { return true; }
        bool operator()(const std::shared_ptr<Object>& object) const { return object->size().value_or(1) > 0; }
    };
    return std::visit(Truth(), value.storage());
}

void requireDefined(const Value& value)
{
    if (const auto* missing = value.get<Undefined>()) {
        throw Failure(missing->reason ? *missing->reason : "a value is undefined");
    }
}

Value compute(Runtime& runtime, Arithmetic operation, const Value& left, const Value& right)
{
    if (operation == Arithmetic::modulo && left.text()) {
        return percentFormat(runtime, left.as<Text>(), right);
    }
    requireDefined(left);
    requireDefined(right);
    const auto a = wholeNumber(left);
    const auto b = wholeNumber(right);
    if (a && b) {
        return ofWholeNumbers(operation, *a, *b);
    }
    if (realNumber(left) && realNumber(right)) {
        return ofRealNumbers(operation, *realNumber(left), *realNumber(right));
    }
    if (operation == Arithmetic::add) {
        if (left.is<Text>() && right.is<Text>()) {
            return joinedTexts(runtime, left.as<Text>(), right.as<Text>());
        }
        if (left.is<List>() && right.is<List>()) {
            return joinedItems(runtime, *left.as<List>().items, *right.as<List>().items, false);
        }
        if (left.is<Tuple>() && right.is<Tuple>()) {
            return joinedItems(runtime, *left.as<Tuple>().items, *right.as<Tuple>().items, true);
        }
    }
    if (operation == Arithmetic::multiply && (a || b)) {
        if (auto result = repeated(runtime, a ? right : left, a ? *a : *b)) {
            return *result;
        }
    }
    refuse(signOf(operation), left, right);
}

Value negated(const Value& value)
{
    requireDefined(value);
    if (const double* real = value.get<double>()) {
        return -*real;
    }
    if (const auto whole = wholeNumber(value)) {
        return ofWholeNumbers(Arithmetic::subtract, 0, *whole);
    }
    throw Failure("- does not work on a " + kindOf(value));
}

Value positive(const Value& value)
{
    requireDefined(value);
    if (value.is<double>()) {
        return value;
    }
    if (const auto whole = wholeNumber(value)) {
        return *whole;
    }
    throw Failure("+ does not work on a " + kindOf(value));
}

bool compare(Runtime& runtime, Comparison operation, const Value& left, const Value& right)
{
    switch (operation) {
    case Comparison::equal: return isEqual(left, right, runtime.budget());
    case Comparison::notEqual: return !isEqual(left, right, runtime.budget());
    case Comparison::in: return contains(runtime, right, left);
    case Comparison::notIn: return !contains(runtime, right, left);
    default: return isOrdered(runtime, operation, left, right);
    }
}

bool isLess(Runtime& runtime, const Value& left, const Value& right)
{
    return isOrdered(runtime, Comparison::less, left, right);
}

bool contains(Runtime& runtime, const Value& container, const Value& value)
{
    if (const std::string* text = container.text()) {
        if (!value.text()) {
            throw Failure("only a string can be in a string, not a " + kindOf(value));
        }
        runtime.budget().step(static_cast<std::int64_t>(1 + text->size() / 64));
        return text->find(*value.text()) != std::string::npos;
    }
    if (const Dict* dict = container.get<Dict>()) {
        return dict->entries->find(value) != nullptr;
    }
    if (const View* view = container.get<View>(); view && view->kind == View::Kind::keys) {
        return view->entries->find(value) != nullptr;
    }
    const Next next = valuesOf(runtime, container);
    for (Value element; next(element);) {
        if (isSame(element, value) || isEqual(element, value, runtime.budget())) {
            return true;
        }
    }
    return false;
}

std::optional<std::int64_t> sizeOf(const Value& value)
{
    return std::visit(Size(), value.storage());
}

} // namespace dpl::templates
