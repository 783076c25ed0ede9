#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dpl::data {

/// The name of a file of rows: "train-00000-of-00002-0123456789abcdef.jsonl.gz".
struct RowFileName {
    std::string stem; ///< "train"
    std::string ending; ///< ".jsonl.gz"
    int shard = 0; ///< which of the files that the rows are spread over
    int shards = 0; ///< 0: they are not
};

/// Nothing for a name that ends like no format that is read: .jsonl, .json, .parquet, .arrow, each perhaps with .gz or
/// .zst behind it.
std::optional<RowFileName> rowFileName(std::string_view name);

/// A name without such an ending; as it is where it has none.
std::string withoutRowEnding(const std::string& name);

} // namespace dpl::data
