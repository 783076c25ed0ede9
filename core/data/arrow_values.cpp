#include "data/arrow_values.hpp"

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "data/arrow_times.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace dpl::data {

namespace {

using Kind = ArrowType::Kind;

[[noreturn]] void contradict()
{
    throw Error("its data contradicts itself; the file is damaged, fetch it again");
}

void require(bool holds)
{
    if (!holds) {
        contradict();
    }
}

/// An element of a buffer, which need not be aligned.
template <typename Value> Value element(const void* buffer, std::int64_t index)
{
    require(buffer != nullptr);
    Value value;
    std::memcpy(
        &value, static_cast<const char*>(buffer) + index * static_cast<std::int64_t>(sizeof(Value)), sizeof(Value));
    return value;
}

bool bit(const void* buffer, std::int64_t index)
{
    return (element<std::uint8_t>(buffer, index / 8) >> (index % 8) & 1) != 0;
}

std::int64_t signedElement(const void* buffer, int width, std::int64_t index)
{
    switch (width) {
    case 1: return element<std::int8_t>(buffer, index);
    case 2: return element<std::int16_t>(buffer, index);
    case 4: return element<std::int32_t>(buffer, index);
    default: return element<std::int64_t>(buffer, index);
    }
}

std::uint64_t unsignedElement(const void* buffer, int width, std::int64_t index)
{
    switch (width) {
    case 1: return element<std::uint8_t>(buffer, index);
    case 2: return element<std::uint16_t>(buffer, index);
    case 4: return element<std::uint32_t>(buffer, index);
    default: return element<std::uint64_t>(buffer, index);
    }
}

double halfFloat(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 0x1f;
    const int fraction = bits & 0x3ff;
    double value = exponent == 0x1f ? (fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan(""))
        : exponent == 0             ? std::ldexp(fraction, -24)
                                    : std::ldexp(fraction + 1024, exponent - 25);
    return (bits & 0x8000) != 0 ? -value : value;
}

double floatingElement(const void* buffer, int width, std::int64_t index)
{
    switch (width) {
    case 2: return halfFloat(element<std::uint16_t>(buffer, index));
    case 4: return static_cast<double>(element<float>(buffer, index));
    default: return element<double>(buffer, index);
    }
}

/// Buffers that an array of this kind has at least.
std::int64_t buffersOf(Kind kind)
{
    switch (kind) {
    case Kind::none: return 0;
    case Kind::structure:
    case Kind::fixedList: return 1;
    case Kind::text:
    case Kind::listView:
    case Kind::textView: return 3; // of views: validity, views, ..., sizes
    case Kind::unreadable: return 0;
    default: return 2;
    }
}

/// Where the values of a list are, within the child.
struct Range {
    std::int64_t begin;
    std::int64_t size;
};

Range rangeAt(const ArrowType& type, const ArrowArray& array, std::int64_t row)
{
    const std::int64_t at = array.offset + row;
    const std::int64_t most = array.children[0]->length;
    Range range{};
    if (type.kind == Kind::fixedList) {
        range = {at * type.count, type.count};
    } else if (type.kind == Kind::listView) {
        range = {signedElement(array.buffers[1], type.width, at), signedElement(array.buffers[2], type.width, at)};
    } else {
        range.begin = signedElement(array.buffers[1], type.width, at);
        range.size = signedElement(array.buffers[1], type.width, at + 1) - range.begin;
    }
    require(range.begin >= 0 && range.size >= 0 && range.begin <= most && range.size <= most - range.begin);
    return range;
}

std::string_view offsetText(const ArrowType& type, const ArrowArray& array, std::int64_t row)
{
    const std::int64_t at = array.offset + row;
    const std::int64_t begin = signedElement(array.buffers[1], type.width, at);
    const std::int64_t end = signedElement(array.buffers[1], type.width, at + 1);
    const std::int64_t last = signedElement(array.buffers[1], type.width, array.offset + array.length);
    require(begin >= 0 && begin <= end && end <= last);
    if (begin == end) {
        return {};
    }
    require(array.buffers[2] != nullptr);
    return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

std::string_view viewText(const ArrowArray& array, std::int64_t row)
{
    struct View {
        std::int32_t size;
        char start[4];
        std::int32_t buffer;
        std::int32_t offset;
    };
    constexpr std::int32_t mostInline = 12;
    require(array.buffers[1] != nullptr);
    const char* const at =
        static_cast<const char*>(array.buffers[1]) + (array.offset + row) * static_cast<std::int64_t>(sizeof(View));
    View view;
    std::memcpy(&view, at, sizeof view);
    require(view.size >= 0);
    if (view.size <= mostInline) {
        return {at + 4, static_cast<std::size_t>(view.size)};
    }
    const std::int64_t data = array.n_buffers - 3; // between the views and the buffer of their sizes
    require(view.buffer >= 0 && view.buffer < data);
    const auto length = element<std::int64_t>(array.buffers[array.n_buffers - 1], view.buffer);
    require(view.offset >= 0 && std::int64_t{view.offset} + view.size <= length);
    const void* const bytes = array.buffers[2 + view.buffer];
    require(bytes != nullptr);
    return {static_cast<const char*>(bytes) + view.offset, static_cast<std::size_t>(view.size)};
}

/// Which of the dictionary's values it is.
std::int64_t indexAt(const ArrowType& type, const ArrowArray& array, std::int64_t row)
{
    const std::int64_t at = array.offset + row;
    const std::int64_t index = type.isSigned ? signedElement(array.buffers[1], type.width, at)
                                             : static_cast<std::int64_t>(std::min<std::uint64_t>(
                                                   unsignedElement(array.buffers[1], type.width, at), INT64_MAX));
    require(index >= 0 && index < array.dictionary->length);
    return index;
}

__extension__ typedef __int128 Integer128;
__extension__ typedef unsigned __int128 Unsigned128;

std::string decimalText(const ArrowType& type, const ArrowArray& array, std::int64_t row)
{
    const std::int64_t at = array.offset + row;
    const Integer128 number =
        type.width == 16 ? element<Integer128>(array.buffers[1], at) : signedElement(array.buffers[1], type.width, at);
    Unsigned128 rest = number < 0 ? ~static_cast<Unsigned128>(number) + 1 : static_cast<Unsigned128>(number);
    std::string digits;
    for (; rest != 0; rest /= 10) {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    }
    if (type.scale < 0 && !digits.empty()) {
        digits.append(static_cast<std::size_t>(-type.scale), '0');
    } else if (type.scale > 0) {
        const auto places = static_cast<std::size_t>(type.scale);
        if (digits.size() <= places) {
            digits.insert(0, places + 1 - digits.size(), '0');
        }
        digits.insert(digits.size() - places, ".");
    }
    return (number < 0 ? "-" : "") + (digits.empty() ? "0" : digits);
}

class JsonMaker {
public:
    Json make(const ArrowType& type, const ArrowArray& array, std::int64_t row)
    {
        if (--m_left < 0) {
            throw Error("more than " + std::to_string(mostValues) + " values in one row");
        }
        if (isNull(type, array, row)) {
            return nullptr;
        }
        const std::int64_t at = array.offset + row;
        switch (type.kind) {
        case Kind::none:
        case Kind::unreadable: return nullptr;
        case Kind::boolean: return bit(array.buffers[1], at);
        case Kind::signedInteger: return signedElement(array.buffers[1], type.width, at);
        case Kind::unsignedInteger: return unsignedElement(array.buffers[1], type.width, at);
        case Kind::floating: {
            const double value = floatingElement(array.buffers[1], type.width, at);
            return std::isfinite(value) ? Json(value) : Json();
        }
        case Kind::text:
        case Kind::textView: return text(textAt(type, array, row));
        case Kind::dictionary: return make(type.children[0], *array.dictionary, indexAt(type, array, row));
        case Kind::structure: return object(type, array, row);
        case Kind::list:
        case Kind::listView:
        case Kind::fixedList: return list(type, array, row);
        case Kind::map: return pairs(type, array, row);
        case Kind::decimal: return decimalText(type, array, row);
        case Kind::date: {
            const std::int64_t date = signedElement(array.buffers[1], type.width, at);
            return type.width == 4 ? dateText(date) : timestampText(date, 1000, false).substr(0, 10);
        }
        case Kind::time: return timeText(signedElement(array.buffers[1], type.width, at), type.perSecond);
        case Kind::timestamp:
            return timestampText(element<std::int64_t>(array.buffers[1], at), type.perSecond, type.hasZone);
        }
        contradict();
    }

private:
    static Json text(std::string_view bytes)
    {
        if (const auto wrong = firstInvalidUtf8(bytes)) {
            throw Error("a text that is not UTF-8 (at its byte " + std::to_string(*wrong + 1) + ")");
        }
        return std::string(bytes);
    }

    Json object(const ArrowType& type, const ArrowArray& array, std::int64_t row)
    {
        Json::object_t members;
        members.reserve(type.children.size());
        for (std::size_t i = 0; i < type.children.size(); ++i) {
            const ArrowType& child = type.children[i];
            if (child.isReadable()) {
                members.emplace_back(child.name, make(child, *array.children[i], array.offset + row));
            }
        }
        return members;
    }

    Json list(const ArrowType& type, const ArrowArray& array, std::int64_t row)
    {
        const Range range = rangeAt(type, array, row);
        Json values = Json::array();
        for (std::int64_t i = 0; i < range.size; ++i) {
            values.push_back(make(type.children[0], *array.children[0], range.begin + i));
        }
        return values;
    }

    Json pairs(const ArrowType& type, const ArrowArray& array, std::int64_t row)
    {
        const Range range = rangeAt(type, array, row);
        const ArrowArray& entries = *array.children[0];
        Json values = Json::array();
        for (std::int64_t i = 0; i < range.size; ++i) {
            const std::int64_t at = entries.offset + range.begin + i;
            Json pair = Json::array();
            pair.push_back(make(type.children[0], *entries.children[0], at));
            pair.push_back(make(type.children[1], *entries.children[1], at));
            values.push_back(std::move(pair));
        }
        return values;
    }

    std::int64_t m_left = mostValues;
};

} // namespace

void requireShape(const ArrowType& type, const ArrowArray& array)
{
    constexpr std::int64_t most = std::int64_t{1} << 56; // no sum of two overflows, nor do their bytes
    require(array.length >= 0 && array.offset >= 0 && array.length < most && array.offset < most);
    if (!type.isReadable()) {
        return;
    }
    require(array.n_buffers >= buffersOf(type.kind) && (array.n_buffers == 0 || array.buffers != nullptr));
    const std::int64_t end = array.offset + array.length;
    const auto child = [&](std::int64_t index) -> const ArrowArray& {
        require(index < array.n_children && array.children != nullptr && array.children[index] != nullptr);
        return *array.children[index];
    };
    switch (type.kind) {
    case Kind::dictionary:
        require(array.dictionary != nullptr);
        requireShape(type.children[0], *array.dictionary);
        break;
    case Kind::structure:
        require(array.n_children == static_cast<std::int64_t>(type.children.size()));
        for (std::size_t i = 0; i < type.children.size(); ++i) {
            requireShape(type.children[i], child(static_cast<std::int64_t>(i)));
            require(child(static_cast<std::int64_t>(i)).length >= end);
        }
        break;
    case Kind::list:
    case Kind::listView: requireShape(type.children[0], child(0)); break;
    case Kind::fixedList:
        requireShape(type.children[0], child(0));
        require(type.count == 0 || end <= child(0).length / type.count);
        break;
    case Kind::map: {
        const ArrowArray& entries = child(0);
        require(entries.n_children == 2 && entries.children != nullptr && entries.offset >= 0 && entries.length >= 0
            && entries.offset < most && entries.length < most);
        for (std::size_t i = 0; i < 2; ++i) {
            require(entries.children[i] != nullptr);
            requireShape(type.children[i], *entries.children[i]);
            require(entries.children[i]->length >= entries.offset + entries.length);
        }
        break;
    }
    default: break;
    }
}

bool isNull(const ArrowType& type, const ArrowArray& array, std::int64_t row)
{
    if (type.kind == Kind::none) {
        return true;
    }
    return array.null_count != 0 && array.n_buffers > 0 && array.buffers[0] != nullptr
        && !bit(array.buffers[0], array.offset + row);
}

std::string_view textAt(const ArrowType& type, const ArrowArray& array, std::int64_t row)
{
    switch (type.kind) {
    case Kind::text: return offsetText(type, array, row);
    case Kind::textView: return viewText(array, row);
    case Kind::dictionary: return textAt(type.children[0], *array.dictionary, indexAt(type, array, row));
    default: throw Error("no text");
    }
}

Json jsonAt(const ArrowType& type, const ArrowArray& array, std::int64_t row)
{
    return JsonMaker().make(type, array, row);
}

} // namespace dpl::data
