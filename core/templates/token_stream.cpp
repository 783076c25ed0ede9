#include "templates/token_stream.hpp"

namespace dpl::templates {

const Token& TokenStream::take()
{
    const Token& token = m_tokens[m_at];
    m_at += token.kind != Token::Kind::end;
    return token;
}

bool TokenStream::takeName(std::string_view name)
{
    const bool isIt = current().isName(name);
    m_at += isIt;
    return isIt;
}

bool TokenStream::takeSign(std::string_view sign)
{
    const bool isIt = current().isSign(sign);
    m_at += isIt;
    return isIt;
}

void TokenStream::expectSign(std::string_view sign)
{
    if (!takeSign(sign)) {
        fail("expected \"" + std::string(sign) + "\", found " + found());
    }
}

void TokenStream::expectName(std::string_view name)
{
    if (!takeName(name)) {
        fail("expected \"" + std::string(name) + "\", found " + found());
    }
}

std::string TokenStream::expectAnyName(const char* what)
{
    if (current().kind != Token::Kind::name) {
        fail(std::string("expected ") + what + ", found " + found());
    }
    return take().text;
}

void TokenStream::expect(Token::Kind kind, const char* what)
{
    if (current().kind != kind) {
        fail(std::string("expected ") + what + ", found " + found());
    }
    take();
}

std::string TokenStream::found() const
{
    switch (current().kind) {
    case Token::Kind::data: return "text";
    case Token::Kind::statementBegin: return "\"{%\"";
    case Token::Kind::statementEnd: return "\"%}\"";
    case Token::Kind::outputBegin: return "\"{{\"";
    case Token::Kind::outputEnd: return "\"}}\"";
    case Token::Kind::literal: return current().value.text() ? "a string" : "a number";
    case Token::Kind::end: return "the template's end";
    default: return "\"" + current().text + "\"";
    }
}

} // namespace dpl::templates
