#include "data/json_rows.hpp"

#include "base/json_scanner.hpp"
#include "data/row_error.hpp"

namespace dpl::data {

void SkippedRows::add(const std::string& reason)
{
    ++count;
    if (reasons.size() < mostListed) {
        reasons.push_back(reason);
    }
}

void SkippedRows::add(const SkippedRows& others)
{
    count += others.count;
    for (const std::string& reason : others.reasons) {
        if (reasons.size() < mostListed) {
            reasons.push_back(reason);
        }
    }
}

std::string SkippedRows::sentence() const
{
    if (count == 0) {
        return {};
    }
    return (count == 1 ? std::string("1 row cannot be used and is skipped: ")
                       : std::to_string(count) + " rows cannot be used and are skipped; the first: ")
        + reasons.front();
}

JsonRowReader::JsonRowReader(const std::filesystem::path& file, std::size_t longestLine)
    : m_lines(file, longestLine) { }

JsonRowReader::JsonRowReader(const std::filesystem::path& file, ByteStream stream, std::size_t longestLine)
    : m_lines(file, std::move(stream), longestLine)
{
}

bool JsonRowReader::nextFrom(std::int64_t line, Json& row)
{
    std::string_view text;
    do {
        if (!m_lines.next(text)) {
            return false;
        }
    } while (m_lines.line() < line || text.find_first_not_of(" \t") == std::string_view::npos);
    row = parsedRow(text, m_lines.file(), m_lines.line(), where());
    return true;
}

Json parsedRow(std::string_view text, const std::string& file, std::int64_t line, const std::string& where)
{
    try {
        // Says what is wrong and where, and bounds the depth before anything is built.
        JsonScanner scanner(text, file, line);
        std::string_view key;
        scanner.beginObject();
        while (scanner.nextMember(key)) {
            scanner.skip();
        }
        scanner.end();
        return Json::parse(text.begin(), text.end());
    } catch (const Json::out_of_range&) {
        throw RowError(where + ": a number in this row is too large for a double");
    } catch (const Json::parse_error&) {
        throw RowError(where + ": a string in this row has half of a surrogate pair (\\ud800 to \\udfff)");
    } catch (const RowError&) {
        throw;
    } catch (const Error& error) {
        throw RowError(error.what());
    }
}

const std::string& stringMember(const Json& row, const char* field, const std::string& where)
{
    const auto found = row.find(field);
    if (found == row.end()) {
        throw RowError(where + ": \"" + field + "\" is missing");
    }
    if (!found->is_string()) {
        throw RowError(where + ": " + field + ": expected a string, found " + std::string(found->type_name()));
    }
    return found->get_ref<const std::string&>();
}

} // namespace dpl::data
