#pragma once

#include "temporary_folder.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace dpl::test {

/// A file that each input is written to, in a folder of this process's own, which goes when the process ends.
class InputFile {
public:
    explicit InputFile(const std::string& name) : m_path(m_folder / name) { }

    const std::filesystem::path& write(const std::uint8_t* data, std::size_t size) const
    {
        std::ofstream(m_path, std::ios::binary | std::ios::trunc)
            .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
        return m_path;
    }

    std::filesystem::path folder() const { return m_folder.path(); }

private:
    TemporaryFolder m_folder;
    std::filesystem::path m_path;
};

} // namespace dpl::test
