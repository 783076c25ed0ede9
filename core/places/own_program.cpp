#include "places/own_program.hpp"

#include <filesystem>

#include <unistd.h>

namespace dpl::places {

std::string ownProgram()
{
    std::error_code error;
    const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::filesystem::path beside = own.parent_path() / "dpl";
    return !error && ::access(beside.c_str(), X_OK) == 0 ? beside.string() : "dpl";
}

} // namespace dpl::places
