#pragma once

#include "base/files.hpp"
#include "base/json.hpp"
#include "gzip_file.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dpl::data {

/// Datasets of a few rows, in a folder of the test's own.
class SmallDataset : public testing::Test {
protected:
    /// Rows "{name}0", "{name}1", ... with more columns, which `extra` has as "\"column\": value".
    static std::string rows(const std::string& name, int count, const std::string& extra = "")
    {
        std::string text;
        for (int i = 0; i < count; ++i) {
            text += R"({"chosen": ")" + name + std::to_string(i) + R"(", "rejected": "worse")"
                + (extra.empty() ? "" : ", " + extra) + "}\n";
        }
        return text;
    }

    std::filesystem::path write(const std::string& file, const std::string& content) const
    {
        const std::filesystem::path path = temporary / file;
        writeFileAtomically(path, file.ends_with(".gz") ? test::gzipped(content) : content);
        return path;
    }

    const test::TemporaryFolder temporary;
};

} // namespace dpl::data
