#pragma once

#include "templates/syntax.hpp"

namespace dpl::templates {

/// An expression that knows how high its tree is. Throws SyntaxFailure if it is higher than can be evaluated.
template <typename Node> syntax::ExpressionPointer makeExpression(Node node, Offset at);

/// The same for any kind of node.
syntax::ExpressionPointer finishedExpression(syntax::Expression expression);

template <typename Node> syntax::ExpressionPointer makeExpression(Node node, Offset at)
{
    return finishedExpression(syntax::Expression{std::move(node), at, 1});
}

} // namespace dpl::templates
