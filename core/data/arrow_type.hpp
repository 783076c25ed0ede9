#pragma once

#include "data/arrow_c_data.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::data {

/// What a column of a table holds, as far as rows of JSON can say it.
struct ArrowType {
    enum class Kind {
        none, ///< nulls alone
        boolean,
        signedInteger,
        unsignedInteger,
        floating,
        text, ///< UTF-8, with offsets of `width` bytes
        textView, ///< UTF-8, short ones within the views
        list, ///< with offsets of `width` bytes
        listView, ///< with offsets and sizes of `width` bytes
        fixedList, ///< of `count` values each
        structure,
        map, ///< lists of two values: key and value
        date, ///< days (`width` 4) or milliseconds (8) since 1970
        time, ///< `perSecond` since midnight
        timestamp, ///< `perSecond` since 1970
        decimal, ///< integers of `width` bytes, in units of 10^-`scale`
        dictionary, ///< indices, of `width` bytes, of the values of the child
        unreadable, ///< binary data, or a type that rows of JSON have no word for
    };

    Kind kind = Kind::unreadable;
    std::string name; ///< of the column or member
    std::string what; ///< of an unreadable one: "binary data"
    int width = 0; ///< in bytes
    bool isSigned = true; ///< of a dictionary's indices
    std::int64_t count = 0;
    std::int64_t perSecond = 1;
    int scale = 0;
    bool hasZone = false; ///< of a timestamp: it is an instant
    bool hasMembers = false; ///< it is a structure, though there may be none that can be read
    std::vector<ArrowType> children; ///< members of a structure, values of a list, key and value of a map

    bool isReadable() const { return kind != Kind::unreadable; }
};

/// Throws Error for a type that contradicts itself, is nested deeper than a hundred levels, or whose members have the
/// same name. A structure or list is unreadable where all that it holds is.
ArrowType arrowType(const ArrowSchema& schema);

/// What a type has that cannot be read: "image.bytes holds binary data". `path` names the type itself.
void listUnreadable(const ArrowType& type, const std::string& path, std::vector<std::string>& found);

} // namespace dpl::data
