#pragma once

#include "base/files.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace dpl::weights::test {

/// The interpreter that the environment names for comparing with the Python world; empty if there is none.
inline std::string python()
{
    const char* name = std::getenv("DPL_PYTHON");
    return name != nullptr ? name : "";
}

inline bool pythonHas(const std::string& module)
{
    return !python().empty() && std::system(("'" + python() + "' -c 'import " + module + "' 2>/dev/null").c_str()) == 0;
}

/// Runs a script in a folder; a failure is one of the test, with what the script said.
inline void runPython(const std::string& script, const std::filesystem::path& folder)
{
    writeFileAtomically(folder / "script.py", script);
    const std::string command = "cd '" + folder.string() + "' && '" + python() + "' script.py > said.txt 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << readFile(folder / "said.txt");
}

} // namespace dpl::weights::test
