#include "data/table_rows.hpp"

#include "base/error.hpp"
#include "data/arrow_values.hpp"
#include "data/row_error.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dpl::data {

namespace {

/// What `read` throws, with the file's name before it.
template <typename Read> auto naming(const std::string& name, const Read& read)
{
    try {
        return read();
    } catch (const std::runtime_error& error) {
        throw Error("cannot read " + name + ": " + error.what());
    }
}

} // namespace

TableBatches::TableBatches(TableFile& file, std::string name, std::int64_t row) : m_name(std::move(name))
{
    m_firstRow = naming(m_name, [&] { return file.read(row, m_stream); });
    try {
        naming(m_name, [&] {
            ArrowSchema schema{};
            check(m_stream.get_schema(&m_stream, &schema));
            const std::unique_ptr<ArrowSchema, void (*)(ArrowSchema*)> release(
                &schema, [](ArrowSchema* s) { s->release(s); });
            m_type = arrowType(schema);
            if (!m_type.hasMembers) {
                throw Error("it has no columns");
            }
        });
    } catch (...) {
        m_stream.release(&m_stream);
        throw;
    }
}

TableBatches::~TableBatches()
{
    dropBatch();
    m_stream.release(&m_stream);
}

bool TableBatches::next()
{
    while (!m_hasEnded) {
        m_firstRow += m_batch.length;
        dropBatch();
        m_hasEnded = true; // also where this fails
        ArrowArray batch{};
        naming(m_name, [&] { check(m_stream.get_next(&m_stream, &batch)); });
        if (batch.release == nullptr) {
            return false;
        }
        m_batch = batch;
        try {
            naming(m_name, [&] { requireShape(m_type, m_batch); });
        } catch (...) {
            dropBatch();
            throw;
        }
        m_hasEnded = false;
        if (m_batch.length > 0) {
            return true;
        }
    }
    return false;
}

std::optional<std::string_view> TableBatches::text(std::size_t column, std::int64_t row) const
{
    const ArrowType& type = m_type.children[column];
    const ArrowArray& array = *m_batch.children[column];
    const std::int64_t at = m_batch.offset + row;
    return isNull(type, array, at) ? std::nullopt : std::optional(textAt(type, array, at));
}

/// Throws the stream's reason for an error, if there is one.
void TableBatches::check(int error)
{
    if (error != 0) {
        const char* const reason = m_stream.get_last_error(&m_stream);
        throw Error(reason != nullptr && *reason != '\0' ? reason : std::strerror(error));
    }
}

void TableBatches::dropBatch()
{
    if (m_batch.release != nullptr) {
        m_batch.release(&m_batch);
    }
    m_batch = {};
}

std::int64_t countTableRows(const std::filesystem::path& file, TableFormat format)
{
    return naming(file.string(), [&, table = openTable(file, format)] { return table->rows(); });
}

TableRows::TableRows(const std::filesystem::path& file, TableFormat format)
    : m_name(file.string()), m_file(openTable(file, format))
{
}

bool TableRows::nextFrom(std::int64_t number, Json& row)
{
    const std::int64_t wanted = std::max(number, m_number + 1);
    if (!m_batches) {
        m_batches.emplace(*m_file, m_name, wanted - 1);
    }
    TableBatches& read = *m_batches;
    while (wanted > read.firstRow() + read.rows()) {
        if (!read.next()) {
            return false;
        }
    }
    const std::int64_t at = wanted - 1 - read.firstRow();
    if (at < 0) { // all were passed over before
        return false;
    }
    m_number = wanted;
    const auto& columns = read.columns();
    Json::object_t members;
    members.reserve(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!columns[i].isReadable()) {
            continue;
        }
        try {
            members.emplace_back(
                columns[i].name, jsonAt(columns[i], *read.batch().children[i], read.batch().offset + at));
        } catch (const Error& error) {
            throw RowError(where() + ": the column " + columns[i].name + ": " + error.what());
        }
    }
    row = std::move(members);
    return true;
}

std::vector<std::string> TableRows::leftOut() const
{
    std::vector<std::string> found = m_file->unread();
    listUnreadable(TableBatches(*m_file, m_name, 0).type(), "", found);
    for (std::string& what : found) {
        what = m_name + ": the column " + what + " and is left out";
    }
    return found;
}

} // namespace dpl::data
