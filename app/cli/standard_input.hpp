#pragma once

#include <filesystem>

namespace dpl::cli {

/// What comes from standard input, in a file, for readers that look at its beginning first. The file goes with it.
class StandardInput {
public:
    /// Reads to the end. Throws Error if a file cannot be written.
    StandardInput();
    ~StandardInput();
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;

    const std::filesystem::path& file() const { return m_file; }

private:
    std::filesystem::path m_folder;
    std::filesystem::path m_file;
};

} // namespace dpl::cli
