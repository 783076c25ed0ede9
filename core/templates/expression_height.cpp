#include "templates/expression_height.hpp"

#include "templates/limits.hpp"
#include "templates/syntax_failure.hpp"

#include <algorithm>

namespace dpl::templates {

using namespace syntax;

namespace {

/// The heights of what a node holds.
struct HighestChild {
    int of(const ExpressionPointer& expression) const { return expression ? expression->height : 0; }
    int of(const std::vector<ExpressionPointer>& expressions) const
    {
        int highest = 0;
        for (const ExpressionPointer& expression : expressions) {
            highest = std::max(highest, of(expression));
        }
        return highest;
    }
    int of(const CallArguments& arguments) const
    {
        int highest = std::max({of(arguments.positional), of(arguments.allPositional), of(arguments.allNamed)});
        for (const auto& [name, value] : arguments.named) {
            highest = std::max(highest, of(value));
        }
        return highest;
    }

    int operator()(const Constant&) const { return 0; }
    int operator()(const Name&) const { return 0; }
    int operator()(const TupleDisplay& node) const { return of(node.elements); }
    int operator()(const ListDisplay& node) const { return of(node.elements); }
    int operator()(const DictDisplay& node) const
    {
        int highest = 0;
        for (const auto& [key, value] : node.entries) {
            highest = std::max({highest, of(key), of(value)});
        }
        return highest;
    }
    int operator()(const Negation& node) const { return of(node.operand); }
    int operator()(const syntax::Sign& node) const { return of(node.operand); }
    int operator()(const Computation& node) const { return std::max(of(node.left), of(node.right)); }
    int operator()(const Concatenation& node) const { return of(node.parts); }
    int operator()(const Comparisons& node) const
    {
        int highest = of(node.first);
        for (const auto& [comparison, value] : node.others) {
            highest = std::max(highest, of(value));
        }
        return highest;
    }
    int operator()(const Alternative& node) const { return std::max(of(node.left), of(node.right)); }
    int operator()(const Condition& node) const { return std::max({of(node.test), of(node.then), of(node.otherwise)}); }
    int operator()(const Attribute& node) const { return of(node.value); }
    int operator()(const Subscript& node) const { return std::max(of(node.value), of(node.key)); }
    int operator()(const Slice& node) const
    {
        return std::max({of(node.value), of(node.start), of(node.stop), of(node.step)});
    }
    int operator()(const Call& node) const { return std::max(of(node.function), of(node.arguments)); }
    int operator()(const FilterUse& node) const { return std::max(of(node.value), of(node.arguments)); }
    int operator()(const TestUse& node) const { return std::max(of(node.value), of(node.arguments)); }
};

} // namespace

ExpressionPointer finishedExpression(Expression expression)
{
    expression.height = 1 + std::visit(HighestChild(), expression.node);
    if (expression.height > deepestSyntax) {
        throw SyntaxFailure(
            "an expression is nested deeper than " + std::to_string(deepestSyntax) + " levels", expression.at);
    }
    return std::make_unique<const Expression>(std::move(expression));
}

} // namespace dpl::templates
