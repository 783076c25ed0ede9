#pragma once

#include "data/table_file.hpp"

#include <memory>
#include <string>

namespace dpl::data {

/// Row groups one after another, in batches of about 4 MiB, or a thousand rows; of large row groups no more is in
/// memory than a page of each column.
std::unique_ptr<TableFile> openParquet(const std::string& file);

/// Arrow's IPC format, as a file (with an index of its batches) or a stream: batches as they were written.
std::unique_ptr<TableFile> openArrowFile(const std::string& file);
std::unique_ptr<TableFile> openArrowStream(const std::string& file);

} // namespace dpl::data
