#include "templates/text_changes.hpp"

#include "base/utf8.hpp"
#include "templates/characters.hpp"

#include <algorithm>

namespace dpl::templates {

namespace {

/// How many fills a text lacks; they are counted against the limits.
std::int64_t missing(Runtime& runtime, const std::string& text, std::int64_t width, const std::string& fill)
{
    const std::int64_t count = std::max<std::int64_t>(0, width - static_cast<std::int64_t>(characterCount(text)));
    if (count > static_cast<std::int64_t>(runtime.budget().limits().bytes / 4)) {
        throw Failure("a width of " + std::to_string(width) + " characters is too large");
    }
    runtime.budget().make(static_cast<std::size_t>(count) * fill.size());
    return count;
}

std::string times(const std::string& fill, std::int64_t count)
{
    std::string result;
    for (std::int64_t i = 0; i < count; ++i) {
        result += fill;
    }
    return result;
}

} // namespace

std::string titleCased(std::string_view text)
{
    std::string result;
    bool isInside = false;
    for (const char32_t c : decoded(text)) {
        const std::string one = encoded(std::u32string_view(&c, 1));
        result += isInside ? toLower(one) : capitalized(one);
        isInside = isUpper(c) || isLower(c) || isTitle(c);
    }
    return result;
}

std::string replaced(
    Runtime& runtime, const std::string& text, const std::string& old, const std::string& by, std::int64_t most)
{
    runtime.budget().step(1 + static_cast<std::int64_t>(text.size() / 16));
    std::string result;
    std::size_t at = 0;
    const auto add = [&](std::string_view piece) {
        runtime.budget().make(piece.size());
        result += piece;
    };
    std::int64_t done = 0;
    const auto mayGoOn = [&] { return most < 0 || done < most; };
    if (old.empty()) {
        while (mayGoOn()) {
            add(by);
            ++done;
            if (at == text.size()) {
                break;
            }
            const std::size_t length = utf8SequenceAt(std::string_view(text).substr(at)).length;
            add(std::string_view(text).substr(at, length));
            at += length;
        }
    } else {
        for (std::size_t next = text.find(old); next != std::string::npos && mayGoOn(); next = text.find(old, at)) {
            add(std::string_view(text).substr(at, next - at));
            add(by);
            at = next + old.size();
            ++done;
        }
    }
    add(std::string_view(text).substr(at));
    return result;
}

std::string padded(Runtime& runtime, const std::string& text, std::int64_t width, const std::string& fill, bool atLeft)
{
    const std::string fills = times(fill, missing(runtime, text, width, fill));
    return atLeft ? fills + text : text + fills;
}

std::string centered(Runtime& runtime, const std::string& text, std::int64_t width, const std::string& fill)
{
    const std::int64_t count = missing(runtime, text, width, fill);
    const std::int64_t left = count / 2 + (count & width & 1); // as Python rounds
    return times(fill, left) + text + times(fill, count - left);
}

std::vector<std::string> linesOf(std::string_view text, bool withEnds)
{
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8SequenceAt(text.substr(at)).length;
        if (!isLineEnd(codePointOf(text.substr(at, length)))) {
            at += length;
            continue;
        }
        const std::size_t end = at;
        at += text.substr(at).starts_with("\r\n") ? 2 : length;
        lines.emplace_back(text.substr(begin, (withEnds ? at : end) - begin));
        begin = at;
    }
    if (begin < text.size()) {
        lines.emplace_back(text.substr(begin));
    }
    return lines;
}

} // namespace dpl::templates
