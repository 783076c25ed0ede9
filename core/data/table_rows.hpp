#pragma once

#include "data/arrow_type.hpp"
#include "data/row_reader.hpp"
#include "data/table_file.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::data {

/// The batches of a table, one at a time, as columns.
class TableBatches {
public:
    /// From the batch that has row `row` (from 0) on, or an earlier one. `name` is the file's in errors.
    TableBatches(TableFile& file, std::string name, std::int64_t row);
    ~TableBatches();
    TableBatches(const TableBatches&) = delete;
    TableBatches& operator=(const TableBatches&) = delete;

    /// Takes the next batch in the place of the one that was there; false at the end. Throws Error naming the file if
    /// it cannot be read on, or the batch is not what the file's schema says.
    bool next();

    std::int64_t firstRow() const { return m_firstRow; } ///< of the batch, from 0
    std::int64_t rows() const { return m_batch.length; }

    /// All columns, those that cannot be read among them.
    const std::vector<ArrowType>& columns() const { return m_type.children; }
    const ArrowType& type() const { return m_type; }
    const ArrowArray& batch() const { return m_batch; }

    /// The bytes of a text; nothing where it is null. Throws as textAt, and Error for a column that is not one of
    /// texts.
    std::optional<std::string_view> text(std::size_t column, std::int64_t row) const;

private:
    void check(int error);
    void dropBatch();

    std::string m_name;
    ArrowArrayStream m_stream{};
    ArrowType m_type;
    ArrowArray m_batch{};
    std::int64_t m_firstRow = 0;
    bool m_hasEnded = false;
};

/// Throws Error naming the file.
std::int64_t countTableRows(const std::filesystem::path& file, TableFormat format);

/// Reads a Parquet or Arrow file as rows.
class TableRows final : public RowReader {
public:
    TableRows(const std::filesystem::path& file, TableFormat format);

    /// Throws RowError for a row with a text that is not UTF-8 or a value that contradicts itself.
    bool nextFrom(std::int64_t number, Json& row) override;

    std::int64_t number() const override { return m_number; }
    RowNumbers numbers() const override { return RowNumbers::rows; }
    std::string where() const override { return placeOf(m_name, RowNumbers::rows, m_number); }
    std::vector<std::string> leftOut() const override;

private:
    std::string m_name;
    std::unique_ptr<TableFile> m_file;
    std::optional<TableBatches> m_batches; ///< from the first row that was wanted on
    std::int64_t m_number = 0;
};

} // namespace dpl::data
