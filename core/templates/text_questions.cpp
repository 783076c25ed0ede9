#include "templates/characters.hpp"
#include "templates/methods.hpp"

#include <algorithm>
#include <array>

namespace dpl::templates {

namespace {

/// Whether there are characters, and all are so.
template <bool (*IsSo)(char32_t)> Value areAll(Runtime& runtime, const Text& self, const Arguments& arguments)
{
    const BoundArguments none("a question about characters", arguments, {});
    runtime.budget().step(1 + static_cast<std::int64_t>(self->size() / 16));
    const std::u32string characters = decoded(*self);
    return !characters.empty() && std::all_of(characters.begin(), characters.end(), IsSo);
}

bool isLetterOrNumber(char32_t c)
{
    return isLetter(c) || isDecimal(c) || isDigit(c) || isNumeric(c);
}

/// Whether there are letters of one case and none of the other.
template <bool (*IsSo)(char32_t), bool (*IsOther)(char32_t)>
Value areOfCase(Runtime&, const Text& self, const Arguments& arguments)
{
    const BoundArguments none("a question about case", arguments, {});
    const std::u32string characters = decoded(*self);
    return std::any_of(characters.begin(), characters.end(), IsSo)
        && std::none_of(characters.begin(), characters.end(), IsOther)
        && std::none_of(characters.begin(), characters.end(), isTitle);
}

Value isAsciiText(Runtime&, const Text& self, const Arguments& arguments)
{
    const BoundArguments none("isascii", arguments, {});
    return isAscii(*self);
}

Value isPrintableText(Runtime&, const Text& self, const Arguments& arguments)
{
    const BoundArguments none("isprintable", arguments, {});
    const std::u32string characters = decoded(*self);
    return std::all_of(characters.begin(), characters.end(), isPrintable);
}

Value isIdentifier(Runtime&, const Text& self, const Arguments& arguments)
{
    const BoundArguments none("isidentifier", arguments, {});
    const std::u32string characters = decoded(*self);
    return !characters.empty() && isNameStart(characters[0])
        && std::all_of(characters.begin(), characters.end(), isNamePart);
}

/// Each word begins with its one capital.
Value isTitleText(Runtime&, const Text& self, const Arguments& arguments)
{
    const BoundArguments none("istitle", arguments, {});
    bool isInside = false;
    bool hasLetters = false;
    for (const char32_t c : decoded(*self)) {
        if ((isUpper(c) || isTitle(c)) == isInside && (isUpper(c) || isTitle(c) || isLower(c))) {
            if (isInside || isLower(c)) {
                return false;
            }
        }
        isInside = isUpper(c) || isTitle(c) || isLower(c);
        hasLetters = hasLetters || isInside;
    }
    return hasLetters;
}

struct NamedQuestion {
    std::string_view name;
    TextMethod method;
};

constexpr std::array textQuestions{
    NamedQuestion{"isalnum", areAll<isLetterOrNumber>},
    NamedQuestion{"isalpha", areAll<isLetter>},
    NamedQuestion{"isascii", isAsciiText},
    NamedQuestion{"isdecimal", areAll<isDecimal>},
    NamedQuestion{"isdigit", areAll<isDigit>},
    NamedQuestion{"isidentifier", isIdentifier},
    NamedQuestion{"islower", areOfCase<isLower, isUpper>},
    NamedQuestion{"isnumeric", areAll<isNumeric>},
    NamedQuestion{"isprintable", isPrintableText},
    NamedQuestion{"isspace", areAll<isSpace>},
    NamedQuestion{"istitle", isTitleText},
    NamedQuestion{"isupper", areOfCase<isUpper, isLower>},
};

} // namespace

TextMethod textQuestion(std::string_view name)
{
    const auto* found = std::find_if(
        textQuestions.begin(), textQuestions.end(), [name](const NamedQuestion& entry) { return entry.name == name; });
    return found == textQuestions.end() ? nullptr : found->method;
}

} // namespace dpl::templates
