#pragma once

#include "text/split_pattern.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dpl::text {

/// What a split does with the matches of its pattern, as in a tokenizer.json.
enum class SplitBehavior { removed, isolated, mergedWithPrevious, mergedWithNext, contiguous };

/// Takes text apart into the words within which tokens are merged: a chain of steps, each taking apart what the one
/// before it leaves.
class PreTokenizer {
public:
    /// `invert`: what lies between matches counts as match.
    void addSplit(SplitPattern pattern, SplitBehavior behavior, bool invert = false);

    /// A space in front of every piece that has none.
    void addPrefixSpace();

    struct Scratch {
        SplitPattern::Scratch match;
    };

    /// Takes words in the order of the text; a word lives during the call only.
    class WordSink {
    public:
        virtual ~WordSink() = default;
        virtual void word(std::string_view word) = 0;
    };

    /// Well-formed UTF-8 to words, none of them empty.
    void split(std::string_view text, Scratch& scratch, WordSink& sink) const { split(0, text, scratch, sink); }

    /// The steps as text, for a fingerprint.
    std::string description() const;

private:
    struct Step {
        std::vector<SplitPattern> pattern; ///< one, or none: a prefix space
        SplitBehavior behavior = SplitBehavior::isolated;
        bool invert = false;
    };
    struct Piece {
        std::size_t begin;
        std::size_t end;
        bool isMatch;
    };

    void split(std::size_t step, std::string_view text, Scratch& scratch, WordSink& sink) const;
    void splitInto(const Step& step, std::string_view text, Scratch& scratch, std::vector<Piece>& pieces) const;

    std::vector<Step> m_steps;
};

/// GPT-2's pattern, which the ByteLevel pre-tokenizer uses.
extern const char* const gpt2Pattern;

} // namespace dpl::text
