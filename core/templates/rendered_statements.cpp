#include "templates/iteration.hpp"
#include "templates/loop.hpp"
#include "templates/macro.hpp"
#include "templates/namespace_object.hpp"
#include "templates/operators.hpp"
#include "templates/renderer.hpp"
#include "templates/written.hpp"

namespace dpl::templates {

using Flow = Renderer::Flow;

namespace {

/// What a block becomes: a text, of whatever kind its parts are.
void addText(const Value& value, std::string& output)
{
    requireDefined(value);
    if (!value.text()) {
        throw Failure("a block gives a " + kindOf(value) + " where it should give a text");
    }
    output += *value.text();
}

} // namespace

Flow Renderer::run(const syntax::Body& body, const ScopePointer& scope, std::string& output)
{
    const Budget::Level level(m_runtime.budget());
    for (const auto& statement : body) {
        m_at = statement->at;
        m_runtime.budget().step();
        const Flow flow = std::visit([&](const auto& node) { return run(node, scope, output); }, statement->node);
        if (flow != Flow::goesOn) {
            return flow;
        }
    }
    return Flow::goesOn;
}

Flow Renderer::run(const syntax::Data& data, const ScopePointer&, std::string& output)
{
    m_runtime.budget().make(data.text.text()->size());
    output += *data.text.text();
    return Flow::goesOn;
}

Flow Renderer::run(const syntax::Output& node, const ScopePointer& scope, std::string& output)
{
    for (const auto& expression : node.values) {
        const Value value = evaluate(*expression, scope);
        m_at = expression->at;
        output += written(m_runtime, value);
    }
    return Flow::goesOn;
}

Flow Renderer::run(const syntax::If& node, const ScopePointer& scope, std::string& output)
{
    for (const syntax::Branch& branch : node.branches) {
        if (isTrue(evaluate(*branch.test, scope))) {
            return run(branch.body, scope, output);
        }
    }
    return run(node.otherwise, scope, output);
}

Flow Renderer::run(const syntax::For& node, const ScopePointer& scope, std::string& output)
{
    const Value values = evaluate(*node.values, scope);
    if (!node.isRecursive) {
        return runLoop(node, values, 0, scope, output);
    }
    std::string own;
    runLoop(node, values, 0, scope, own);
    output += own;
    return Flow::goesOn;
}

/// What a target has taken of a value: of several names a tuple, whatever was iterated.
Value Renderer::assigned(const syntax::Target& target, Value value)
{
    if (!target.isTuple) {
        return value;
    }
    std::vector<Value> values = collected(m_runtime, value);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = assigned(target.parts[i], std::move(values[i]));
    }
    return makeTuple(std::move(values));
}

Next Renderer::filtered(const syntax::For& node, Next values, const ScopePointer& scope)
{
    return [this, &node, values = std::move(values), scope](Value& value) {
        while (values(value)) {
            const auto inner = std::make_shared<Scope>(scope);
            assign(node.target, value, inner);
            if (isTrue(evaluate(*node.test, inner))) {
                value = assigned(node.target, std::move(value));
                return true;
            }
        }
        return false;
    };
}

Flow Renderer::runLoop(
    const syntax::For& node, const Value& values, int depth, const ScopePointer& scope, std::string& output)
{
    Next next = valuesOf(m_runtime, values);
    if (node.test) {
        next = filtered(node, std::move(next), scope);
    }
    if (node.test || node.isRecursive) {
        letGoInTheEnd(scope); // the loop holds it, and what it holds may be a loop
    }
    Loop::Recursion recursion;
    if (node.isRecursive) {
        recursion = [this, &node, scope](const Value& inner, int innerDepth) {
            const Budget::Level level(m_runtime.budget());
            std::string text;
            runLoop(node, inner, innerDepth, scope, text);
            return m_runtime.text(std::move(text));
        };
    }
    const auto loop = std::make_shared<Loop>(
        std::move(next), node.test ? std::nullopt : sizeOf(values), nestingOf(values) + 1, depth, std::move(recursion));
    // As in Jinja a turn that ends early does not count: else is for loops without a whole turn.
    bool hasWholeTurn = false;
    for (Value value; loop->advance(value);) {
        const auto turn = std::make_shared<Scope>(scope);
        turn->set("loop", std::static_pointer_cast<Object>(loop));
        assign(node.target, std::move(value), turn);
        const Flow flow = run(node.body, turn, output);
        if (flow == Flow::leaves) {
            break;
        }
        hasWholeTurn = hasWholeTurn || flow == Flow::goesOn;
    }
    if (hasWholeTurn || node.otherwise.empty()) {
        return Flow::goesOn;
    }
    return run(node.otherwise, std::make_shared<Scope>(scope), output);
}

