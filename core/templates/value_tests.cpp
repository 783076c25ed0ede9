#include "templates/equality.hpp"
#include "templates/filters.hpp"
#include "templates/iteration.hpp"
#include "templates/methods.hpp"
#include "templates/operators.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

template <bool (*IsSo)(const Value&)> bool alone(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("a test", arguments, {});
    return IsSo(value);
}

bool isDefined(const Value& value)
{
    return !value.is<Undefined>();
}

bool isUndefined(const Value& value)
{
    return value.is<Undefined>();
}

bool isNone(const Value& value)
{
    return value.is<None>();
}

bool isBoolean(const Value& value)
{
    return value.is<bool>();
}

bool isTheTrue(const Value& value)
{
    return value.is<bool>() && value.as<bool>();
}

bool isTheFalse(const Value& value)
{
    return value.is<bool>() && !value.as<bool>();
}

bool isInteger(const Value& value)
{
    return value.is<std::int64_t>();
}

bool isFloat(const Value& value)
{
    return value.is<double>();
}

bool isAnyNumber(const Value& value)
{
    return value.is<double>() || wholeNumber(value);
}

bool isString(const Value& value)
{
    return value.is<Text>();
}

bool isMapping(const Value& value)
{
    return value.is<Dict>();
}

bool isSequence(const Value& value)
{
    return value.is<Text>() || value.is<List>() || value.is<Tuple>() || value.is<Dict>() || value.is<Range>()
        || value.is<Undefined>();
}

bool isCallable(const Value& value)
{
    const auto* object = value.get<std::shared_ptr<Object>>();
    return value.is<Undefined>() || (object && (*object)->isCallable());
}

bool isEscaped(const Value& value)
{
    return value.is<Text>() && value.as<Text>().isMarkup;
}

template <const char* Question> bool textIs(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none(Question, arguments, {}); // fails if there are any
    const Text text = value.is<Text>() ? value.as<Text>() : runtime.text(asText(runtime, value)).as<Text>();
    return isTrue(textQuestion(Question)(runtime, text, arguments));
}

constexpr char lowerQuestion[] = "islower";
constexpr char upperQuestion[] = "isupper";

template <int Rest> bool hasRestByTwo(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("odd and even", arguments, {});
    return isEqual(compute(runtime, Arithmetic::modulo, value, 2), Rest, runtime.budget());
}

bool isDivisible(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("divisibleby", arguments, {"num"}, 1);
    return isEqual(compute(runtime, Arithmetic::modulo, value, given[0]), 0, runtime.budget());
}

bool isSameAs(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("sameas", arguments, {"other"}, 1);
    return isSame(value, given[0]);
}

bool isIn(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("in", arguments, {"seq"}, 1);
    return contains(runtime, given[0], value);
}

template <Comparison Which> bool compares(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("a comparison", arguments, {"/other"}, 1);
    return compare(runtime, Which, value, given[0]);
}

bool isFilterName(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("filter", arguments, {});
    hashOf(value); // a list is not even asked
    return value.text() && filterNamed(*value.text());
}

bool isTestName(Runtime&, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("test", arguments, {});
    hashOf(value);
    return value.text() && testNamed(*value.text());
}

struct NamedTest {
    std::string_view name;
    Test test;
};

constexpr std::array valueTests{
    NamedTest{"!=", compares<Comparison::notEqual>},
    NamedTest{"<", compares<Comparison::less>},
    NamedTest{"<=", compares<Comparison::lessOrEqual>},
    NamedTest{"==", compares<Comparison::equal>},
    NamedTest{">", compares<Comparison::greater>},
    NamedTest{">=", compares<Comparison::greaterOrEqual>},
    NamedTest{"boolean", alone<isBoolean>},
    NamedTest{"callable", alone<isCallable>},
    NamedTest{"defined", alone<isDefined>},
    NamedTest{"divisibleby", isDivisible},
    NamedTest{"eq", compares<Comparison::equal>},
    NamedTest{"equalto", compares<Comparison::equal>},
    NamedTest{"escaped", alone<isEscaped>},
    NamedTest{"even", hasRestByTwo<0>},
    NamedTest{"false", alone<isTheFalse>},
    NamedTest{"filter", isFilterName},
    NamedTest{"float", alone<isFloat>},
    NamedTest{"ge", compares<Comparison::greaterOrEqual>},
    NamedTest{"greaterthan", compares<Comparison::greater>},
    NamedTest{"gt", compares<Comparison::greater>},
    NamedTest{"in", isIn},
    NamedTest{"integer", alone<isInteger>},
    NamedTest{"iterable", alone<canBeGoneThrough>},
    NamedTest{"le", compares<Comparison::lessOrEqual>},
    NamedTest{"lessthan", compares<Comparison::less>},
    NamedTest{"lower", textIs<lowerQuestion>},
    NamedTest{"lt", compares<Comparison::less>},
    NamedTest{"mapping", alone<isMapping>},
    NamedTest{"ne", compares<Comparison::notEqual>},
    NamedTest{"none", alone<isNone>},
    NamedTest{"number", alone<isAnyNumber>},
    NamedTest{"odd", hasRestByTwo<1>},
    NamedTest{"sameas", isSameAs},
    NamedTest{"sequence", alone<isSequence>},
    NamedTest{"string", alone<isString>},
    NamedTest{"test", isTestName},
    NamedTest{"true", alone<isTheTrue>},
    NamedTest{"undefined", alone<isUndefined>},
    NamedTest{"upper", textIs<upperQuestion>},
};

} // namespace

Test testNamed(std::string_view name)
{
    const auto* found = std::find_if(
        valueTests.begin(), valueTests.end(), [name](const NamedTest& entry) { return entry.name == name; });
    return found == valueTests.end() ? nullptr : found->test;
}

} // namespace dpl::templates
