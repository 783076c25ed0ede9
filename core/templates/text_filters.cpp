#include "templates/characters.hpp"
#include "templates/escape.hpp"
#include "templates/filters.hpp"
#include "templates/iteration.hpp"
#include "templates/json_writer.hpp"
#include "templates/mapping.hpp"
#include "templates/methods.hpp"
#include "templates/operators.hpp"
#include "templates/percent_format.hpp"
#include "templates/text_changes.hpp"
#include "templates/written.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

bool isMarkup(const Value& value)
{
    return value.is<Text>() && value.as<Text>().isMarkup;
}

/// The text of a value, which stays markup if it is.
Text softText(Runtime& runtime, const Value& value)
{
    return value.is<Text>() ? value.as<Text>() : runtime.text(written(runtime, value)).as<Text>();
}

template <std::string (*Change)(std::string_view)>
Value changed(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("a filter for case", arguments, {});
    const Text text = softText(runtime, value);
    runtime.budget().step(1 + static_cast<std::int64_t>(text->size() / 16));
    return runtime.text(Change(*text), text.isMarkup);
}

/// Words begin behind blanks, hyphens and brackets here, other than str.title.
std::string titled(std::string_view text)
{
    static constexpr std::u32string_view before = U"-({[<";
    std::string result;
    std::u32string word;
    const auto flush = [&] {
        if (!word.empty()) {
            result += toUpper(encoded(word.substr(0, 1))) + toLower(encoded(word.substr(1)));
            word.clear();
        }
    };
    bool isGap = false;
    for (const char32_t c : decoded(text)) {
        const bool separates = isSpace(c) || before.find(c) != std::u32string_view::npos;
        if (separates != isGap) {
            flush();
            isGap = separates;
        }
        word += c;
    }
    flush();
    return result;
}

Value titleFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("title", arguments, {});
    return runtime.text(titled(asText(runtime, value)));
}

Value trimFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("trim", arguments, {"chars"});
    return textMethod("strip")(runtime, softText(runtime, value), {{given.has(0) ? given[0] : Value(None{})}, {}});
}

Value replaceFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("replace", arguments, {"old", "new", "count"}, 2);
    const bool isLimited = given.has(2) && !given[2].is<None>();
    return runtime.text(replaced(runtime, asText(runtime, value), asText(runtime, given[0]), asText(runtime, given[1]),
        isLimited ? given.integer(2) : -1));
}

Value centerFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("center", arguments, {"width"});
    const Text text = softText(runtime, value);
    return runtime.text(centered(runtime, *text, given.integer(0, 80), " "), text.isMarkup);
}

Value stringFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("string", arguments, {});
    return softText(runtime, value);
}

Value indentFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("indent", arguments, {"width", "first", "blank"});
    requireDefined(value);
    const std::string* text = value.text();
    if (!text) {
        throw Failure("indent needs a string, not a " + kindOf(value));
    }
    std::string by(4, ' ');
    if (given.has(0) && given[0].text()) {
        by = given.text(0);
    } else if (given.has(0)) {
        by = padded(runtime, "", given.integer(0), " ", true);
    }
    const bool blankToo = given.truth(2, false);
    std::string result = given.truth(1, false) ? by : std::string();
    bool isFirst = true;
    for (const std::string& line : linesOf(*text + "\n")) {
        runtime.budget().make(line.size() + by.size());
        if (!isFirst) {
            result += "\n" + (blankToo || !line.empty() ? by : std::string());
        }
        result += line;
        isFirst = false;
    }
    return makeText(std::move(result), isMarkup(value));
}

