#include "text/utf8_text.hpp"

#include "base/utf8.hpp"

namespace dpl::text {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

/// How much of text, from its beginning, is well-formed.
std::size_t wellFormedPrefix(std::string_view text)
{
    return firstInvalidUtf8(text).value_or(text.size());
}

} // namespace

std::string_view wellFormed(std::string_view text, std::string& storage)
{
    std::size_t good = wellFormedPrefix(text);
    if (good == text.size()) {
        return text;
    }
    storage.clear();
    while (!text.empty()) {
        storage += text.substr(0, good);
        text.remove_prefix(good);
        if (!text.empty()) {
            storage += replacement;
            text.remove_prefix(utf8SequenceAt(text).length);
            good = wellFormedPrefix(text);
        }
    }
    return storage;
}

bool isWellFormed(std::string_view text)
{
    return !firstInvalidUtf8(text);
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t found = from.empty() ? std::string_view::npos : text.find(from, at);
        if (found == std::string_view::npos) {
            result += text.substr(at);
            break;
        }
        result += text.substr(at, found - at);
        result += to;
        at = found + from.size();
    }
    return result;
}

} // namespace dpl::text
