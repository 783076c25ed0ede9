#pragma once

#include "templates/runtime.hpp"
#include "templates/scope.hpp"
#include "templates/syntax.hpp"

namespace dpl::templates {

/// Goes through a template's statements and writes what they say.
class Renderer {
public:
    explicit Renderer(Runtime& runtime) : m_runtime(runtime) { }

    /// How a body ends: at its end, or by break or continue.
    enum class Flow { goesOn, leaves, repeats };

    Flow run(const syntax::Body& body, const ScopePointer& scope, std::string& output);
    Value evaluate(const syntax::Expression& expression, const ScopePointer& scope);

    /// What was being evaluated last, for messages.
    Offset at() const { return m_at; }

    Runtime& runtime() { return m_runtime; }

private:
    Flow run(const syntax::Data& data, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::Output& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::If& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::For& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::Set& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::SetBlock& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::Macro& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::CallBlock& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::FilterBlock& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::With& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::Generation& node, const ScopePointer& scope, std::string& output);
    Flow run(const syntax::Break&, const ScopePointer&, std::string&) { return Flow::leaves; }
    Flow run(const syntax::Continue&, const ScopePointer&, std::string&) { return Flow::repeats; }

    Flow runLoop(
        const syntax::For& node, const Value& values, int depth, const ScopePointer& scope, std::string& output);
    /// For a scope that is held by a value which it may hold itself, directly or over many others.
    void letGoInTheEnd(const ScopePointer& scope);
    Value assigned(const syntax::Target& target, Value value);
    Next filtered(const syntax::For& node, Next values, const ScopePointer& scope);
    Value filterBlock(const syntax::Expression& filter, std::string text, const ScopePointer& scope);
    void assign(const syntax::Target& target, Value value, const ScopePointer& scope);

    Value valueOf(const syntax::Constant& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Name& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::TupleDisplay& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::ListDisplay& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::DictDisplay& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Negation& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Sign& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Computation& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Concatenation& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Comparisons& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Alternative& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Condition& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Attribute& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Subscript& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Slice& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::Call& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::FilterUse& node, Offset at, const ScopePointer& scope);
    Value valueOf(const syntax::TestUse& node, Offset at, const ScopePointer& scope);

    std::vector<Value> valuesOfAll(
        const std::vector<syntax::ExpressionPointer>& expressions, const ScopePointer& scope);
    Arguments argumentsOf(const syntax::CallArguments& arguments, const ScopePointer& scope);

    Runtime& m_runtime;
    Offset m_at = 0;
    const Value* m_filtered = nullptr; ///< the text of the block that is being filtered
};

} // namespace dpl::templates