Value truncateFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("truncate", arguments, {"length", "killwords", "end", "leeway"});
    requireDefined(value);
    if (!value.text()) {
        throw Failure("truncate needs a string, not a " + kindOf(value));
    }
    const std::string end = given.has(2) ? given.text(2) : "...";
    const std::int64_t length = given.integer(0, 255);
    const bool hasLeeway = given.has(3) && !given[3].is<None>();
    const std::int64_t leeway = hasLeeway ? given.integer(3) : 5;
    const auto endSize = static_cast<std::int64_t>(characterCount(end));
    if (length < endSize || leeway < 0) {
        throw Failure("truncate needs a length of at least that of its end, and a leeway that is not negative");
    }
    const std::u32string text = decoded(*value.text());
    if (static_cast<std::int64_t>(text.size()) <= length + leeway) {
        return value;
    }
    std::u32string kept = text.substr(0, static_cast<std::size_t>(length - endSize));
    if (!given.truth(1, false)) {
        kept = kept.substr(0, kept.rfind(U' '));
    }
    return runtime.text(encoded(kept) + end);
}

Value wordCount(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("wordcount", arguments, {});
    std::int64_t count = 0;
    bool isInside = false;
    for (const char32_t c : decoded(asText(runtime, value))) {
        const bool isPart = c == U'_' || isLetter(c) || isNumeric(c);
        count += isPart && !isInside;
        isInside = isPart;
    }
    return count;
}

Value escapeFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("escape", arguments, {});
    return isMarkup(value) ? value : runtime.text(escaped(asText(runtime, value)), true);
}

Value forceEscape(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("forceescape", arguments, {});
    return runtime.text(escaped(asText(runtime, value)), true);
}

Value safeFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("safe", arguments, {});
    return runtime.text(asText(runtime, value), true);
}

Value formatFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    if (!arguments.positional.empty() && !arguments.named.empty()) {
        throw Failure("format takes arguments by position or by name, not both");
    }
    Value given = makeTuple(arguments.positional);
    if (!arguments.named.empty()) {
        Mapping entries;
        for (const auto& [key, member] : arguments.named) {
            entries.set(key, member);
        }
        given = makeDict(std::move(entries));
    }
    return percentFormat(runtime, softText(runtime, value), given);
}

void separators(Runtime& runtime, const Value& value, JsonStyle& style)
{
    const std::vector<Value> parts = collected(runtime, value);
    if (parts.size() != 2 || !parts[0].text() || !parts[1].text()) {
        throw Failure("tojson: separators are two strings: between items, and behind keys");
    }
    style.itemSeparator = *parts[0].text();
    style.keySeparator = *parts[1].text();
}

/// As transformers has it, not as Jinja, which escapes for HTML.
Value jsonFilter(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("tojson", arguments, {"ensure_ascii", "indent", "separators", "sort_keys"});
    JsonStyle style;
    style.asciiOnly = given.truth(0, false);
    style.sortsKeys = given.truth(3, false);
    if (given.has(1) && !given[1].is<None>()) {
        style.indent = given[1].text() ? given.text(1)
                                       : padded(runtime, "", std::min<std::int64_t>(given.integer(1), 1000), " ", true);
        style.itemSeparator = ",";
    }
    if (given.has(2) && !given[2].is<None>()) {
        separators(runtime, given[2], style);
    }
    return runtime.text(toJsonText(runtime, value, style));
}

/// Tags and comments taken out, and white space made one blank.
Value stripTags(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("striptags", arguments, {});
    std::string text = asText(runtime, value);
    for (std::size_t at = text.find("<!--"); at != std::string::npos; at = text.find("<!--", at)) {
        const std::size_t end = text.find("-->", at);
        if (end == std::string::npos) {
            break;
        }
        text.erase(at, end + 3 - at);
        runtime.budget().step(1 + static_cast<std::int64_t>(text.size() / 64));
    }
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
        const std::size_t end = text.find('>', at);
        if (end == std::string::npos) {
            break;
        }
        text.erase(at, end + 1 - at);
        runtime.budget().step(1 + static_cast<std::int64_t>(text.size() / 64));
    }
    std::string result;
    bool isGap = false;
    for (const char32_t c : decoded(text)) {
        if (isSpace(c)) {
            isGap = true;
            continue;
        }
        result += isGap && !result.empty() ? " " : "";
        isGap = false;
        result += encoded(std::u32string_view(&c, 1));
    }
    return runtime.text(std::move(result));
}

