#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace dpl {

/// Walks over one JSON text without building it, for long rows of which few members are wanted. The caller says what it
/// expects and skips the rest; everything is checked all the same (grammar, UTF-8, depth), so that a text that is
/// walked to its end is JSON. Errors name source, line and column.
///
///     scanner.beginObject();
///     for (std::string_view key; scanner.nextMember(key);) {
///         if (key == "rate") { rate = scanner.number(); } else { scanner.skip(); }
///     }
///     scanner.end();
class JsonScanner {
public:
    static constexpr std::size_t deepest = 100; ///< arrays and objects within each other

    /// `source` outlives the scanner; `line` is where the text stands in it.
    JsonScanner(std::string_view text, std::string_view source, std::int64_t line = 1);

    void beginObject();
    bool nextMember(std::string_view& key); ///< false at the object's end; the key is valid until the next call
    void beginArray();
    bool nextElement(); ///< false at the array's end

    /// A finite number; null is said to stand for one that is not.
    double number();

    /// A string without its escapes, valid until the next call. Half a surrogate pair becomes U+FFFD.
    std::string_view string();
    void appendString(std::string& to); ///< the same, behind what is there

    bool atNull(); ///< whether null comes next
    bool atString(); ///< whether a string comes next
    void skip(); ///< one value of any kind
    std::string_view raw(); ///< the text of one value of any kind
    void end(); ///< nothing but blanks may follow

    /// An error at the beginning of the value read last: "file:line:column: `what`".
    [[noreturn]] void fail(const std::string& what) const;

private:
    void skipBlanks();
    void open(char bracket, const char* expected);
    bool next(char bracket);
    void wrongKind(const char* expected);
    std::string_view numberText();
    void scanString(std::string* plain);
    void scanEscape(std::string* plain);
    std::uint32_t fourHexDigits();
    void scanWord(std::string_view word);
    [[noreturn]] void failHere(const std::string& what);

    std::string_view m_source;
    std::int64_t m_line;
    const char* m_begin;
    const char* m_at;
    const char* m_end;
    const char* m_value; ///< where the value read last begins
    std::size_t m_depth = 0;
    std::array<bool, deepest> m_hadMember{};
    std::string m_plain;
};

} // namespace dpl
