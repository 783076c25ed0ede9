#include "data/row_reader.hpp"

#include "data/byte_stream.hpp"
#include "data/json_array.hpp"
#include "data/json_rows.hpp"
#include "data/table_rows.hpp"

#include <algorithm>

namespace dpl::data {

namespace {

/// Lines with anything but blanks on them.
std::int64_t countLines(ByteStream& stream)
{
    std::vector<char> buffer(std::size_t{1} << 18);
    std::int64_t rows = 0;
    bool blank = true;
    while (const std::size_t count = stream.read(buffer.data(), buffer.size())) {
        const char* at = buffer.data();
        const char* const end = at + count;
        while (at != end) {
            if (blank) {
                while (at != end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
                    ++at;
                }
                if (at == end) {
                    break;
                }
                blank = false;
                ++rows;
            }
            at = std::find(at, end, '\n');
            blank = at != end;
        }
    }
    return rows;
}

} // namespace

std::string placeOf(const std::string& file, RowNumbers numbers, std::int64_t number)
{
    return file + (numbers == RowNumbers::lines ? ":" : ", row ") + std::to_string(number);
}

std::unique_ptr<RowReader> openRows(const std::filesystem::path& file)
{
    if (const auto format = tableFormat(file)) {
        return std::make_unique<TableRows>(file, *format);
    }
    ByteStream stream(file);
    if (stream.firstCharacter() == '[') {
        return std::make_unique<JsonArrayReader>(file, std::move(stream));
    }
    return std::make_unique<JsonRowReader>(file, std::move(stream));
}

std::int64_t countRows(const std::filesystem::path& file)
{
    if (const auto format = tableFormat(file)) {
        return countTableRows(file, *format);
    }
    ByteStream stream(file);
    if (stream.firstCharacter() != '[') {
        return countLines(stream);
    }
    JsonArrayReader reader(file, std::move(stream));
    std::int64_t rows = 0;
    while (reader.pass()) {
        ++rows;
    }
    return rows;
}

} // namespace dpl::data