Value joined(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments given("join", arguments, {"d", "attribute"});
    const std::string separator = given.has(0) ? asText(runtime, given[0]) : std::string();
    const bool hasAttribute = given.has(1) && !given[1].is<None>();
    const Next next = hasAttribute
        ? valuesOf(runtime, applyFilter(runtime, "map", value, {{}, {{"attribute", given[1]}}}))
        : valuesOf(runtime, value);
    std::string result;
    bool isFirst = true;
    for (Value element; next(element); isFirst = false) {
        runtime.budget().make(separator.size());
        result += isFirst ? std::string() : separator;
        result += asText(runtime, element);
    }
    return makeText(std::move(result), false);
}

/// As urllib.parse.quote with "/" left alone.
std::string quotedForUrl(std::string_view text, std::string_view alsoSafe)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || std::string_view("_.-~").find(c) != std::string_view::npos || alsoSafe.find(c) != std::string_view::npos;
        if (isPlain) {
            result += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            result += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return result;
}

std::string quotedForQuery(Runtime& runtime, const Value& value)
{
    std::string text = quotedForUrl(asText(runtime, value), "");
    for (std::size_t at = text.find("%20"); at != std::string::npos; at = text.find("%20", at)) {
        text.replace(at, 3, "+");
    }
    return text;
}

Value urlEncode(Runtime& runtime, const Value& value, const Arguments& arguments)
{
    const BoundArguments none("urlencode", arguments, {});
    if (value.is<Text>() || !canBeGoneThrough(value)) {
        return runtime.text(quotedForUrl(asText(runtime, value), "/"));
    }
    std::string result;
    const Next next =
        valuesOf(runtime, value.is<Dict>() ? Value(View{value.as<Dict>().entries, View::Kind::items}) : value);
    for (Value pair; next(pair);) {
        const std::vector<Value> parts = collected(runtime, pair);
        if (parts.size() != 2) {
            throw Failure("urlencode needs pairs of keys and values");
        }
        result +=
            (result.empty() ? "" : "&") + quotedForQuery(runtime, parts[0]) + "=" + quotedForQuery(runtime, parts[1]);
        runtime.budget().make(result.size() / 16);
    }
    return runtime.text(std::move(result));
}

struct NamedTextFilter {
    std::string_view name;
    Filter filter;
};

constexpr std::array textFilters{
    NamedTextFilter{"capitalize", changed<capitalized>},
    NamedTextFilter{"center", centerFilter},
    NamedTextFilter{"e", escapeFilter},
    NamedTextFilter{"escape", escapeFilter},
    NamedTextFilter{"forceescape", forceEscape},
    NamedTextFilter{"format", formatFilter},
    NamedTextFilter{"indent", indentFilter},
    NamedTextFilter{"join", joined},
    NamedTextFilter{"lower", changed<toLower>},
    NamedTextFilter{"replace", replaceFilter},
    NamedTextFilter{"safe", safeFilter},
    NamedTextFilter{"string", stringFilter},
    NamedTextFilter{"striptags", stripTags},
    NamedTextFilter{"title", titleFilter},
    NamedTextFilter{"tojson", jsonFilter},
    NamedTextFilter{"trim", trimFilter},
    NamedTextFilter{"truncate", truncateFilter},
    NamedTextFilter{"upper", changed<toUpper>},
    NamedTextFilter{"urlencode", urlEncode},
    NamedTextFilter{"wordcount", wordCount},
};

} // namespace

Filter textFilter(std::string_view name)
{
    const auto* found = std::find_if(
        textFilters.begin(), textFilters.end(), [name](const NamedTextFilter& entry) { return entry.name == name; });
    return found == textFilters.end() ? nullptr : found->filter;
}

} // namespace dpl::templates
