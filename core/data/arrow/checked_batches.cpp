#include "data/arrow/checked_batches.hpp"

#include <arrow/memory_pool.h>

namespace dpl::data {

namespace {

class CheckedBatches final : public arrow::RecordBatchReader {
public:
    CheckedBatches(std::shared_ptr<arrow::RecordBatchReader> batches, std::shared_ptr<void> owner)
        : m_owner(std::move(owner)), m_batches(std::move(batches))
    {
    }

    std::shared_ptr<arrow::Schema> schema() const override { return m_batches->schema(); }

    arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override
    {
        try {
            ARROW_RETURN_NOT_OK(m_batches->ReadNext(batch));
            return *batch ? (*batch)->Validate() : arrow::Status::OK();
        } catch (const std::bad_alloc&) {
            return arrow::Status::OutOfMemory("there is not enough memory for a batch of its rows");
        } catch (const std::exception& error) {
            return arrow::Status::IOError(error.what());
        }
    }

private:
    std::shared_ptr<void> m_owner; // outlives its batches
    std::shared_ptr<arrow::RecordBatchReader> m_batches;
};

} // namespace

arrow::MemoryPool* tablePool()
{
    return arrow::system_memory_pool();
}

void check(const arrow::Status& status)
{
    if (!status.ok()) {
        throw std::runtime_error(status.message());
    }
}

std::shared_ptr<arrow::RecordBatchReader> checkedBatches(
    std::shared_ptr<arrow::RecordBatchReader> batches, std::shared_ptr<void> owner)
{
    return std::make_shared<CheckedBatches>(std::move(batches), std::move(owner));
}

} // namespace dpl::data
