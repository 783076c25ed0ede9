#include "templates/expression_parser.hpp"

#include "templates/expression_height.hpp"
#include "templates/filters.hpp"
#include "templates/limits.hpp"

#include <algorithm>
#include <utility>

namespace dpl::templates {

using namespace syntax;

namespace {

bool isLiteralName(std::string_view name)
{
    return name == "true" || name == "false" || name == "True" || name == "False" || name == "none" || name == "None";
}

std::optional<Comparison> comparisonOf(const Token& token)
{
    static constexpr std::pair<std::string_view, Comparison> comparisons[]{{"==", Comparison::equal},
        {"!=", Comparison::notEqual}, {"<", Comparison::less}, {"<=", Comparison::lessOrEqual},
        {">", Comparison::greater}, {">=", Comparison::greaterOrEqual}};
    for (const auto& [sign, comparison] : comparisons) {
        if (token.isSign(sign)) {
            return comparison;
        }
    }
    return std::nullopt;
}

} // namespace

class ExpressionParser::Level {
public:
    Level(ParserState& state, const TokenStream& tokens) : m_state(state)
    {
        if (m_state.level >= deepestSyntax) {
            tokens.fail("the template is nested deeper than " + std::to_string(deepestSyntax) + " levels");
        }
        ++m_state.level;
    }
    ~Level() { --m_state.level; }

private:
    ParserState& m_state;
};

ExpressionPointer ExpressionParser::parse(bool withCondition)
{
    const Level level(m_state, m_tokens);
    ++m_state.expressions;
    ExpressionPointer expression = withCondition ? parseCondition() : parseOr();
    if (--m_state.expressions == 0 && m_state.unknown) {
        m_tokens.fail(m_state.unknown->problem, m_state.unknown->at);
    }
    return expression;
}

void ExpressionParser::noteUnknown(std::string problem, Offset at)
{
    if (m_state.isConditional) {
        return;
    }
    if (m_state.expressions == 0) {
        m_tokens.fail(problem, at);
    }
    if (!m_state.unknown) {
        m_state.unknown = UnknownName{std::move(problem), at};
    }
}

ExpressionPointer ExpressionParser::parseCondition()
{
    const Offset at = m_tokens.current().at;
    std::optional<UnknownName> before = std::exchange(m_state.unknown, std::nullopt);
    ExpressionPointer value = parseOr();
    while (m_tokens.takeName("if")) {
        m_state.unknown.reset();
        const bool wasConditional = std::exchange(m_state.isConditional, true);
        ExpressionPointer test = parseOr();
        ExpressionPointer otherwise;
        if (m_tokens.takeName("else")) {
            const Level level(m_state, m_tokens);
            otherwise = parseCondition();
        }
        m_state.isConditional = wasConditional;
        value = makeExpression(Condition{std::move(test), std::move(value), std::move(otherwise)}, at);
    }
    if (before) {
        m_state.unknown = std::move(before);
    }
    return value;
}

ExpressionPointer ExpressionParser::parseOr()
{
    const Offset at = m_tokens.current().at;
    ExpressionPointer left = parseAnd();
    while (m_tokens.takeName("or")) {
        left = makeExpression(Alternative{std::move(left), parseAnd(), false}, at);
    }
    return left;
}

ExpressionPointer ExpressionParser::parseAnd()
{
    const Offset at = m_tokens.current().at;
    ExpressionPointer left = parseNot();
    while (m_tokens.takeName("and")) {
        left = makeExpression(Alternative{std::move(left), parseNot(), true}, at);
    }
    return left;
}

ExpressionPointer ExpressionParser::parseNot()
{
    const Offset at = m_tokens.current().at;
    if (m_tokens.takeName("not")) {
        const Level level(m_state, m_tokens);
        return makeExpression(Negation{parseNot()}, at);
    }
    return parseComparisons();
}

ExpressionPointer ExpressionParser::parseComparisons()
{
    const Offset at = m_tokens.current().at;
    ExpressionPointer first = parseSum();
    std::vector<std::pair<Comparison, ExpressionPointer>> others;
    for (;;) {
        if (const auto comparison = comparisonOf(m_tokens.current())) {
            m_tokens.take();
            others.emplace_back(*comparison, parseSum());
        } else if (m_tokens.takeName("in")) {
            others.emplace_back(Comparison::in, parseSum());
        } else if (m_tokens.current().isName("not") && m_tokens.following().isName("in")) {
            m_tokens.take();
            m_tokens.take();
            others.emplace_back(Comparison::notIn, parseSum());
        } else {
            break;
        }
    }
    return others.empty() ? std::move(first) : makeExpression(Comparisons{std::move(first), std::move(others)}, at);
}

ExpressionPointer ExpressionParser::parseSum()
{
    const Offset at = m_tokens.current().at;
    ExpressionPointer left = parseConcatenation();
    while (m_tokens.current().isSign("+") || m_tokens.current().isSign("-")) {
        const Arithmetic operation = m_tokens.take().text == "+" ? Arithmetic::add : Arithmetic::subtract;
        left = makeExpression(Computation{operation, std::move(left), parseConcatenation()}, at);
    }
    return left;
}

ExpressionPointer ExpressionParser::parseConcatenation()
{
    const Offset at = m_tokens.current().at;
    std::vector<ExpressionPointer> parts;
    parts.push_back(parseProduct());
    while (m_tokens.takeSign("~")) {
        parts.push_back(parseProduct());
    }
    return parts.size() == 1 ? std::move(parts.front()) : makeExpression(Concatenation{std::move(parts)}, at);
}

ExpressionPointer ExpressionParser::parseProduct()
{
    static constexpr std::pair<std::string_view, Arithmetic> operations[]{{"*", Arithmetic::multiply},
        {"/", Arithmetic::divide}, {"//", Arithmetic::floorDivide}, {"%", Arithmetic::modulo}};
    const Offset at = m_tokens.current().at;
    ExpressionPointer left = parsePower();
    for (;;) {
        const auto* operation = std::find_if(std::begin(operations), std::end(operations),
            [&](const auto& entry) { return m_tokens.current().isSign(entry.first); });
        if (operation == std::end(operations)) {
            return left;
        }
        m_tokens.take();
        left = makeExpression(Computation{operation->second, std::move(left), parsePower()}, at);
    }
}

ExpressionPointer ExpressionParser::parsePower()
{
    const Offset at = m_tokens.current().at;
    ExpressionPointer left = parseUnary();
    while (m_tokens.takeSign("**")) {
        left = makeExpression(Computation{Arithmetic::power, std::move(left), parseUnary()}, at);
    }
    return left;
}

ExpressionPointer ExpressionParser::parseUnary(bool withFilters)
{
    const Level level(m_state, m_tokens);
    const Offset at = m_tokens.current().at;
    ExpressionPointer value;
    if (m_tokens.takeSign("-")) {
        value = makeExpression(Sign{parseUnary(false), true}, at);
    } else if (m_tokens.takeSign("+")) {
        value = makeExpression(Sign{parseUnary(false), false}, at);
    } else {
        value = parsePrimary();
    }
    value = parsePostfix(std::move(value));
    return withFilters ? parseFiltersAndTests(std::move(value)) : std::move(value);
}

ExpressionPointer ExpressionParser::parsePrimary()
{
    const Token& token = m_tokens.current();
    const Offset at = token.at;
    if (token.kind == Token::Kind::name) {
        m_tokens.take();
        if (isLiteralName(token.text)) {
            const bool isNone = token.text == "none" || token.text == "None";
            return makeExpression(
                Constant{isNone ? Value(None{}) : Value(token.text == "true" || token.text == "True")}, at);
        }
        for (MacroBody* macro : m_state.macros) {
            macro->usesCaller = macro->usesCaller || token.text == "caller";
            macro->usesNamed = macro->usesNamed || token.text == "kwargs";
            macro->usesPositional = macro->usesPositional || token.text == "varargs";
        }
        return makeExpression(Name{token.text}, at);
    }
    if (token.kind == Token::Kind::literal) {
        m_tokens.take();
        if (!token.value.text()) {
            return makeExpression(Constant{token.value}, at);
        }
        std::string text = *token.value.text();
        while (m_tokens.current().kind == Token::Kind::literal && m_tokens.current().value.text()) {
            text += *m_tokens.take().value.text();
        }
        return makeExpression(Constant{Value(std::move(text))}, at);
    }
    if (m_tokens.takeSign("(")) {
        if (m_tokens.takeSign(")")) {
            return makeExpression(TupleDisplay{}, at);
        }
        ExpressionPointer value = parseTuple(true);
        m_tokens.expectSign(")");
        return value;
    }
    if (token.isSign("[")) {
        return parseList();
    }
    if (token.isSign("{")) {
        return parseDict();
    }
    m_tokens.fail("expected an expression, found " + m_tokens.found());
}

ExpressionPointer ExpressionParser::parseTuple(bool withCondition, std::string_view endName)
{
    const Offset at = m_tokens.current().at;
    const auto isEnd = [&] {
        const Token& token = m_tokens.current();
        return token.kind == Token::Kind::outputEnd || token.kind == Token::Kind::statementEnd || token.isSign(")")
            || (!endName.empty() && token.isName(endName));
    };
    std::vector<ExpressionPointer> elements;
    bool isTuple = false;
    while (!isEnd()) {
        elements.push_back(parse(withCondition));
        if (!m_tokens.takeSign(",")) {
            break;
        }
        isTuple = true;
    }
    if (isTuple) {
        return makeExpression(TupleDisplay{std::move(elements)}, at);
    }
    if (elements.empty()) {
        m_tokens.fail("expected an expression, found " + m_tokens.found());
    }
    return std::move(elements.front());
}

ExpressionPointer ExpressionParser::parseList()
{
    const Offset at = m_tokens.take().at;
    std::vector<ExpressionPointer> elements;
    while (!m_tokens.current().isSign("]")) {
        if (!elements.empty()) {
            m_tokens.expectSign(",");
            if (m_tokens.current().isSign("]")) {
                break;
            }
        }
        elements.push_back(parse());
    }
    m_tokens.expectSign("]");
    return makeExpression(ListDisplay{std::move(elements)}, at);
}

ExpressionPointer ExpressionParser::parseDict()
{
    const Offset at = m_tokens.take().at;
    DictDisplay dict;
    while (!m_tokens.current().isSign("}")) {
        if (!dict.entries.empty()) {
            m_tokens.expectSign(",");
            if (m_tokens.current().isSign("}")) {
                break;
            }
        }
        ExpressionPointer key = parse();
        m_tokens.expectSign(":");
        dict.entries.emplace_back(std::move(key), parse());
    }
    m_tokens.expectSign("}");
    return makeExpression(std::move(dict), at);
}

ExpressionPointer ExpressionParser::parsePostfix(ExpressionPointer value)
{
    for (;;) {
        if (m_tokens.current().isSign(".") || m_tokens.current().isSign("[")) {
            value = parseSubscript(std::move(value));
        } else if (m_tokens.current().isSign("(")) {
            value = parseCall(std::move(value));
        } else {
            return value;
        }
    }
}

ExpressionPointer ExpressionParser::parseFiltersAndTests(ExpressionPointer value)
{
    for (;;) {
        if (m_tokens.current().isSign("|")) {
            value = parseFilters(std::move(value));
        } else if (m_tokens.current().isName("is")) {
            value = parseTest(std::move(value));
        } else if (m_tokens.current().isSign("(")) {
            value = parseCall(std::move(value));
        } else {
            return value;
        }
    }
}

ExpressionPointer ExpressionParser::parseFilters(ExpressionPointer value, bool isBegun)
{
    while (isBegun || m_tokens.takeSign("|")) {
        isBegun = false;
        const Offset at = m_tokens.current().at;
        std::string name = m_tokens.expectAnyName("the name of a filter");
        while (m_tokens.takeSign(".")) {
            name += "." + m_tokens.expectAnyName("the name of a filter");
        }
        if (!filterNamed(name)) {
            noteUnknown("there is no filter named \"" + name + "\"", at);
        }
        CallArguments arguments = m_tokens.current().isSign("(") ? parseArguments() : CallArguments();
        value = makeExpression(FilterUse{std::move(value), std::move(name), std::move(arguments)}, at);
    }
    return value;
}

ExpressionPointer ExpressionParser::parseTest(ExpressionPointer value)
{
    const Offset at = m_tokens.take().at;
    const bool isNegated = m_tokens.takeName("not");
    const Offset nameAt = m_tokens.current().at;
    std::string name = m_tokens.expectAnyName("the name of a test");
    while (m_tokens.takeSign(".")) {
        name += "." + m_tokens.expectAnyName("the name of a test");
    }
    if (!testNamed(name)) {
        noteUnknown("there is no test named \"" + name + "\"", nameAt);
    }
    CallArguments arguments;
    const Token& next = m_tokens.current();
    const bool isName =
        next.kind == Token::Kind::name && !next.isName("else") && !next.isName("or") && !next.isName("and");
    if (next.isSign("(")) {
        arguments = parseArguments();
    } else if (isName || next.kind == Token::Kind::literal || next.isSign("[") || next.isSign("{")) {
        if (next.isName("is")) {
            m_tokens.fail("a test cannot follow a test; write \"and\" between them");
        }
        const Level level(m_state, m_tokens);
        arguments.positional.push_back(parsePostfix(parsePrimary()));
    }
    ExpressionPointer test = makeExpression(TestUse{std::move(value), std::move(name), std::move(arguments)}, at);
    return isNegated ? makeExpression(Negation{std::move(test)}, at) : std::move(test);
}

ExpressionPointer ExpressionParser::parseSubscript(ExpressionPointer value)
{
    const Token& open = m_tokens.take();
    const Offset at = open.at;
    if (open.text == ".") {
        const Token& member = m_tokens.take();
        if (member.kind == Token::Kind::name) {
            return makeExpression(Attribute{std::move(value), member.text}, at);
        }
        if (member.kind != Token::Kind::literal || !member.value.is<std::int64_t>()) {
            m_tokens.fail("expected a name or a number behind \".\"", member.at);
        }
        return makeExpression(Subscript{std::move(value), makeExpression(Constant{member.value}, member.at)}, at);
    }
    const auto isNext = [&](std::initializer_list<std::string_view> signs) {
        return std::any_of(
            signs.begin(), signs.end(), [&](std::string_view sign) { return m_tokens.current().isSign(sign); });
    };
    std::vector<ExpressionPointer> keys;
    while (!isNext({"]"})) {
        if (!keys.empty()) {
            m_tokens.expectSign(",");
        }
        ExpressionPointer start = isNext({":"}) ? nullptr : parse();
        if (!m_tokens.takeSign(":")) {
            keys.push_back(std::move(start));
            continue;
        }
        ExpressionPointer stop = isNext({":", "]", ","}) ? nullptr : parse();
        ExpressionPointer step;
        if (m_tokens.takeSign(":")) {
            step = isNext({"]", ","}) ? nullptr : parse();
        }
        if (!keys.empty() || isNext({","})) {
            m_tokens.fail("a slice stands alone between brackets");
        }
        m_tokens.expectSign("]");
        return makeExpression(Slice{std::move(value), std::move(start), std::move(stop), std::move(step)}, at);
    }
    m_tokens.expectSign("]");
    ExpressionPointer key =
        keys.size() == 1 ? std::move(keys.front()) : makeExpression(TupleDisplay{std::move(keys)}, at);
    return makeExpression(Subscript{std::move(value), std::move(key)}, at);
}

ExpressionPointer ExpressionParser::parseCall(ExpressionPointer function)
{
    const Offset at = m_tokens.current().at;
    CallArguments arguments = parseArguments();
    return makeExpression(Call{std::move(function), std::move(arguments)}, at);
}

CallArguments ExpressionParser::parseArguments()
{
    const Offset at = m_tokens.current().at;
    m_tokens.expectSign("(");
    CallArguments arguments;
    const auto require = [&](bool isRight) {
        if (!isRight) {
            m_tokens.fail("arguments by position come first, then those by name, then * and **", at);
        }
    };
    bool isFirst = true;
    while (!m_tokens.current().isSign(")")) {
        if (!std::exchange(isFirst, false)) {
            m_tokens.expectSign(",");
            if (m_tokens.current().isSign(")")) {
                break;
            }
        }
        if (m_tokens.takeSign("*")) {
            require(!arguments.allPositional && !arguments.allNamed);
            arguments.allPositional = parse();
        } else if (m_tokens.takeSign("**")) {
            require(!arguments.allNamed);
            arguments.allNamed = parse();
        } else if (m_tokens.current().kind == Token::Kind::name && m_tokens.following().isSign("=")) {
            require(!arguments.allNamed);
            std::string name = m_tokens.take().text;
            m_tokens.take();
            const bool isTwice = std::any_of(
                arguments.named.begin(), arguments.named.end(), [&](const auto& other) { return other.first == name; });
            if (isTwice) {
                m_tokens.fail("the argument \"" + name + "\" is given twice");
            }
            arguments.named.emplace_back(std::move(name), parse());
        } else {
            require(!arguments.allPositional && !arguments.allNamed && arguments.named.empty());
            arguments.positional.push_back(parse());
        }
    }
    m_tokens.expectSign(")");
    return arguments;
}

Target ExpressionParser::parseName()
{
    Target target;
    target.at = m_tokens.current().at;
    target.name = m_tokens.expectAnyName("a name");
    if (isLiteralName(target.name)) {
        m_tokens.fail("\"" + target.name + "\" cannot be set", target.at);
    }
    return target;
}

Target ExpressionParser::parseTargetPart(bool mayBeMember)
{
    if (m_tokens.current().isSign("(")) {
        const Level level(m_state, m_tokens);
        m_tokens.take();
        Target target = parseTarget(false);
        m_tokens.expectSign(")");
        return target;
    }
    Target target = parseName();
    if (mayBeMember && m_tokens.takeSign(".")) {
        target.member = m_tokens.expectAnyName("a name behind \".\"");
        return target;
    }
    if (target.name == "loop" && m_state.loops > 0) {
        m_tokens.fail("\"loop\" cannot be set within a loop", target.at);
    }
    return target;
}

Target ExpressionParser::parseTarget(bool mayBeMember, std::string_view endName)
{
    Target tuple;
    tuple.at = m_tokens.current().at;
    const auto isEnd = [&] {
        const Token& token = m_tokens.current();
        return token.kind == Token::Kind::statementEnd || token.isSign(")")
            || (!endName.empty() && token.isName(endName));
    };
    while (!isEnd()) {
        tuple.parts.push_back(parseTargetPart(mayBeMember));
        if (!m_tokens.takeSign(",")) {
            break;
        }
        tuple.isTuple = true;
    }
    if (tuple.isTuple) {
        return tuple;
    }
    if (tuple.parts.empty()) {
        m_tokens.fail("expected a name, found " + m_tokens.found());
    }
    return std::move(tuple.parts.front());
}

} // namespace dpl::templates
