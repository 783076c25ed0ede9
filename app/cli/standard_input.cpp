#include "standard_input.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <fstream>
#include <iostream>
#include <string>

#include <stdlib.h>

namespace dpl::cli {

namespace fs = std::filesystem;

StandardInput::StandardInput()
{
    std::string name = (fs::temp_directory_path() / "dpl-input-XXXXXX").string();
    if (!::mkdtemp(name.data())) {
        throw FileError("cannot make the folder " + name + " for what comes from standard input", errno);
    }
    m_folder = name;
    m_file = m_folder / "standard-input"; // as errors tell where a row is
    std::ofstream file(m_file, std::ios::binary);
    std::string buffer(std::size_t{1} << 16, '\0');
    while (std::cin.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), std::cin.gcount() > 0) {
        file.write(buffer.data(), std::cin.gcount());
    }
    file.close();
    if (!file) {
        throw Error("cannot write what comes from standard input to " + m_file.string());
    }
}

StandardInput::~StandardInput()
{
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

} // namespace dpl::cli
