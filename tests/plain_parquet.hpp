#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::test {

/// Writes Parquet files of any size piece by piece: columns of texts without nulls, uncompressed, a page or more for
/// each column of a row group. By the format's specification (Thrift's compact protocol).
class PlainParquet {
public:
    PlainParquet(const std::filesystem::path& file, std::vector<std::string> columns)
        : m_out(file, std::ios::binary | std::ios::trunc), m_columns(std::move(columns))
    {
        write("PAR1");
    }

    /// A row group: for each column its pages, for each page the texts in it.
    void addRowGroup(const std::vector<std::vector<std::vector<std::string>>>& columns)
    {
        RowGroup group;
        for (const auto& pages : columns) {
            Chunk chunk{m_written, 0, 0};
            for (const std::vector<std::string>& texts : pages) {
                std::string data;
                for (const std::string& text : texts) {
                    const auto size = static_cast<std::uint32_t>(text.size());
                    data.append({static_cast<char>(size), static_cast<char>(size >> 8), static_cast<char>(size >> 16),
                        static_cast<char>(size >> 24)});
                    data += text;
                }
                Struct levels;
                levels.integer(1, static_cast<std::int64_t>(texts.size())).integer(2, 0).integer(3, 3).integer(4, 3);
                Struct header;
                header.integer(1, 0).integer(2, size(data)).integer(3, size(data)).structure(5, levels);
                write(header.end());
                write(data);
                chunk.values += static_cast<std::int64_t>(texts.size());
            }
            chunk.bytes = m_written - chunk.offset;
            group.chunks.push_back(chunk);
        }
        m_groups.push_back(group);
    }

    void finish()
    {
        std::vector<std::string> schema{
            Struct().text(4, "schema").integer(5, static_cast<std::int64_t>(m_columns.size())).end()};
        for (const std::string& name : m_columns) {
            schema.push_back(Struct().integer(1, 6).integer(3, 0).text(4, name).integer(6, 0).end());
        }
        std::int64_t rows = 0;
        std::vector<std::string> groups;
        for (const RowGroup& group : m_groups) {
            std::int64_t bytes = 0;
            std::vector<std::string> chunks;
            for (std::size_t i = 0; i < group.chunks.size(); ++i) {
                const Chunk& chunk = group.chunks[i];
                Struct data;
                data.integer(1, 6)
                    .list(2, 5, {varint(zigzag(0))})
                    .list(3, 8, {varint(m_columns[i].size()) + m_columns[i]});
                data.integer(4, 0).longInteger(5, chunk.values).longInteger(6, chunk.bytes);
                data.longInteger(7, chunk.bytes).longInteger(9, chunk.offset);
                chunks.push_back(Struct().longInteger(2, chunk.offset).structure(3, data).end());
                bytes += chunk.bytes;
            }
            const std::int64_t count = group.chunks.front().values;
            groups.push_back(Struct().list(1, 12, chunks).longInteger(2, bytes).longInteger(3, count).end());
            rows += count;
        }
        const std::string footer =
            Struct().integer(1, 1).list(2, 12, schema).longInteger(3, rows).list(4, 12, groups).end();
        const auto length = static_cast<std::uint32_t>(footer.size());
        write(footer);
        write(std::string({static_cast<char>(length), static_cast<char>(length >> 8), static_cast<char>(length >> 16),
            static_cast<char>(length >> 24)}));
        write("PAR1");
        m_out.close();
    }

    std::int64_t bytes() const { return m_written; }

private:
    struct Chunk {
        std::int64_t offset;
        std::int64_t bytes;
        std::int64_t values;
    };
    struct RowGroup {
        std::vector<Chunk> chunks;
    };

    static std::int64_t size(const std::string& text) { return static_cast<std::int64_t>(text.size()); }

    static std::uint64_t zigzag(std::int64_t value)
    {
        return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    }

    static std::string varint(std::uint64_t value)
    {
        std::string bytes;
        for (; value >= 0x80; value >>= 7) {
            bytes += static_cast<char>(value | 0x80);
        }
        return bytes + static_cast<char>(value);
    }

    /// A Thrift structure in its compact form; fields come in ascending order.
    class Struct {
    public:
        Struct& integer(int id, std::int64_t value) { return field(id, 5, varint(zigzag(value))); }
        Struct& longInteger(int id, std::int64_t value) { return field(id, 6, varint(zigzag(value))); }
        Struct& text(int id, std::string_view value) { return field(id, 8, varint(value.size()) + std::string(value)); }
        Struct& structure(int id, Struct value) { return field(id, 12, value.end()); }
        Struct& list(int id, int type, const std::vector<std::string>& values)
        {
            std::string content = values.size() < 15 ? std::string(1, static_cast<char>(values.size() << 4 | type))
                                                     : static_cast<char>(0xf0 | type) + varint(values.size());
            for (const std::string& value : values) {
                content += value;
            }
            return field(id, 9, content);
        }
        std::string end() { return m_content + '\0'; }

    private:
        Struct& field(int id, int type, const std::string& content)
        {
            m_content += static_cast<char>((id - m_last) << 4 | type);
            m_content += content;
            m_last = id;
            return *this;
        }

        std::string m_content;
        int m_last = 0;
    };

    void write(std::string_view bytes)
    {
        m_out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        m_written += static_cast<std::int64_t>(bytes.size());
    }

    std::ofstream m_out;
    std::vector<std::string> m_columns;
    std::vector<RowGroup> m_groups;
    std::int64_t m_written = 0;
};

} // namespace dpl::test
