#include "text/pre_tokenizer.hpp"

#include "text/utf8_text.hpp"

namespace dpl::text {

const char* const gpt2Pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

namespace {

/// Calls f(begin, end, isMatch) for matches and what lies between, in order. Empty matches are Oniguruma's: one after
/// another match at the same place is none.
template <typename F>
void forEachPart(const SplitPattern& pattern, std::string_view text, SplitPattern::Scratch& scratch, F&& f)
{
    std::size_t from = 0;
    std::size_t end = 0; // of the last match
    bool hasMatched = false;
    SplitPattern::Match match;
    while (from <= text.size() && pattern.find(text, from, match, scratch)) {
        if (match.begin == match.end && hasMatched && match.end == end) {
            from += from < text.size() ? characterLength(text[from]) : 1;
            continue;
        }
        if (end != match.begin) {
            f(end, match.begin, false);
        }
        f(match.begin, match.end, true);
        from = end = match.end;
        hasMatched = true;
    }
    if (end != text.size()) {
        f(end, text.size(), false);
    }
}

} // namespace

void PreTokenizer::addSplit(SplitPattern pattern, SplitBehavior behavior, bool invert)
{
    Step& step = m_steps.emplace_back();
    step.pattern.push_back(std::move(pattern));
    step.behavior = behavior;
    step.invert = invert;
}

void PreTokenizer::addPrefixSpace()
{
    m_steps.emplace_back();
}

void PreTokenizer::split(std::size_t at, std::string_view text, Scratch& scratch, WordSink& sink) const
{
    if (text.empty()) {
        return;
    }
    if (at == m_steps.size()) {
        sink.word(text);
        return;
    }
    const Step& step = m_steps[at];
    if (step.pattern.empty()) {
        if (text.starts_with(' ')) {
            split(at + 1, text, scratch, sink);
        } else {
            split(at + 1, " " + std::string(text), scratch, sink);
        }
    } else if (step.behavior == SplitBehavior::isolated) {
        forEachPart(step.pattern.front(), text, scratch.match, [&](std::size_t begin, std::size_t end, bool) {
            split(at + 1, text.substr(begin, end - begin), scratch, sink);
        });
    } else {
        std::vector<Piece> pieces;
        splitInto(step, text, scratch, pieces);
        for (const Piece& piece : pieces) {
            split(at + 1, text.substr(piece.begin, piece.end - piece.begin), scratch, sink);
        }
    }
}

void PreTokenizer::splitInto(
    const Step& step, std::string_view text, Scratch& scratch, std::vector<Piece>& pieces) const
{
    forEachPart(step.pattern.front(), text, scratch.match, [&](std::size_t begin, std::size_t end, bool isMatch) {
        pieces.push_back({begin, end, isMatch != step.invert});
    });
    if (step.behavior == SplitBehavior::removed) {
        std::erase_if(pieces, [](const Piece& piece) { return piece.isMatch; });
        return;
    }
    // The rest join neighbours; mergedWithNext is mergedWithPrevious read backwards.
    const bool backwards = step.behavior == SplitBehavior::mergedWithNext;
    if (backwards) {
        std::reverse(pieces.begin(), pieces.end());
    }
    std::vector<Piece> joined;
    bool previousIsMatch = false;
    for (const Piece& piece : pieces) {
        const bool joins = step.behavior == SplitBehavior::contiguous ? piece.isMatch == previousIsMatch
                                                                      : piece.isMatch && !previousIsMatch;
        if (joins && !joined.empty()) {
            (backwards ? joined.back().begin : joined.back().end) = backwards ? piece.begin : piece.end;
        } else {
            joined.push_back(piece);
        }
        previousIsMatch = piece.isMatch;
    }
    if (backwards) {
        std::reverse(joined.begin(), joined.end());
    }
    pieces = std::move(joined);
}

std::string PreTokenizer::description() const
{
    std::string text;
    for (const Step& step : m_steps) {
        text += step.pattern.empty()
            ? std::string("prefix space")
            : std::to_string(static_cast<int>(step.behavior)) + (step.invert ? "!" : "=") + step.pattern.front().text();
        text += '\n';
    }
    return text;
}

} // namespace dpl::text
