#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace dpl::text {

/// A regular expression of a tokenizer.json, with the meaning it has in Hugging Face's library (Oniguruma, Ruby's
/// syntax, Unicode), matched by PCRE2. Constructs that the two understand differently are refused, not guessed.
class SplitPattern {
public:
    /// `where` names the pattern in errors. Throws Error if it is none, or uses what is not supported.
    SplitPattern(std::string_view pattern, std::string where);
    ~SplitPattern();
    SplitPattern(SplitPattern&&) noexcept;
    SplitPattern& operator=(SplitPattern&&) noexcept;

    /// The pattern that matches `text` itself.
    static SplitPattern literally(std::string_view text, std::string where);

    /// Memory for matching; one for each thread.
    class Scratch {
    public:
        Scratch();
        ~Scratch();
        Scratch(const Scratch&) = delete;
        Scratch& operator=(const Scratch&) = delete;

    private:
        friend class SplitPattern;
        struct State;
        std::unique_ptr<State> m_state;
    };

    struct Match {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    /// The leftmost match that begins at `from` or later; false if there is none. `text` must be well-formed UTF-8.
    /// Throws Error if the search takes more steps than any sane pattern.
    bool find(std::string_view text, std::size_t from, Match& match, Scratch& scratch) const;

    /// The pattern as it was given.
    const std::string& text() const { return m_text; }

private:
    struct Code;
    SplitPattern(std::string_view pattern, const std::string& translated, std::string where);

    std::string m_text;
    std::string m_where;
    std::unique_ptr<Code> m_code;
};

} // namespace dpl::text
