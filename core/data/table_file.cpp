#include "data/table_file.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include <dlfcn.h>

namespace dpl::data {

namespace {

using namespace std::string_view_literals;

constexpr const char* libraryName = "libdpl_arrow.so";

using Open = TableFile*(const char*, TableFormat);

/// How the library came to be loaded, or why not.
struct Library {
    Open* open = nullptr;
    std::string problem;
};

/// Loaded once, and for good: its pools and threads are not made to go away.
const Library& library()
{
    static const Library loaded = [] {
        Library found;
        void* const handle = ::dlopen(libraryName, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        void* const symbol = handle != nullptr ? ::dlsym(handle, "dplOpenTable") : nullptr;
        found.open = reinterpret_cast<Open*>(symbol);
        if (symbol == nullptr) {
            const char* const reason = ::dlerror();
            found.problem = reason != nullptr ? reason : "the system does not say why";
        }
        return found;
    }();
    return loaded;
}

} // namespace

std::optional<TableFormat> tableFormat(std::string_view start)
{
    if (start.starts_with("PAR1"sv) || start.starts_with("PARE"sv)) { // the latter has an encrypted footer
        return TableFormat::parquet;
    }
    if (start.starts_with("ARROW1"sv)) {
        return TableFormat::arrowFile;
    }
    // A message's mark, the length of its metadata, and in it the offset of a table: no text begins so.
    if (start.size() >= 12 && start.starts_with("\xff\xff\xff\xff"sv) && start[7] == '\0' && start[11] == '\0') {
        return TableFormat::arrowStream;
    }
    return std::nullopt;
}

std::optional<TableFormat> tableFormat(const std::filesystem::path& file)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return std::nullopt;
    }
    std::array<char, 16> start{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(start.data(), start.size());
    return tableFormat(std::string_view(start.data(), static_cast<std::size_t>(stream.gcount())));
}

std::unique_ptr<TableFile> openTable(const std::filesystem::path& file, TableFormat format)
{
    if (library().open == nullptr) {
        throw Error(file.string() + (format == TableFormat::parquet ? " is a Parquet file" : " is an Arrow file")
            + ", and Apache Arrow, which reads it, is not there (" + library().problem
            + "): run packaging/setup and build the program again, or save the file as JSON lines, for example with "
              "pandas: to_json(orient=\"records\", lines=True)");
    }
    try {
        return std::unique_ptr<TableFile>(library().open(file.c_str(), format));
    } catch (const std::runtime_error& error) {
        throw Error("cannot read " + file.string() + ": " + error.what());
    }
}

bool readsTables()
{
    return library().open != nullptr;
}

} // namespace dpl::data
