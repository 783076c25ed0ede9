#include "templates/brace_format.hpp"
#include "templates/characters.hpp"
#include "templates/escape.hpp"
#include "templates/iteration.hpp"
#include "templates/methods.hpp"
#include "templates/text_changes.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

/// A text of the same sort as the one whose method makes it.
Value alike(Runtime& runtime, const Text& self, std::string text)
{
    return runtime.text(std::move(text), self.isMarkup);
}

Value changeCase(
    Runtime& runtime, const Text& self, const Arguments& arguments, std::string (*change)(std::string_view))
{
    const BoundArguments none("a change of case", arguments, {});
    runtime.budget().step(1 + static_cast<std::int64_t>(self->size() / 16));
    return alike(runtime, self, change(*self));
}

std::string swappedCase(std::string_view text)
{
    std::string result;
    for (const char32_t c : decoded(text)) {
        const std::string one = encoded(std::u32string_view(&c, 1));
        result += isUpper(c) ? toLower(one) : isLower(c) ? toUpper(one) : one;
    }
    return result;
}

std::string foldedCase(std::string_view text)
{
    std::string result;
    for (const char32_t c : decoded(text)) {
        result += c == U'ß' ? "ss" : c == U'ς' ? "σ" : toLower(encoded(std::u32string_view(&c, 1)));
    }
    return result;
}

enum class Ends { left = 1, right = 2, both = 3 };

Value stripEnds(Runtime& runtime, const Text& self, const Arguments& arguments, Ends ends)
{
    const BoundArguments given("strip", arguments, {"/characters"});
    std::string_view text = *self;
    const bool isBlank = !given.has(0) || given[0].is<None>();
    const std::u32string characters = isBlank ? std::u32string() : decoded(given.text(0));
    if (ends != Ends::right) {
        text = isBlank ? strippedLeft(text) : strippedLeft(text, characters);
    }
    if (ends != Ends::left) {
        text = isBlank ? strippedRight(text) : strippedRight(text, characters);
    }
    return text.size() == self->size() ? Value(self) : alike(runtime, self, std::string(text));
}

/// The part of a text that optional arguments `from` and `from + 1` mean, and how many characters lie before it.
struct Part {
    std::string text;
    std::int64_t offset = 0;
    bool isInside = true; ///< whether the start is not behind the end
};

Part partOf(const Text& self, const BoundArguments& given, std::size_t from)
{
    const auto isGiven = [&](std::size_t i) { return given.has(i) && !given[i].is<None>(); };
    if (!isGiven(from) && !isGiven(from + 1)) {
        return {*self, 0};
    }
    const std::u32string all = decoded(*self);
    const auto size = static_cast<std::int64_t>(all.size());
    const auto limited = [&](std::size_t i, std::int64_t fallback) {
        const std::int64_t at = isGiven(i) ? given.integer(i) : fallback;
        return at < 0 ? std::max<std::int64_t>(at + size, 0) : at;
    };
    const std::int64_t start = limited(from, 0);
    const std::int64_t stop = std::min(limited(from + 1, size), size);
    if (start > size || start > stop) {
        return {"", start, false};
    }
    return {encoded(all.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(stop - start))), start};
}

Value hasEnd(Runtime& runtime, const Text& self, const Arguments& arguments, bool atStart)
{
    const BoundArguments given(atStart ? "startswith" : "endswith", arguments, {"/affix", "/start", "/stop"}, 1);
    const Part part = partOf(self, given, 1);
    const auto matches = [&](const Value& affix) {
        if (!affix.text()) {
            throw Failure(std::string(atStart ? "startswith" : "endswith")
                + " needs a string or a tuple of them, not a " + kindOf(affix));
        }
        return part.isInside && (atStart ? part.text.starts_with(*affix.text()) : part.text.ends_with(*affix.text()));
    };
    runtime.budget().step();
    if (const Tuple* tuple = given[0].get<Tuple>()) {
        return std::any_of(tuple->items->values.begin(), tuple->items->values.end(), matches);
    }
    return matches(given[0]);
}

/// Where `searched` is, in characters; -1 if it is nowhere.
std::int64_t found(Runtime& runtime, const Text& self, const BoundArguments& given, bool fromRight)
{
    const Part part = partOf(self, given, 1);
    const std::string& searched = given.text(0);
    runtime.budget().step(1 + static_cast<std::int64_t>(self->size() / 16));
    const std::size_t at = fromRight ? part.text.rfind(searched) : part.text.find(searched);
    return at == std::string::npos || !part.isInside
        ? -1
        : part.offset + static_cast<std::int64_t>(characterAtByte(part.text, at));
}

template <bool FromRight, bool MustBeThere>
Value findText(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("find", arguments, {"/text", "/start", "/stop"}, 1);
    const std::int64_t at = found(runtime, self, given, FromRight);
    if (MustBeThere && at < 0) {
        throw Failure("the text that index looks for is not there");
    }
    return at;
}

Value countText(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("count", arguments, {"/text", "/start", "/stop"}, 1);
    const Part part = partOf(self, given, 1);
    const std::string& searched = given.text(0);
    runtime.budget().step(1 + static_cast<std::int64_t>(self->size() / 16));
    if (!part.isInside) {
        return 0;
    }
    if (searched.empty()) {
        return static_cast<std::int64_t>(characterCount(part.text) + 1);
    }
    std::int64_t number = 0;
    for (std::size_t at = part.text.find(searched); at != std::string::npos;
         at = part.text.find(searched, at + searched.size())) {
        ++number;
    }
    return number;
}

