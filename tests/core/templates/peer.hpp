#pragma once

#include "base/files.hpp"
#include "base/json.hpp"
#include "templates/template.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace dpl::templates::test {

/// The interpreter that the environment names for comparing with the Python world; empty if there is none.
inline std::string python()
{
    const char* name = std::getenv("DPL_PYTHON");
    return name != nullptr ? name : "";
}

/// What a script writes, a JSON value a line.
inline std::vector<Json> linesOfScript(const std::string& script, const std::string& arguments)
{
    const auto output = std::filesystem::temp_directory_path() / ("dpl-peer-" + std::to_string(::getpid()) + ".jsonl");
    const std::string command = "'" + python() + "' '" + script + "' " + arguments + " > '" + output.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::istringstream lines(readFile(output));
    std::filesystem::remove(output);
    std::vector<Json> values;
    for (std::string line; std::getline(lines, line);) {
        values.push_back(Json::parse(line));
    }
    return values;
}

/// The moment that the scripts give strftime_now: Friday, 26 July 2024, 09:05.
inline LocalTime fixedNow()
{
    LocalTime moment;
    moment.time.tm_year = 124;
    moment.time.tm_mon = 6;
    moment.time.tm_mday = 26;
    moment.time.tm_hour = 9;
    moment.time.tm_min = 5;
    moment.time.tm_wday = 5;
    moment.time.tm_yday = 207;
    return moment;
}

inline RenderOptions atFixedNow()
{
    RenderOptions options;
    options.now = fixedNow;
    return options;
}

} // namespace dpl::templates::test
