#include "core/report/xml_elements.hpp"

#include "report/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace dpl::test {

namespace {

class Reader {
public:
    explicit Reader(const std::string& document) : m_document(document) { }

    std::vector<XmlElement> read()
    {
        for (const char32_t c : report::codePoints(m_document)) {
            const bool allowed = c >= 0x20 || c == U'\n' || c == U'\t' || c == U'\r';
            expect(allowed && c != 0xfffe && c != 0xffff, "a character that XML has no place for");
        }
        const std::string declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        expect(take(declaration), "no XML declaration");
        element();
        space();
        expect(m_at == m_document.size(), "something after the document");
        return m_elements;
    }

private:
    void expect(bool condition, const std::string& otherwise) const
    {
        if (!condition) {
            throw std::runtime_error(otherwise + " at byte " + std::to_string(m_at) + ": "
                + m_document.substr(
                    m_at, std::min<std::size_t>(60, m_document.size() - std::min(m_at, m_document.size()))));
        }
    }

    char next() const { return m_at < m_document.size() ? m_document[m_at] : '\0'; }

    bool take(const std::string& text)
    {
        const bool here = m_document.compare(m_at, text.size(), text) == 0;
        m_at += here ? text.size() : 0;
        return here;
    }

    void space()
    {
        while (next() == ' ' || next() == '\n') {
            ++m_at;
        }
    }

    std::string name()
    {
        const std::size_t end =
            m_document.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", m_at);
        expect(end != std::string::npos && end > m_at, "no name");
        const std::string result = m_document.substr(m_at, end - m_at);
        m_at = end;
        return result;
    }

    /// Text up to one of `ends`.
    std::string text(const std::string& ends)
    {
        std::string result;
        while (ends.find(next()) == std::string::npos) {
            expect(m_at < m_document.size() && next() != '<' && next() != '>', "bare markup");
            if (next() != '&') {
                result += m_document[m_at++];
                continue;
            }
            bool known = false;
            for (const auto& [entity, character] :
                {std::pair{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}) {
                if (!known && take(entity)) {
                    result += character;
                    known = true;
                }
            }
            expect(known, "an unknown entity");
        }
        return result;
    }

    std::string element()
    {
        expect(take("<"), "no element");
        const std::size_t index = m_elements.size();
        m_elements.push_back({name(), {}, {}});
        const std::string own = m_elements[index].name;
        while (next() == ' ') {
            space();
            const std::string key = name();
            expect(take("=\""), "an attribute without a value");
            expect(m_elements[index].attributes.emplace(key, text("\"")).second, "an attribute twice");
            expect(take("\""), "an attribute without an end");
        }
        if (take("/>")) {
            return {};
        }
        expect(take(">"), "a tag without an end");
        std::string contents;
        while (!take("</" + own + ">")) {
            contents += text("<");
            if (m_document.compare(m_at, 2, "</") != 0) {
                contents += element();
            } else {
                expect(m_document.compare(m_at, own.size() + 3, "</" + own + ">") == 0, "another end tag");
            }
        }
        m_elements[index].text = contents;
        return contents;
    }

    const std::string& m_document;
    std::size_t m_at = 0;
    std::vector<XmlElement> m_elements;
};

} // namespace

std::vector<XmlElement> xmlElements(const std::string& document)
{
    return Reader(document).read();
}

} // namespace dpl::test