Flow Renderer::run(const syntax::Set& node, const ScopePointer& scope, std::string&)
{
    Value value = evaluate(*node.value, scope);
    assign(node.target, std::move(value), scope);
    return Flow::goesOn;
}

Value Renderer::filterBlock(const syntax::Expression& filter, std::string text, const ScopePointer& scope)
{
    const Value block = m_runtime.text(std::move(text));
    const Value* before = std::exchange(m_filtered, &block);
    const Value result = evaluate(filter, scope);
    m_filtered = before;
    return result;
}

Flow Renderer::run(const syntax::SetBlock& node, const ScopePointer& scope, std::string&)
{
    const auto inner = std::make_shared<Scope>(scope);
    std::string text;
    const Flow flow = run(node.body, inner, text);
    if (flow != Flow::goesOn) {
        return flow;
    }
    assign(node.target,
        node.filter ? filterBlock(*node.filter, std::move(text), inner) : m_runtime.text(std::move(text)), scope);
    return Flow::goesOn;
}

void Renderer::letGoInTheEnd(const ScopePointer& scope)
{
    m_runtime.keepUntilTheEnd([scope] { scope->clear(); });
}

Flow Renderer::run(const syntax::Macro& node, const ScopePointer& scope, std::string&)
{
    letGoInTheEnd(scope); // it holds the scope that holds it
    scope->set(
        node.macro.name, std::static_pointer_cast<Object>(std::make_shared<MacroFunction>(*this, node.macro, scope)));
    return Flow::goesOn;
}

Flow Renderer::run(const syntax::CallBlock& node, const ScopePointer& scope, std::string& output)
{
    const auto& call = std::get<syntax::Call>(node.call->node);
    const Value function = evaluate(*call.function, scope);
    Arguments arguments = argumentsOf(call.arguments, scope);
    letGoInTheEnd(scope);
    // Behind the names that are written, before those that ** gives.
    arguments.named.emplace(arguments.named.begin() + static_cast<std::ptrdiff_t>(call.arguments.named.size()),
        "caller", std::static_pointer_cast<Object>(std::make_shared<MacroFunction>(*this, node.caller, scope)));
    m_at = node.call->at;
    addText(m_runtime.call(function, arguments), output);
    return Flow::goesOn;
}

Flow Renderer::run(const syntax::FilterBlock& node, const ScopePointer& scope, std::string& output)
{
    const auto inner = std::make_shared<Scope>(scope);
    std::string text;
    const Flow flow = run(node.body, inner, text);
    if (flow != Flow::goesOn) {
        return flow;
    }
    addText(filterBlock(*node.filter, std::move(text), inner), output);
    return Flow::goesOn;
}

Flow Renderer::run(const syntax::With& node, const ScopePointer& scope, std::string& output)
{
    const auto inner = std::make_shared<Scope>(scope);
    for (const auto& [target, expression] : node.assignments) {
        assign(target, evaluate(*expression, scope), inner);
    }
    return run(node.body, inner, output);
}

Flow Renderer::run(const syntax::Generation& node, const ScopePointer& scope, std::string& output)
{
    return run(node.body, std::make_shared<Scope>(scope), output);
}

void Renderer::assign(const syntax::Target& target, Value value, const ScopePointer& scope)
{
    if (target.isTuple) {
        requireDefined(value);
        std::vector<Value> values = collected(m_runtime, value);
        if (values.size() != target.parts.size()) {
            m_at = target.at;
            throw Failure("there are " + std::to_string(values.size()) + " values for "
                + std::to_string(target.parts.size()) + " names");
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            assign(target.parts[i], std::move(values[i]), scope);
        }
        return;
    }
    if (!target.member) {
        scope->set(target.name, std::move(value));
        return;
    }
    m_at = target.at;
    const Value* held = scope->find(target.name);
    Namespace* space = held ? held->object<Namespace>() : nullptr;
    if (!space) {
        throw Failure("\"" + target.name + "\" is no namespace, whose members alone can be set");
    }
    space->set(*target.member, std::move(value));
}

} // namespace dpl::templates
