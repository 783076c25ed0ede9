#pragma once

#include "templates/syntax_failure.hpp"

#include <algorithm>
#include <vector>

namespace dpl::templates {

/// A parser's place among the tokens of a template.
class TokenStream {
public:
    explicit TokenStream(std::vector<Token> tokens) : m_tokens(std::move(tokens)) { }

    const Token& current() const { return m_tokens[m_at]; }
    const Token& following() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }

    /// The current token, which is passed.
    const Token& take();

    /// Whether the current token is so; it is passed then.
    bool takeName(std::string_view name);
    bool takeSign(std::string_view sign);

    void expectSign(std::string_view sign);
    void expectName(std::string_view name);
    std::string expectAnyName(const char* what);
    void expect(Token::Kind kind, const char* what);

    [[noreturn]] void fail(const std::string& reason) const { fail(reason, current().at); }
    [[noreturn]] static void fail(const std::string& reason, Offset at) { throw SyntaxFailure(reason, at); }

    /// The current token in quotes, for messages.
    std::string found() const;

private:
    std::vector<Token> m_tokens; ///< the last is of kind end, and never passed
    std::size_t m_at = 0;
};

} // namespace dpl::templates
