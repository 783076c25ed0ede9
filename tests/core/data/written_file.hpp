#pragma once

#include "base/files.hpp"
#include "error_message.hpp"
#include "gzip_file.hpp"
#include "temporary_folder.hpp"
#include "zstd_file.hpp"

#include <gtest/gtest.h>

namespace dpl::data {

using test::errorOf;
using test::gzipped;
using test::says;
using test::zstdCompressed;

/// A test on one file, of whatever content.
class WrittenFile : public testing::Test {
protected:
    explicit WrittenFile(const std::string& name) : file(temporary / name) { }

    std::filesystem::path write(const std::string& content) const
    {
        writeFileAtomically(file, content);
        return file;
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path file;
};

} // namespace dpl::data
