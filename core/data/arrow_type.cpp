#include "data/arrow_type.hpp"

#include "base/error.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace dpl::data {

namespace {

using Kind = ArrowType::Kind;

constexpr int deepest = 100;

[[noreturn]] void contradict(const ArrowSchema& schema)
{
    throw Error("the type \"" + std::string(schema.format != nullptr ? schema.format : "") + "\" of "
        + (schema.name != nullptr && *schema.name != '\0' ? std::string(schema.name) : "a column")
        + " contradicts itself");
}

std::int64_t perSecondOf(char unit, const ArrowSchema& schema)
{
    switch (unit) {
    case 's': return 1;
    case 'm': return 1'000;
    case 'u': return 1'000'000;
    case 'n': return 1'000'000'000;
    default: contradict(schema);
    }
}

/// The number at the beginning of a text, which is taken from it.
std::int64_t takeNumber(std::string_view& text, const ArrowSchema& schema)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) {
        contradict(schema);
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// Of a number or text; unreadable what is neither.
ArrowType plainType(char format)
{
    ArrowType type;
    const auto is = [&](Kind kind, int width) {
        type.kind = kind;
        type.width = width;
    };
    switch (format) {
    case 'n': is(Kind::none, 0); break;
    case 'b': is(Kind::boolean, 0); break;
    case 'c': is(Kind::signedInteger, 1); break;
    case 'C': is(Kind::unsignedInteger, 1); break;
    case 's': is(Kind::signedInteger, 2); break;
    case 'S': is(Kind::unsignedInteger, 2); break;
    case 'i': is(Kind::signedInteger, 4); break;
    case 'I': is(Kind::unsignedInteger, 4); break;
    case 'l': is(Kind::signedInteger, 8); break;
    case 'L': is(Kind::unsignedInteger, 8); break;
    case 'e': is(Kind::floating, 2); break;
    case 'f': is(Kind::floating, 4); break;
    case 'g': is(Kind::floating, 8); break;
    case 'u': is(Kind::text, 4); break;
    case 'U': is(Kind::text, 8); break;
    default: type.what = "binary data"; // z, Z
    }
    return type;
}

/// "tdD", "tsu:UTC", ...: dates and times; durations are numbers.
ArrowType timeType(std::string_view format, const ArrowSchema& schema)
{
    ArrowType type;
    if (format.size() < 3) {
        contradict(schema);
    }
    const char unit = format[2];
    switch (format[1]) {
    case 'd':
        type.kind = Kind::date;
        type.width = unit == 'D' ? 4 : 8;
        break;
    case 't':
        type.kind = Kind::time;
        type.perSecond = perSecondOf(unit, schema);
        type.width = type.perSecond <= 1000 ? 4 : 8;
        break;
    case 's':
        type.kind = Kind::timestamp;
        type.perSecond = perSecondOf(unit, schema);
        type.width = 8;
        type.hasZone = format.size() > 4;
        break;
    case 'D':
        type.kind = Kind::signedInteger;
        type.width = 8;
        break;
    default: type.what = "intervals";
    }
    return type;
}

/// "d:precision,scale" and, unless that is 128, ",bits"
ArrowType decimalType(std::string_view format, const ArrowSchema& schema)
{
    ArrowType type;
    std::int64_t bits = 128;
    format.remove_prefix(std::min<std::size_t>(2, format.size()));
    takeNumber(format, schema);
    if (!format.starts_with(',')) {
        contradict(schema);
    }
    format.remove_prefix(1);
    const std::int64_t scale = takeNumber(format, schema);
    if (format.starts_with(',')) {
        format.remove_prefix(1);
        bits = takeNumber(format, schema);
    }
    if (scale < -100 || scale > 100) {
        contradict(schema);
    }
    if (bits != 32 && bits != 64 && bits != 128) {
        type.what = "decimals of " + std::to_string(bits) + " bits";
        return type;
    }
    type.kind = Kind::decimal;
    type.width = static_cast<int>(bits / 8);
    type.scale = static_cast<int>(scale);
    return type;
}

void requireDifferentNames(const ArrowType& type)
{
    std::set<std::string_view> names;
    for (const ArrowType& child : type.children) {
        if (!names.insert(child.name).second) {
            throw Error("two columns are named \"" + child.name + "\"");
        }
    }
}

ArrowType typeAt(const ArrowSchema& schema, int depth);

std::vector<ArrowType> childrenOf(const ArrowSchema& schema, int depth)
{
    std::vector<ArrowType> children;
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
        children.push_back(typeAt(*schema.children[i], depth + 1));
    }
    return children;
}

