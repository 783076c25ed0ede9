#pragma once

#include "base/files.hpp"
#include "base/observer.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace dpl::runs {

/// Metrics as TensorBoard reads them: a file of TFRecords (length, masked CRC-32C of it, data, masked CRC-32C of that),
/// each an Event message with a scalar summary tagged "series/name".
class EventFile {
public:
    /// Makes a new file in the folder; TensorBoard puts the files of one folder together, and is told that steps which
    /// an interrupted run had already told are replaced. Throws Error if it cannot.
    explicit EventFile(const std::filesystem::path& folder);

    void append(const Metrics& metrics);

private:
    void write(const std::string& event);

    std::optional<GrowingFile> m_file;
    bool m_goesOn = false; ///< there are files of an earlier part of the run
};

} // namespace dpl::runs
