// Parquet and Arrow files: whatever is in one, it gives rows or an Error. Arrow has fuzz targets of its own; here it is
// what this program makes of the columns that it gives.

#include "base/error.hpp"
#include "built_with_arrow.hpp"
#include "data/row_error.hpp"
#include "data/row_reader.hpp"
#include "data/table_file.hpp"
#include "finding.hpp"
#include "input_file.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace {

using namespace dpl;

void readAll(const std::filesystem::path& file)
{
    constexpr std::int64_t most = 100000; // rows of nothing cost a file nothing
    const std::unique_ptr<data::RowReader> reader = data::openRows(file);
    reader->leftOut();
    for (std::int64_t before = 0; before < most; before = reader->number()) {
        try {
            Json row;
            if (!reader->next(row)) {
                return;
            }
            test::require(row.is_object(), "a row is no object");
            test::require(Json::parse(row.dump()) == row, "a row does not survive being written and read");
        } catch (const data::RowError&) {
            test::require(reader->number() > before, "the same row again");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const test::InputFile input("input");
    const std::filesystem::path& file = input.write(data, size);
    test::require(data::readsTables() || !test::builtWithArrow(), "the library that reads tables is not loaded");
    if (!data::tableFormat(file) || !data::readsTables()) {
        return 0;
    }
    try {
        readAll(file);
    } catch (const Error&) {
        // Said in a sentence: what readers are to do.
    }
    return 0;
}
