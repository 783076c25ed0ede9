#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dpl::data {

/// What the rows of a file are told by.
enum class RowNumbers {
    lines, ///< JSON lines: the line, "file:12"
    rows, ///< other formats: their order, from 1, "file, row 12"
};

/// "file:12" or "file, row 12"
std::string placeOf(const std::string& file, RowNumbers numbers, std::int64_t number);

/// The rows of a file, one after another: an object each, its members in the order of the file.
class RowReader {
public:
    virtual ~RowReader() = default;

    /// The next row; false at the end. Throws RowError for a row that cannot be used (the call after that goes on with
    /// the next one), Error if the file cannot be read on.
    bool next(Json& row) { return nextFrom(0, row); }

    /// The next row whose number is at least `number`; those before it are passed over, whatever they hold.
    virtual bool nextFrom(std::int64_t number, Json& row) = 0;

    /// Of the row read last, from 1: by it nextFrom finds the row again.
    virtual std::int64_t number() const = 0;
    virtual RowNumbers numbers() const = 0;

    /// Where the row read last is.
    virtual std::string where() const = 0;

    /// What of the file is in no row: "file: the column image holds binary data and is left out".
    virtual std::vector<std::string> leftOut() const { return {}; }
};

/// Opens a file of rows: JSON lines or one JSON list, plain or compressed by gzip or Zstandard; Parquet; Arrow (files
/// and streams). Recognised by its content, not by its name. Throws Error naming the file if it cannot be read.
std::unique_ptr<RowReader> openRows(const std::filesystem::path& file);

/// How many rows a file has, of which none is parsed. Throws Error naming the file if it cannot be read.
std::int64_t countRows(const std::filesystem::path& file);

} // namespace dpl::data
