#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::records {

/// Rows of an evaluation file that a number was made of, to be looked at one by one.
struct RowChoice {
    std::string what; ///< "47 jailbreaks of both · base"
    std::filesystem::path file;
    std::vector<std::size_t> rows; ///< of the file, from 0, as its reader counts them
    std::vector<std::filesystem::path> beside; ///< other evaluations of these rows that the number compares with
    std::optional<double> alpha; ///< of the quantile by which they were chosen

    friend bool operator==(const RowChoice&, const RowChoice&) = default;
};

} // namespace dpl::records
