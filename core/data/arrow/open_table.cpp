#include "data/arrow/checked_batches.hpp"
#include "data/arrow/table_files.hpp"

/// What the library exports: data::openTable finds it by this name.
extern "C" __attribute__((visibility("default"))) dpl::data::TableFile* dplOpenTable(
    const char* file, dpl::data::TableFormat format)
{
    using namespace dpl::data;
    return translating([&] {
        switch (format) {
        case TableFormat::parquet: return openParquet(file);
        case TableFormat::arrowFile: return openArrowFile(file);
        case TableFormat::arrowStream: break;
        }
        return openArrowStream(file);
    }).release();
}
