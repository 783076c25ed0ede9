#include "data/arrow/checked_batches.hpp"
#include "data/arrow/table_files.hpp"

#include <arrow/c/bridge.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <algorithm>

namespace dpl::data {

namespace {

constexpr std::int64_t batchBytes = std::int64_t{1} << 20;
constexpr std::int64_t batchRows = 1024;
constexpr std::int64_t largeRowGroup = std::int64_t{32} << 20;
constexpr std::int64_t streamBuffer = std::int64_t{1} << 18;

bool isBinary(const arrow::DataType& type)
{
    switch (type.id()) {
    case arrow::Type::BINARY:
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW:
    case arrow::Type::FIXED_SIZE_BINARY: return true;
    default: return false;
    }
}

class ParquetFile final : public TableFile {
public:
    explicit ParquetFile(const std::string& file)
        : m_file(valueOf(arrow::io::ReadableFile::Open(file, tablePool()))),
          m_metadata(parquet::ParquetFileReader::Open(m_file, readerProperties())->metadata())
    {
        parquet::arrow::SchemaManifest manifest;
        check(parquet::arrow::SchemaManifest::Make(m_metadata->schema(), m_metadata->key_value_metadata(),
            parquet::default_arrow_reader_properties(), &manifest));
        for (const parquet::arrow::SchemaField& field : manifest.schema_fields) {
            choose(field, field.field->name());
        }
        for (int group = 0; group < m_metadata->num_row_groups(); ++group) {
            const auto rowGroup = m_metadata->RowGroup(group);
            const std::int64_t rows = std::max<std::int64_t>(rowGroup->num_rows(), 1);
            const std::int64_t perRow = std::max<std::int64_t>(rowGroup->total_byte_size() / rows, 1);
            m_batchRows = std::clamp<std::int64_t>(batchBytes / perRow, 1, m_batchRows);
            std::int64_t bytes = 0;
            for (int column = 0; column < rowGroup->num_columns(); ++column) {
                bytes += rowGroup->ColumnChunk(column)->total_compressed_size();
            }
            m_hasLargeGroups = m_hasLargeGroups || bytes > largeRowGroup;
        }
    }

    std::int64_t rows() override { return m_metadata->num_rows(); }

    std::int64_t read(std::int64_t row, ArrowArrayStream& batches) override
    {
        return translating([&] {
            std::int64_t firstRow = 0;
            std::vector<int> groups;
            for (int group = 0; group < m_metadata->num_row_groups(); ++group) {
                const std::int64_t rows = m_metadata->RowGroup(group)->num_rows();
                if (!groups.empty() || firstRow + rows > row || group + 1 == m_metadata->num_row_groups()) {
                    groups.push_back(group);
                } else {
                    firstRow += rows;
                }
            }
            const std::shared_ptr<parquet::arrow::FileReader> reader = newReader();
            check(arrow::ExportRecordBatchReader(
                checkedBatches(valueOf(reader->GetRecordBatchReader(groups, m_columns)), reader), &batches));
            return firstRow;
        });
    }

    std::vector<std::string> unread() const override { return m_unread; }

private:
    /// Whether a field's leaves are read: not those of binary data.
    void choose(const parquet::arrow::SchemaField& field, const std::string& path)
    {
        if (field.is_leaf()) {
            if (isBinary(*field.field->type())) {
                m_unread.push_back(path + " holds binary data");
            } else {
                m_columns.push_back(field.column_index);
            }
        }
        const bool hasMembers = field.field->type()->id() == arrow::Type::STRUCT;
        for (const parquet::arrow::SchemaField& child : field.children) {
            choose(child, hasMembers ? path + "." + child.field->name() : path);
        }
    }

    parquet::ReaderProperties readerProperties() const
    {
        parquet::ReaderProperties properties(tablePool());
        properties.set_page_checksum_verification(true);
        if (m_hasLargeGroups) {
            properties.enable_buffered_stream();
            properties.set_buffer_size(streamBuffer);
        }
        return properties;
    }

    std::shared_ptr<parquet::arrow::FileReader> newReader() const
    {
        parquet::ArrowReaderProperties properties(false);
        properties.set_batch_size(m_batchRows);
        properties.set_pre_buffer(false); // which would read whole columns ahead
        parquet::arrow::FileReaderBuilder builder;
        check(builder.Open(m_file, readerProperties(), m_metadata));
        return valueOf(builder.memory_pool(tablePool())->properties(properties)->Build());
    }

    bool m_hasLargeGroups = false;
    std::shared_ptr<arrow::io::ReadableFile> m_file;
    std::shared_ptr<parquet::FileMetaData> m_metadata;
    std::vector<int> m_columns; ///< leaves that are read
    std::vector<std::string> m_unread;
    std::int64_t m_batchRows = batchRows;
};

} // namespace

std::unique_ptr<TableFile> openParquet(const std::string& file)
{
    return std::make_unique<ParquetFile>(file);
}

} // namespace dpl::data
