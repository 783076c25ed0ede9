#include "templates/attributes.hpp"
#include "templates/filters.hpp"
#include "templates/globals.hpp"
#include "templates/iteration.hpp"
#include "templates/mapping.hpp"
#include "templates/operators.hpp"
#include "templates/renderer.hpp"
#include "templates/written.hpp"

namespace dpl::templates {

Value Renderer::evaluate(const syntax::Expression& expression, const ScopePointer& scope)
{
    const Budget::Level level(m_runtime.budget());
    m_runtime.budget().step();
    return std::visit([&](const auto& node) { return valueOf(node, expression.at, scope); }, expression.node);
}

std::vector<Value> Renderer::valuesOfAll(
    const std::vector<syntax::ExpressionPointer>& expressions, const ScopePointer& scope)
{
    std::vector<Value> values;
    values.reserve(expressions.size());
    for (const auto& expression : expressions) {
        values.push_back(evaluate(*expression, scope));
    }
    m_runtime.budget().make(values.size() * sizeof(Value));
    return values;
}

Value Renderer::valueOf(const syntax::Constant& node, Offset, const ScopePointer&)
{
    return node.value;
}

Value Renderer::valueOf(const syntax::Name& node, Offset, const ScopePointer& scope)
{
    if (const Value* found = scope->find(node.name)) {
        return *found;
    }
    const auto global = globalNamed(node.name);
    return global ? *global : undefined("\"" + node.name + "\" is undefined");
}

Value Renderer::valueOf(const syntax::TupleDisplay& node, Offset at, const ScopePointer& scope)
{
    std::vector<Value> values = valuesOfAll(node.elements, scope);
    m_at = at;
    return makeTuple(std::move(values));
}

Value Renderer::valueOf(const syntax::ListDisplay& node, Offset at, const ScopePointer& scope)
{
    std::vector<Value> values = valuesOfAll(node.elements, scope);
    m_at = at;
    return makeList(std::move(values));
}

Value Renderer::valueOf(const syntax::DictDisplay& node, Offset at, const ScopePointer& scope)
{
    Mapping entries;
    for (const auto& [key, value] : node.entries) {
        Value name = evaluate(*key, scope);
        Value member = evaluate(*value, scope);
        m_at = at;
        m_runtime.budget().make(2 * sizeof(Value));
        entries.set(std::move(name), std::move(member));
    }
    return makeDict(std::move(entries));
}

Value Renderer::valueOf(const syntax::Negation& node, Offset, const ScopePointer& scope)
{
    return !isTrue(evaluate(*node.operand, scope));
}

Value Renderer::valueOf(const syntax::Sign& node, Offset at, const ScopePointer& scope)
{
    const Value value = evaluate(*node.operand, scope);
    m_at = at;
    return node.isMinus ? negated(value) : positive(value);
}

Value Renderer::valueOf(const syntax::Computation& node, Offset at, const ScopePointer& scope)
{
    const Value left = evaluate(*node.left, scope);
    const Value right = evaluate(*node.right, scope);
    m_at = at;
    return compute(m_runtime, node.operation, left, right);
}

Value Renderer::valueOf(const syntax::Concatenation& node, Offset at, const ScopePointer& scope)
{
    std::string text;
    for (const auto& part : node.parts) {
        const Value value = evaluate(*part, scope);
        m_at = at;
        text += written(m_runtime, value);
    }
    return makeText(std::move(text), false);
}

Value Renderer::valueOf(const syntax::Comparisons& node, Offset at, const ScopePointer& scope)
{
    Value left = evaluate(*node.first, scope);
    for (const auto& [comparison, operand] : node.others) {
        Value right = evaluate(*operand, scope);
        m_at = at;
        if (!compare(m_runtime, comparison, left, right)) {
            return false;
        }
        left = std::move(right);
    }
    return true;
}

Value Renderer::valueOf(const syntax::Alternative& node, Offset, const ScopePointer& scope)
{
    Value left = evaluate(*node.left, scope);
    return isTrue(left) == node.isBoth ? evaluate(*node.right, scope) : left;
}

Value Renderer::valueOf(const syntax::Condition& node, Offset, const ScopePointer& scope)
{
    if (isTrue(evaluate(*node.test, scope))) {
        return evaluate(*node.then, scope);
    }
    return node.otherwise ? evaluate(*node.otherwise, scope)
                          : undefined("an if without else has no value where its test fails");
}

Value Renderer::valueOf(const syntax::Attribute& node, Offset at, const ScopePointer& scope)
{
    const Value value = evaluate(*node.value, scope);
    m_at = at;
    return attributeOf(m_runtime, value, node.name);
}

Value Renderer::valueOf(const syntax::Subscript& node, Offset at, const ScopePointer& scope)
{
    const Value value = evaluate(*node.value, scope);
    const Value key = evaluate(*node.key, scope);
    m_at = at;
    return itemOf(m_runtime, value, key);
}

Value Renderer::valueOf(const syntax::Slice& node, Offset at, const ScopePointer& scope)
{
    const Value value = evaluate(*node.value, scope);
    const auto bound = [&](const syntax::ExpressionPointer& expression) {
        return expression ? evaluate(*expression, scope) : Value(None{});
    };
    const Value start = bound(node.start);
    const Value stop = bound(node.stop);
    const Value step = bound(node.step);
    m_at = at;
    return sliceOf(m_runtime, value, start, stop, step);
}

Arguments Renderer::argumentsOf(const syntax::CallArguments& arguments, const ScopePointer& scope)
{
    Arguments result;
    result.positional = valuesOfAll(arguments.positional, scope);
    if (arguments.allPositional) {
        const Value more = evaluate(*arguments.allPositional, scope);
        for (Value& value : collected(m_runtime, more)) {
            result.positional.push_back(std::move(value));
        }
    }
    for (const auto& [name, expression] : arguments.named) {
        result.named.emplace_back(name, evaluate(*expression, scope));
    }
    if (!arguments.allNamed) {
        return result;
    }
    const Value more = evaluate(*arguments.allNamed, scope);
    if (!more.is<Dict>()) {
        throw Failure("** needs a dict, not a " + kindOf(more));
    }
    for (const auto& [key, value] : more.as<Dict>().entries->entries()) {
        if (!key.text() || result.find(*key.text())) {
            throw Failure("** needs names that are strings and not given otherwise");
        }
        result.named.emplace_back(*key.text(), value);
    }
    return result;
}

Value Renderer::valueOf(const syntax::Call& node, Offset at, const ScopePointer& scope)
{
    const Value function = evaluate(*node.function, scope);
    const Arguments arguments = argumentsOf(node.arguments, scope);
    m_at = at;
    return m_runtime.call(function, arguments);
}

Value Renderer::valueOf(const syntax::FilterUse& node, Offset at, const ScopePointer& scope)
{
    const Value value = node.value ? evaluate(*node.value, scope) : *m_filtered;
    const Arguments arguments = argumentsOf(node.arguments, scope);
    m_at = at;
    return applyFilter(m_runtime, node.name, value, arguments);
}

Value Renderer::valueOf(const syntax::TestUse& node, Offset at, const ScopePointer& scope)
{
    const Value value = evaluate(*node.value, scope);
    const Arguments arguments = argumentsOf(node.arguments, scope);
    m_at = at;
    return applyTest(m_runtime, node.name, value, arguments);
}

} // namespace dpl::templates
