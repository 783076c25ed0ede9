#pragma once

#include "damaged_files.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dpl::weights::test {

struct ZipPart {
    std::string name;
    std::string content;
    std::uint16_t method = 0;
};

/// A zip archive of stored entries, as torch.save writes it; with 64-bit sizes throughout, if asked for.
inline std::string zipOf(const std::vector<ZipPart>& parts, bool large = false)
{
    std::string archive;
    std::string directory;
    for (const ZipPart& part : parts) {
        const std::size_t offset = archive.size();
        const auto size = static_cast<std::uint32_t>(part.content.size());
        const auto nameLength = static_cast<std::uint16_t>(part.name.size());
        const std::string extra = large ? little<std::uint16_t>(1) + little<std::uint16_t>(24)
                + little<std::uint64_t>(size) + little<std::uint64_t>(size) + little<std::uint64_t>(offset)
                                        : std::string();
        const std::string flags = little<std::uint16_t>(0) + little(part.method) + std::string(8, '\0');
        archive += "PK\3\4" + std::string(2, '\0') + flags + little(size) + little(size) + little(nameLength)
            + little<std::uint16_t>(3) + part.name + "pad" + part.content;
        const std::uint32_t narrow = large ? 0xffffffff : size;
        directory += "PK\1\2" + std::string(4, '\0') + flags + little(narrow) + little(narrow) + little(nameLength)
            + little(static_cast<std::uint16_t>(extra.size())) + little<std::uint16_t>(0) + std::string(8, '\0')
            + little(large ? 0xffffffffu : static_cast<std::uint32_t>(offset)) + part.name + extra;
    }
    const std::size_t at = archive.size();
    archive += directory;
    const auto count = static_cast<std::uint16_t>(parts.size());
    if (large) {
        const std::size_t end = archive.size();
        archive += "PK\6\6" + little<std::uint64_t>(44) + std::string(12, '\0') + little<std::uint64_t>(count)
            + little<std::uint64_t>(count) + little<std::uint64_t>(directory.size()) + little<std::uint64_t>(at);
        archive += "PK\6\7" + std::string(4, '\0') + little<std::uint64_t>(end) + little<std::uint32_t>(1);
    }
    return archive + "PK\5\6" + std::string(4, '\0') + little(large ? std::uint16_t{0xffff} : count)
        + little(large ? std::uint16_t{0xffff} : count)
        + little(large ? 0xffffffffu : static_cast<std::uint32_t>(directory.size()))
        + little(large ? 0xffffffffu : static_cast<std::uint32_t>(at)) + little<std::uint16_t>(0);
}

// Pieces of pickles.

inline std::string global(const std::string& module, const std::string& name)
{
    return "c" + module + "\n" + name + "\n";
}

inline std::string unicode(const std::string& text)
{
    return "X" + little(static_cast<std::uint32_t>(text.size())) + text;
}

inline std::string integer(std::int64_t value)
{
    return std::string("\x8a\x08", 2) + little(value);
}

inline std::string tupleOf(const std::string& items)
{
    return "(" + items + "t";
}

inline std::string tupleOf(const std::vector<std::int64_t>& items)
{
    std::string all;
    for (const std::int64_t item : items) {
        all += integer(item);
    }
    return tupleOf(all);
}

inline std::string storage(const std::string& type, const std::string& key, std::int64_t elements)
{
    return tupleOf(unicode("storage") + global("torch", type) + unicode(key) + unicode("cuda:0") + integer(elements))
        + "Q";
}

inline std::string tensor(const std::string& storage, std::int64_t offset, const std::vector<std::int64_t>& sizes,
    const std::vector<std::int64_t>& strides)
{
    return global("torch._utils", "_rebuild_tensor_v2")
        + tupleOf(storage + integer(offset) + tupleOf(sizes) + tupleOf(strides) + "\x89"
            + global("collections", "OrderedDict") + ")R")
        + "R";
}

inline std::string parameter(const std::string& tensor)
{
    return global("torch._utils", "_rebuild_parameter")
        + tupleOf(tensor + "\x88" + global("collections", "OrderedDict") + ")R") + "R";
}

/// A whole pickle of a dict: keys and values by turns.
inline std::string dictOf(const std::string& items)
{
    return "\x80\x02}(" + items + "u.";
}

/// A file of torch.save with this pickle and one storage "0".
inline std::string torchFile(const std::string& pickle, const std::string& data)
{
    return zipOf(
        {{"model/data.pkl", pickle}, {"model/byteorder", "little"}, {"model/data/0", data}, {"model/version", "3\n"}});
}

} // namespace dpl::weights::test
