#include "data/arrow/checked_batches.hpp"
#include "data/arrow/table_files.hpp"

#include <arrow/c/bridge.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/reader.h>

namespace dpl::data {

namespace {

arrow::ipc::IpcReadOptions readOptions()
{
    arrow::ipc::IpcReadOptions options = arrow::ipc::IpcReadOptions::Defaults();
    options.memory_pool = tablePool();
    options.use_threads = false;
    return options;
}

std::shared_ptr<arrow::io::ReadableFile> openedFile(const std::string& file)
{
    return valueOf(arrow::io::ReadableFile::Open(file, tablePool()));
}

/// The batches of an IPC file in their order.
class FileBatches final : public arrow::RecordBatchReader {
public:
    explicit FileBatches(std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader) : m_reader(std::move(reader)) { }

    std::shared_ptr<arrow::Schema> schema() const override { return m_reader->schema(); }

    arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override
    {
        if (m_next == m_reader->num_record_batches()) {
            batch->reset();
            return arrow::Status::OK();
        }
        return m_reader->ReadRecordBatch(m_next++).Value(batch);
    }

private:
    std::shared_ptr<arrow::ipc::RecordBatchFileReader> m_reader;
    int m_next = 0;
};

class ArrowIpcFile final : public TableFile {
public:
    explicit ArrowIpcFile(const std::string& file) : m_file(openedFile(file)) { reader(); }

    std::int64_t rows() override
    {
        return translating([&] { return valueOf(reader()->CountRows()); });
    }

    std::int64_t read(std::int64_t /*row*/, ArrowArrayStream& batches) override
    {
        translating([&] {
            check(arrow::ExportRecordBatchReader(
                checkedBatches(std::make_shared<FileBatches>(reader()), m_file), &batches));
        });
        return 0;
    }

    std::vector<std::string> unread() const override { return {}; }

private:
    std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader() const
    {
        return valueOf(arrow::ipc::RecordBatchFileReader::Open(m_file, readOptions()));
    }

    std::shared_ptr<arrow::io::ReadableFile> m_file;
};

class ArrowIpcStream final : public TableFile {
public:
    explicit ArrowIpcStream(std::string file) : m_file(std::move(file)) { reader(); }

    std::int64_t rows() override
    {
        return translating([&] {
            const auto batches = reader();
            std::int64_t rows = 0;
            for (std::shared_ptr<arrow::RecordBatch> batch;;) {
                check(batches->ReadNext(&batch));
                if (!batch) {
                    return rows;
                }
                rows += batch->num_rows();
            }
        });
    }

    std::int64_t read(std::int64_t /*row*/, ArrowArrayStream& batches) override
    {
        translating([&] { check(arrow::ExportRecordBatchReader(checkedBatches(reader(), nullptr), &batches)); });
        return 0;
    }

    std::vector<std::string> unread() const override { return {}; }

private:
    std::shared_ptr<arrow::RecordBatchReader> reader() const
    {
        return valueOf(arrow::ipc::RecordBatchStreamReader::Open(openedFile(m_file), readOptions()));
    }

    std::string m_file;
};

} // namespace

std::unique_ptr<TableFile> openArrowFile(const std::string& file)
{
    return std::make_unique<ArrowIpcFile>(file);
}

std::unique_ptr<TableFile> openArrowStream(const std::string& file)
{
    return std::make_unique<ArrowIpcStream>(file);
}

} // namespace dpl::data
