#include "weights/zip_directory.hpp"

#include "base/error.hpp"
#include "weights/byte_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_set>

// The format: PKWARE's APPNOTE.TXT, sections 4.3.7 (an entry's own header), 4.3.12 (the directory), 4.3.14 to 4.3.16
// (its end) and 4.5.3 (sizes beyond 32 bits).
namespace dpl::weights {

namespace {

constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::uint32_t entrySignature = 0x02014b50;
constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t largeEndSignature = 0x06064b50;
constexpr std::uint32_t largeLocatorSignature = 0x07064b50;
constexpr std::size_t endLength = 22;
constexpr std::size_t largeLocatorLength = 20;
constexpr std::size_t entryLength = 46;
constexpr std::uint32_t elsewhere = 0xffffffff; ///< in place of a size that does not fit

class Archive {
public:
    Archive(std::span<const std::byte> bytes, const std::string& source) : m_bytes(bytes), m_source(source) { }

    std::vector<ZipEntry> entries() const
    {
        const Directory directory = findDirectory();
        ByteReader reader(directory.bytes, m_source);
        if (directory.entries > directory.bytes.size() / entryLength) {
            throw broken(
                "its directory declares " + std::to_string(directory.entries) + " entries, more than it has room for");
        }
        std::vector<ZipEntry> result;
        std::unordered_set<std::string_view> names;
        result.reserve(static_cast<std::size_t>(directory.entries));
        for (std::uint64_t i = 0; i < directory.entries; ++i) {
            result.push_back(readEntry(reader));
            if (!names.insert(result.back().name).second) {
                throw broken("it has two entries named " + std::string(result.back().name));
            }
        }
        return result;
    }

private:
    struct Directory {
        std::span<const std::byte> bytes;
        std::uint64_t entries = 0;
    };

    Error broken(const std::string& why) const { return Error(m_source + " is damaged: " + why); }

    /// A reader from `offset` on.
    ByteReader from(std::uint64_t offset, const char* what) const
    {
        if (offset > m_bytes.size()) {
            throw broken(std::string(what) + " lies outside the file");
        }
        return {m_bytes.subspan(static_cast<std::size_t>(offset)), m_source};
    }

    /// Where the end of the directory starts: a comment of up to 64 KiB may come after it, and must fill what is left.
    std::size_t findEnd() const
    {
        for (std::size_t comment = 0; comment <= 0xffff && comment + endLength <= m_bytes.size(); ++comment) {
            const std::size_t at = m_bytes.size() - endLength - comment;
            ByteReader reader = from(at, "its end");
            if (reader.number<std::uint32_t>("its end") == endSignature) {
                reader.take(endLength - 6, "its end");
                if (reader.number<std::uint16_t>("its end") == comment) {
                    return at;
                }
            }
        }
        throw broken("it is not a zip archive, or ends early; fetch it again");
    }

    Directory findDirectory() const
    {
        constexpr const char* what = "the end of its directory";
        const std::size_t end = findEnd();
        ByteReader reader = from(end + 4, what);
        const auto disk = reader.number<std::uint16_t>(what);
        reader.take(4, what);
        std::uint64_t entries = reader.number<std::uint16_t>(what);
        std::uint64_t size = reader.number<std::uint32_t>(what);
        std::uint64_t offset = reader.number<std::uint32_t>(what);
        if (end >= largeLocatorLength) {
            ByteReader locator = from(end - largeLocatorLength, what);
            if (locator.number<std::uint32_t>(what) == largeLocatorSignature) {
                locator.take(4, what);
                ByteReader large = from(locator.number<std::uint64_t>(what), what);
                if (large.number<std::uint32_t>(what) != largeEndSignature) {
                    throw broken("its zip64 directory is not where it is said to be");
                }
                large.take(28, what);
                entries = large.number<std::uint64_t>(what);
                size = large.number<std::uint64_t>(what);
                offset = large.number<std::uint64_t>(what);
            }
        }
        if (disk != 0 && disk != 0xffff) {
            throw Error(m_source + " is one of several parts of a zip archive, which is not supported");
        }
        if (offset > end || size > end - offset) {
            throw broken("its directory lies outside the file, which ends early or is damaged; fetch it again");
        }
        return {m_bytes.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size)), entries};
    }

    ZipEntry readEntry(ByteReader& reader) const
    {
        constexpr const char* what = "its directory";
        if (reader.number<std::uint32_t>(what) != entrySignature) {
            throw broken("its directory has something else where an entry should be");
        }
        reader.take(4, what); // versions
        const auto flags = reader.number<std::uint16_t>(what);
        const auto method = reader.number<std::uint16_t>(what);
        reader.take(8, what); // time, checksum
        std::uint64_t stored = reader.number<std::uint32_t>(what);
        std::uint64_t size = reader.number<std::uint32_t>(what);
        const auto nameLength = reader.number<std::uint16_t>(what);
        const auto extraLength = reader.number<std::uint16_t>(what);
        const auto commentLength = reader.number<std::uint16_t>(what);
        reader.take(8, what); // disk, attributes
        std::uint64_t offset = reader.number<std::uint32_t>(what);
        const std::string_view name = reader.text(nameLength, what);
        ByteReader extra(reader.take(extraLength, what), m_source);
        reader.take(commentLength, what);
        readLargeSizes(extra, size, stored, offset);

        return {name, content(name, offset, stored), (flags & 1) == 0 && method == 0 && stored == size};
    }

    static void readLargeSizes(ByteReader& extra, std::uint64_t& size, std::uint64_t& stored, std::uint64_t& offset)
    {
        constexpr const char* what = "an extra field of its directory";
        while (extra.left() >= 4) {
            const auto id = extra.number<std::uint16_t>(what);
            const auto length = extra.number<std::uint16_t>(what);
            if (id != 1) {
                extra.take(length, what);
                continue;
            }
            for (std::uint64_t* value : {&size, &stored, &offset}) {
                if (*value == elsewhere) {
                    *value = extra.number<std::uint64_t>(what);
                }
            }
            return;
        }
    }

    std::span<const std::byte> content(std::string_view name, std::uint64_t offset, std::uint64_t size) const
    {
        const std::string entry = "entry " + std::string(name);
        ByteReader local = from(offset, entry.c_str());
        if (local.number<std::uint32_t>(entry.c_str()) != localSignature) {
            throw broken(entry + " is not where the directory says");
        }
        local.take(22, entry.c_str());
        const auto nameLength = local.number<std::uint16_t>(entry.c_str());
        const auto extraLength = local.number<std::uint16_t>(entry.c_str());
        if (local.text(nameLength, entry.c_str()) != name) {
            throw broken(entry + " has a different name from the one in the directory");
        }
        local.take(extraLength, entry.c_str());
        return local.take(size, entry.c_str());
    }

    std::span<const std::byte> m_bytes;
    const std::string& m_source;
};

} // namespace

std::vector<ZipEntry> readZipDirectory(std::span<const std::byte> archive, const std::string& source)
{
    return Archive(archive, source).entries();
}

} // namespace dpl::weights
