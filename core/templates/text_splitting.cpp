#include "templates/characters.hpp"
#include "templates/methods.hpp"
#include "templates/text_changes.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

Value listOf(Runtime& runtime, const Text& self, const std::vector<std::string>& pieces)
{
    std::vector<Value> values;
    for (const std::string& piece : pieces) {
        runtime.budget().make(sizeof(Value));
        values.push_back(runtime.text(piece, self.isMarkup));
    }
    return makeList(std::move(values));
}

std::vector<std::string> atSeparators(std::string_view text, std::string_view separator, std::int64_t most)
{
    std::vector<std::string> pieces;
    std::size_t at = 0;
    while (most < 0 || static_cast<std::int64_t>(pieces.size()) < most) {
        const std::size_t next = text.find(separator, at);
        if (next == std::string_view::npos) {
            break;
        }
        pieces.emplace_back(text.substr(at, next - at));
        at = next + separator.size();
    }
    pieces.emplace_back(text.substr(at));
    return pieces;
}

std::vector<std::string> atSeparatorsFromRight(std::string_view text, std::string_view separator, std::int64_t most)
{
    std::vector<std::string> pieces;
    while (most < 0 || static_cast<std::int64_t>(pieces.size()) < most) {
        const std::size_t at = text.rfind(separator);
        if (at == std::string_view::npos) {
            break;
        }
        pieces.emplace_back(text.substr(at + separator.size()));
        text = text.substr(0, at);
    }
    pieces.emplace_back(text);
    std::reverse(pieces.begin(), pieces.end());
    return pieces;
}

/// At runs of white space; what is left over has none at the end where it is cut.
std::vector<std::string> atBlanks(std::string_view text, std::int64_t most, bool fromRight)
{
    const std::u32string all = decoded(text);
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    std::size_t end = all.size();
    const auto skipBlanks = [&] {
        while (begin < end && isSpace(all[fromRight ? end - 1 : begin])) {
            fromRight ? --end : ++begin;
        }
    };
    for (skipBlanks(); begin < end; skipBlanks()) {
        if (most >= 0 && static_cast<std::int64_t>(pieces.size()) == most) {
            pieces.push_back(encoded(std::u32string_view(all).substr(begin, end - begin)));
            break;
        }
        std::size_t at = fromRight ? end : begin;
        if (fromRight) {
            while (at > begin && !isSpace(all[at - 1])) {
                --at;
            }
            pieces.push_back(encoded(std::u32string_view(all).substr(at, end - at)));
            end = at;
        } else {
            while (at < end && !isSpace(all[at])) {
                ++at;
            }
            pieces.push_back(encoded(std::u32string_view(all).substr(begin, at - begin)));
            begin = at;
        }
    }
    if (fromRight) {
        std::reverse(pieces.begin(), pieces.end());
    }
    return pieces;
}

template <bool FromRight> Value split(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given(FromRight ? "rsplit" : "split", arguments, {"sep", "maxsplit"});
    const std::int64_t most = given.integer(1, -1);
    runtime.budget().step(1 + static_cast<std::int64_t>(self->size() / 16));
    runtime.budget().make(self->size() * 4); // while it is taken apart
    if (!given.has(0) || given[0].is<None>()) {
        return listOf(runtime, self, atBlanks(*self, most, FromRight));
    }
    const std::string& separator = given.text(0);
    if (separator.empty()) {
        throw Failure("a text cannot be split at an empty separator");
    }
    return listOf(runtime, self,
        FromRight ? atSeparatorsFromRight(*self, separator, most) : atSeparators(*self, separator, most));
}

template <bool FromRight> Value partition(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("partition", arguments, {"/separator"}, 1);
    const std::string& separator = given.text(0);
    if (separator.empty()) {
        throw Failure("a text cannot be split at an empty separator");
    }
    const std::size_t at = FromRight ? self->rfind(separator) : self->find(separator);
    const auto text = [&](std::string part) { return runtime.text(std::move(part), self.isMarkup); };
    if (at == std::string::npos) {
        return FromRight ? makeTuple({text(""), text(""), self}) : makeTuple({self, text(""), text("")});
    }
    return makeTuple({text(self->substr(0, at)), text(separator), text(self->substr(at + separator.size()))});
}

Value splitLines(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments given("splitlines", arguments, {"keepends"});
    runtime.budget().step(1 + static_cast<std::int64_t>(self->size() / 16));
    return listOf(runtime, self, linesOf(*self, given.truth(0, false)));
}

struct NamedSplitting {
    std::string_view name;
    TextMethod method;
};

constexpr std::array textSplittings{
    NamedSplitting{"partition", partition<false>},
    NamedSplitting{"rpartition", partition<true>},
    NamedSplitting{"rsplit", split<true>},
    NamedSplitting{"split", split<false>},
    NamedSplitting{"splitlines", splitLines},
};

} // namespace

TextMethod textSplitting(std::string_view name)
{
    const auto* found = std::find_if(textSplittings.begin(), textSplittings.end(),
        [name](const NamedSplitting& entry) { return entry.name == name; });
    return found == textSplittings.end() ? nullptr : found->method;
}

} // namespace dpl::templates