Value replaceText(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("replace", arguments, {"/old", "/new", "count"}, 2);
    const auto argument = [&](std::size_t i) {
        given.text(i);
        return self.isMarkup && !given[i].as<Text>().isMarkup ? escaped(given.text(i)) : given.text(i);
    };
    return alike(runtime, self, replaced(runtime, *self, argument(0), argument(1), given.integer(2, -1)));
}

Value joinTexts(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("join", arguments, {"/values"}, 1);
    std::string result;
    const Next next = valuesOf(runtime, given[0]);
    bool isFirst = true;
    for (Value element; next(element); isFirst = false) {
        if (!element.text()) {
            throw Failure("join needs strings, not a " + kindOf(element));
        }
        const std::string& text = *element.text();
        runtime.budget().make(text.size() + self->size());
        result += isFirst ? std::string() : *self;
        result += self.isMarkup && !element.as<Text>().isMarkup ? escaped(text) : text;
    }
    return makeText(std::move(result), self.isMarkup);
}

enum class Align { left, right, center };

Value padText(Runtime& runtime, const Text& self, const Arguments& arguments, Align align)
{
    const BoundArguments given("padding", arguments, {"/width", "/fill"}, 1);
    const std::string fill = given.has(1) ? given.text(1) : " ";
    if (characterCount(fill) != 1) {
        throw Failure("a text is padded with one character, not with \"" + fill + "\"");
    }
    return alike(runtime, self,
        align == Align::center ? centered(runtime, *self, given.integer(0), fill)
                               : padded(runtime, *self, given.integer(0), fill, align == Align::right));
}

Value fillWithZeros(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("zfill", arguments, {"/width"}, 1);
    const bool isSigned = self->starts_with('+') || self->starts_with('-');
    const std::string sign = isSigned ? self->substr(0, 1) : std::string();
    return alike(runtime, self,
        sign
            + padded(runtime, self->substr(sign.size()), given.integer(0) - static_cast<std::int64_t>(sign.size()), "0",
                true));
}

Value withoutPrefix(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("removeprefix", arguments, {"/prefix"}, 1);
    return self->starts_with(given.text(0)) ? alike(runtime, self, self->substr(given.text(0).size())) : Value(self);
}

Value withoutSuffix(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("removesuffix", arguments, {"/suffix"}, 1);
    return self->ends_with(given.text(0)) ? alike(runtime, self, self->substr(0, self->size() - given.text(0).size()))
                                          : Value(self);
}

Value expandTabs(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("expandtabs", arguments, {"tabsize"});
    const std::int64_t size = given.integer(0, 8);
    std::u32string result;
    std::int64_t column = 0;
    for (const char32_t c : decoded(*self)) {
        if (c == U'\t') {
            const std::int64_t blanks = size > 0 ? size - column % size : 0;
            runtime.budget().make(static_cast<std::size_t>(blanks));
            result.append(static_cast<std::size_t>(blanks), U' ');
            column += blanks;
        } else {
            result += c;
            column = c == U'\n' || c == U'\r' ? 0 : column + 1;
        }
    }
    return alike(runtime, self, encoded(result));
}

Value formatBraces(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    return alike(runtime, self, braceFormat(runtime, *self, arguments));
}

template <std::string (*Change)(std::string_view)>
Value cased(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    return changeCase(runtime, self, arguments, Change);
}

template <Ends Which> Value stripped(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    return stripEnds(runtime, self, arguments, Which);
}

template <Align Which> Value aligned(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    return padText(runtime, self, arguments, Which);
}

template <bool AtStart> Value hasAffix(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    return hasEnd(runtime, self, arguments, AtStart);
}

struct NamedTextMethod {
    std::string_view name;
    TextMethod method;
};

constexpr std::array textMethods{
    NamedTextMethod{"capitalize", cased<capitalized>},
    NamedTextMethod{"casefold", cased<foldedCase>},
    NamedTextMethod{"center", aligned<Align::center>},
    NamedTextMethod{"count", countText},
    NamedTextMethod{"endswith", hasAffix<false>},
    NamedTextMethod{"expandtabs", expandTabs},
    NamedTextMethod{"find", findText<false, false>},
    NamedTextMethod{"format", formatBraces},
    NamedTextMethod{"index", findText<false, true>},
    NamedTextMethod{"join", joinTexts},
    NamedTextMethod{"ljust", aligned<Align::left>},
    NamedTextMethod{"lower", cased<toLower>},
    NamedTextMethod{"lstrip", stripped<Ends::left>},
    NamedTextMethod{"removeprefix", withoutPrefix},
    NamedTextMethod{"removesuffix", withoutSuffix},
    NamedTextMethod{"replace", replaceText},
    NamedTextMethod{"rfind", findText<true, false>},
    NamedTextMethod{"rindex", findText<true, true>},
    NamedTextMethod{"rjust", aligned<Align::right>},
    NamedTextMethod{"rstrip", stripped<Ends::right>},
    NamedTextMethod{"startswith", hasAffix<true>},
    NamedTextMethod{"strip", stripped<Ends::both>},
    NamedTextMethod{"swapcase", cased<swappedCase>},
    NamedTextMethod{"title", cased<titleCased>},
    NamedTextMethod{"upper", cased<toUpper>},
    NamedTextMethod{"zfill", fillWithZeros},
};

} // namespace

TextMethod textMethod(std::string_view name)
{
    const auto* found = std::find_if(
        textMethods.begin(), textMethods.end(), [name](const NamedTextMethod& entry) { return entry.name == name; });
    return found == textMethods.end() ? nullptr : found->method;
}

} // namespace dpl::templates