ArrowType nestedType(std::string_view format, const ArrowSchema& schema, int depth)
{
    ArrowType type;
    type.children = childrenOf(schema, depth);
    const auto requireChildren = [&](std::size_t count) {
        if (type.children.size() != count) {
            contradict(schema);
        }
    };
    if (format == "+s") {
        requireDifferentNames(type);
        type.hasMembers = true;
        const bool hasAny = std::any_of(
            type.children.begin(), type.children.end(), [](const ArrowType& child) { return child.isReadable(); });
        type.kind = hasAny || type.children.empty() ? Kind::structure : Kind::unreadable;
        return type;
    }
    if (format == "+l" || format == "+L" || format == "+vl" || format == "+vL") {
        requireChildren(1);
        type.kind = format[1] == 'v' ? Kind::listView : Kind::list;
        type.width = format.back() == 'l' ? 4 : 8;
    } else if (format.starts_with("+w:")) {
        requireChildren(1);
        format.remove_prefix(3);
        type.kind = Kind::fixedList;
        type.count = takeNumber(format, schema);
        if (type.count < 0) {
            contradict(schema);
        }
    } else if (format == "+m") {
        requireChildren(1);
        std::vector<ArrowType> entry = std::move(type.children.front().children);
        type.children = std::move(entry);
        requireChildren(2);
        type.kind = Kind::map;
        type.width = 4;
        if (!type.children[0].isReadable()) {
            type.kind = Kind::unreadable;
        }
    } else {
        type.what = format.starts_with("+r") ? "run-end encoded data" : "unions";
        type.children.clear();
        return type;
    }
    if (!type.children.back().isReadable()) {
        type.kind = Kind::unreadable;
    }
    return type;
}

ArrowType dictionaryType(const ArrowSchema& schema, int depth)
{
    const ArrowType index = plainType(*schema.format);
    if (index.kind != Kind::signedInteger && index.kind != Kind::unsignedInteger) {
        contradict(schema);
    }
    ArrowType type;
    type.width = index.width;
    type.isSigned = index.kind == Kind::signedInteger;
    type.children.push_back(typeAt(*schema.dictionary, depth + 1));
    type.kind = type.children.front().isReadable() ? Kind::dictionary : Kind::unreadable;
    return type;
}

ArrowType typeOf(const ArrowSchema& schema, int depth)
{
    const std::string_view format = schema.format != nullptr ? schema.format : "";
    if (format.empty()) {
        contradict(schema);
    }
    if (schema.dictionary != nullptr) {
        return dictionaryType(schema, depth);
    }
    switch (format.front()) {
    case '+': return nestedType(format, schema, depth);
    case 't': return timeType(format, schema);
    case 'd': return decimalType(format, schema);
    case 'v': {
        ArrowType type;
        type.kind = format == "vu" ? Kind::textView : Kind::unreadable;
        type.what = "binary data";
        return type;
    }
    default: return plainType(format.front());
    }
}

ArrowType typeAt(const ArrowSchema& schema, int depth)
{
    if (depth > deepest) {
        throw Error("the columns are nested deeper than " + std::to_string(deepest) + " levels");
    }
    ArrowType type = typeOf(schema, depth);
    type.name = schema.name != nullptr ? schema.name : "";
    if (const auto wrong = firstInvalidUtf8(type.name)) {
        throw Error("a column has a name that is not UTF-8 (at its byte " + std::to_string(*wrong + 1) + ")");
    }
    return type;
}

} // namespace

ArrowType arrowType(const ArrowSchema& schema)
{
    return typeAt(schema, 0);
}

void listUnreadable(const ArrowType& type, const std::string& path, std::vector<std::string>& found)
{
    if (!type.isReadable() && type.children.empty()) {
        found.push_back(path + " holds " + type.what);
    }
    for (const ArrowType& child : type.children) {
        listUnreadable(child, type.hasMembers ? path + (path.empty() ? "" : ".") + child.name : path, found);
    }
}

} // namespace dpl::data
