#pragma once

#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace dpl::data {

/// The one place that memory comes from. Not Arrow's default, which sets gigabytes of addresses aside.
arrow::MemoryPool* tablePool();

/// What Arrow says, as the exception that TableFile throws.
void check(const arrow::Status& status);

template <typename Value> Value valueOf(arrow::Result<Value> result)
{
    check(result.status());
    return std::move(result).ValueUnsafe();
}

/// The same of Parquet's library, which throws.
template <typename Call> auto translating(const Call& call)
{
    try {
        return call();
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        throw std::runtime_error(error.what());
    }
}

/// Another reader's batches, each of which Arrow's Validate() has looked at. Keeps `owner` as long as it lives.
std::shared_ptr<arrow::RecordBatchReader> checkedBatches(
    std::shared_ptr<arrow::RecordBatchReader> batches, std::shared_ptr<void> owner);

} // namespace dpl::data
