#pragma once

#include "data/arrow_c_data.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::data {

/// Formats that keep rows as columns.
enum class TableFormat { parquet, arrowFile, arrowStream };

/// By the bytes with which a file begins, of which the first 16 do.
std::optional<TableFormat> tableFormat(std::string_view start);

/// By the beginning of a regular file; nothing where it is none, or cannot be read: others say why.
std::optional<TableFormat> tableFormat(const std::filesystem::path& file);

/// A file that keeps rows as columns. Apache Arrow reads it, which is a library of its own (libdpl_arrow) that is
/// loaded with the first such file: without one, programs neither need it nor pay for it. Its functions throw
/// std::runtime_error, with the reason alone.
class TableFile {
public:
    virtual ~TableFile() = default;

    virtual std::int64_t rows() = 0;

    /// Begins to read, no later than at row `row` (from 0). The row at which the first batch begins; there may be
    /// several readings at once. A batch is a structure with a member for each column; it is of bounded size where the
    /// format allows that, and as Arrow's Validate() leaves it: see arrow_values.hpp.
    virtual std::int64_t read(std::int64_t row, ArrowArrayStream& batches) = 0;

    /// What is not read of the file, though it is there: "image.bytes holds binary data".
    virtual std::vector<std::string> unread() const = 0;
};

/// Throws Error naming the file if it cannot be read, or if the library is not there, with how to get it.
std::unique_ptr<TableFile> openTable(const std::filesystem::path& file, TableFormat format);

/// Whether Apache Arrow is there.
bool readsTables();

} // namespace dpl::data
