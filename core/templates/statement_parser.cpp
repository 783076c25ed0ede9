#include "templates/statement_parser.hpp"

#include "templates/expression_parser.hpp"
#include "templates/lexer.hpp"
#include "templates/limits.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace dpl::templates {

using namespace syntax;

namespace {

using Names = std::initializer_list<std::string_view>;

class StatementParser {
public:
    explicit StatementParser(std::vector<Token> tokens) : m_tokens(std::move(tokens)) { }

    Body parse()
    {
        Body body = parseBody({}, "");
        return body;
    }

private:
    /// Everything up to a statement with one of these names, whose name comes next; without names up to the end.
    Body parseBody(Names ends, const std::string& opening)
    {
        if (m_state.level >= deepestSyntax) {
            m_tokens.fail("the template is nested deeper than " + std::to_string(deepestSyntax) + " levels");
        }
        ++m_state.level;
        Body body;
        for (;;) {
            const Token& token = m_tokens.take();
            const Offset at = token.at;
            if (token.kind == Token::Kind::end) {
                if (ends.size() > 0) {
                    m_tokens.fail("the template ends where \"" + std::string(*std::prev(ends.end()))
                            + "\" should close \"" + opening + "\"",
                        at);
                }
                break;
            }
            if (token.kind == Token::Kind::data) {
                add(body, Data{Value(token.text)}, at);
                continue;
            }
            if (token.kind == Token::Kind::outputBegin) {
                Output output;
                output.values.push_back(m_expressions.parseTuple(true));
                m_tokens.expect(Token::Kind::outputEnd, "\"}}\"");
                add(body, std::move(output), at);
                continue;
            }
            const Token& name = m_tokens.current();
            if (std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return name.isName(end); })) {
                break;
            }
            parseStatement(body);
            m_tokens.expect(Token::Kind::statementEnd, "\"%}\"");
        }
        --m_state.level;
        return body;
    }

    /// The rest of a statement's tag, then its body; the name that ends it is passed and given.
    std::pair<Body, std::string> parseBlock(Names ends, const std::string& opening)
    {
        m_tokens.takeSign(":");
        m_tokens.expect(Token::Kind::statementEnd, "\"%}\"");
        Body body = parseBody(ends, opening);
        return {std::move(body), m_tokens.take().text};
    }

    template <typename Node> static void add(Body& body, Node node, Offset at)
    {
        body.push_back(std::make_unique<const Statement>(Statement{std::move(node), at}));
    }

    void parseStatement(Body& body)
    {
        const Offset at = m_tokens.current().at;
        const std::string name = m_tokens.expectAnyName("the name of a statement");
        if (name == "if") {
            add(body, parseIf(), at);
        } else if (name == "for") {
            add(body, parseFor(), at);
        } else if (name == "set") {
            parseSet(body, at);
        } else if (name == "macro") {
            add(body, parseMacro(), at);
        } else if (name == "call") {
            add(body, parseCallBlock(at), at);
        } else if (name == "filter") {
            add(body, parseFilterBlock(), at);
        } else if (name == "with") {
            add(body, parseWith(), at);
        } else if (name == "generation") {
            add(body, parseGeneration(), at);
        } else if (name == "print") {
            add(body, parsePrint(), at);
        } else if (name == "break" || name == "continue") {
            if (!m_state.canLeaveLoop) {
                m_tokens.fail("\"" + name + "\" stands outside a loop", at);
            }
            name == "break" ? add(body, Break(), at) : add(body, Continue(), at);
        } else {
            m_tokens.fail("there is no statement \"" + name + "\" in chat templates", at);
        }
    }

    /// What a scope of its own means for what is in it.
    class Inner {
    public:
        Inner(ParserState& state, bool canLeaveLoop) : m_state(state), m_before(state)
        {
            m_state.isConditional = false;
            m_state.canLeaveLoop = canLeaveLoop;
        }
        ~Inner()
        {
            m_state.isConditional = m_before.isConditional;
            m_state.canLeaveLoop = m_before.canLeaveLoop;
        }

    private:
        ParserState& m_state;
        ParserState m_before;
    };

    If parseIf()
    {
        If result;
        const bool wasConditional = std::exchange(m_state.isConditional, true);
        std::string end = "elif";
        while (end == "elif") {
            Branch branch;
            branch.test = m_expressions.parseTuple(false);
            std::tie(branch.body, end) = parseBlock({"elif", "else", "endif"}, "if");
            result.branches.push_back(std::move(branch));
        }
        if (end == "else") {
            result.otherwise = parseBlock({"endif"}, "if").first;
        }
        m_state.isConditional = wasConditional;
        return result;
    }

    For parseFor()
    {
        For result;
        ++m_state.loops;
        result.target = m_expressions.parseTarget(false, "in");
        m_tokens.expectName("in");
        result.values = m_expressions.parseTuple(false, "recursive");
        std::string end;
        {
            const Inner inner(m_state, true);
            if (m_tokens.takeName("if")) {
                result.test = m_expressions.parse();
            }
            result.isRecursive = m_tokens.takeName("recursive");
            std::tie(result.body, end) = parseBlock({"else", "endfor"}, "for");
        }
        if (end == "else") {
            const Inner inner(m_state, m_state.canLeaveLoop && !result.isRecursive);
            result.otherwise = parseBlock({"endfor"}, "for").first;
        }
        --m_state.loops;
        return result;
    }

    void parseSet(Body& body, Offset at)
    {
        Target target = m_expressions.parseTarget(true);
        if (m_tokens.takeSign("=")) {
            add(body, Set{std::move(target), m_expressions.parseTuple(true)}, at);
            return;
        }
        SetBlock block;
        block.target = std::move(target);
        const Inner inner(m_state, m_state.canLeaveLoop);
        block.filter = m_expressions.parseFilters(nullptr);
        block.body = parseBlock({"endset"}, "set").first;
        add(body, std::move(block), at);
    }

    void parseParameters(MacroBody& macro)
    {
        m_tokens.expectSign("(");
        while (!m_tokens.current().isSign(")")) {
            if (!macro.parameters.empty()) {
                m_tokens.expectSign(",");
            }
            Parameter parameter;
            const Target name = m_expressions.parseName();
            parameter.name = name.name;
            if (m_tokens.takeSign("=")) {
                parameter.fallback = m_expressions.parse();
            } else if (!macro.parameters.empty() && macro.parameters.back().fallback) {
                m_tokens.fail("a parameter without a default follows one with a default", name.at);
            }
            const bool isTwice = std::any_of(macro.parameters.begin(), macro.parameters.end(),
                [&](const Parameter& other) { return other.name == parameter.name; });
            if (isTwice) {
                m_tokens.fail("the parameter \"" + parameter.name + "\" is there twice", name.at);
            }
            macro.parameters.push_back(std::move(parameter));
        }
        m_tokens.expectSign(")");
    }

    void parseMacroBody(MacroBody& macro, std::string_view end, const std::string& opening)
    {
        m_state.macros.push_back(&macro);
        macro.body = parseBlock({end}, opening).first;
        m_state.macros.pop_back();
        for (const Parameter& parameter : macro.parameters) {
            if (parameter.name == "caller" && macro.usesCaller && !parameter.fallback) {
                m_tokens.fail("the parameter \"caller\" of a macro needs a default");
            }
            macro.usesCaller = macro.usesCaller && parameter.name != "caller";
            macro.usesNamed = macro.usesNamed && parameter.name != "kwargs";
            macro.usesPositional = macro.usesPositional && parameter.name != "varargs";
        }
    }

    Macro parseMacro()
    {
        Macro result;
        result.macro.name = m_expressions.parseName().name;
        const Inner inner(m_state, false);
        parseParameters(result.macro);
        parseMacroBody(result.macro, "endmacro", "macro");
        return result;
    }

    CallBlock parseCallBlock(Offset at)
    {
        CallBlock result;
        {
            const Inner inner(m_state, false);
            if (m_tokens.current().isSign("(")) {
                parseParameters(result.caller);
            }
        }
        result.call = m_expressions.parse();
        if (!std::holds_alternative<Call>(result.call->node)) {
            m_tokens.fail("\"call\" needs the call of a macro", at);
        }
        const Inner inner(m_state, false);
        parseMacroBody(result.caller, "endcall", "call");
        return result;
    }

    FilterBlock parseFilterBlock()
    {
        FilterBlock result;
        const Inner inner(m_state, m_state.canLeaveLoop);
        result.filter = m_expressions.parseFilters(nullptr, true);
        result.body = parseBlock({"endfilter"}, "filter").first;
        return result;
    }

    With parseWith()
    {
        With result;
        while (m_tokens.current().kind != Token::Kind::statementEnd) {
            if (!result.assignments.empty()) {
                m_tokens.expectSign(",");
            }
            Target target = m_expressions.parseTarget(false);
            m_tokens.expectSign("=");
            result.assignments.emplace_back(std::move(target), m_expressions.parse());
        }
        const Inner inner(m_state, m_state.canLeaveLoop);
        result.body = parseBlock({"endwith"}, "with").first;
        return result;
    }

    Generation parseGeneration()
    {
        Generation result;
        const Inner inner(m_state, false);
        m_tokens.takeSign(":");
        result.body = parseBlock({"endgeneration"}, "generation").first;
        return result;
    }

    Output parsePrint()
    {
        Output result;
        while (m_tokens.current().kind != Token::Kind::statementEnd) {
            if (!result.values.empty()) {
                m_tokens.expectSign(",");
            }
            result.values.push_back(m_expressions.parse());
        }
        return result;
    }

    TokenStream m_tokens;
    ParserState m_state;
    ExpressionParser m_expressions{m_tokens, m_state};
};

} // namespace

Body parseTemplate(const std::string& source)
{
    return StatementParser(tokensOf(source)).parse();
}

} // namespace dpl::templates
