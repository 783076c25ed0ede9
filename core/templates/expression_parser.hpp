#pragma once

#include "templates/syntax.hpp"
#include "templates/token_stream.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dpl::templates {

/// A filter or test that there is not.
struct UnknownName {
    std::string problem;
    Offset at;
};

/// What the statements around an expression mean for it.
struct ParserState {
    bool isConditional = false; ///< within an if: a filter that there is not fails only where it is used
    std::optional<UnknownName> unknown; ///< in the expression that is read, whose if may still come
    std::vector<syntax::MacroBody*> macros; ///< around it
    int level = 0; ///< expressions and statements within each other
    int expressions = 0; ///< within each other
    int loops = 0; ///< around it, for targets
    bool canLeaveLoop = false; ///< whether break and continue have a loop
};

class ExpressionParser {
public:
    ExpressionParser(TokenStream& tokens, ParserState& state) : m_tokens(tokens), m_state(state) { }

    syntax::ExpressionPointer parse(bool withCondition = true);

    /// One expression, or several with commas between them, which are a tuple. `endName`: a name that ends it.
    syntax::ExpressionPointer parseTuple(bool withCondition, std::string_view endName = {});

    syntax::Target parseTarget(bool mayBeMember, std::string_view endName = {});
    syntax::Target parseName();

    /// |name(arguments)|name..., of what `value` gives; without a value that of the block. `isBegun`: the first | is
    /// left out.
    syntax::ExpressionPointer parseFilters(syntax::ExpressionPointer value, bool isBegun = false);

private:
    class Level;

    void noteUnknown(std::string problem, Offset at);
    syntax::ExpressionPointer parseCondition();
    syntax::ExpressionPointer parseOr();
    syntax::ExpressionPointer parseAnd();
    syntax::ExpressionPointer parseNot();
    syntax::ExpressionPointer parseComparisons();
    syntax::ExpressionPointer parseSum();
    syntax::ExpressionPointer parseConcatenation();
    syntax::ExpressionPointer parseProduct();
    syntax::ExpressionPointer parsePower();
    syntax::ExpressionPointer parseUnary(bool withFilters = true);
    syntax::ExpressionPointer parsePrimary();
    syntax::ExpressionPointer parseList();
    syntax::ExpressionPointer parseDict();
    syntax::ExpressionPointer parsePostfix(syntax::ExpressionPointer value);
    syntax::ExpressionPointer parseFiltersAndTests(syntax::ExpressionPointer value);
    syntax::ExpressionPointer parseTest(syntax::ExpressionPointer value);
    syntax::ExpressionPointer parseSubscript(syntax::ExpressionPointer value);
    syntax::ExpressionPointer parseCall(syntax::ExpressionPointer function);
    syntax::CallArguments parseArguments();
    syntax::Target parseTargetPart(bool mayBeMember);

    TokenStream& m_tokens;
    ParserState& m_state;
};

} // namespace dpl::templates
