#pragma once

#include "places/job_exit.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace dpl::places {

/// What a machine says of one of its processes and of the job's folder.
struct ProcessReport {
    std::int64_t pid = 0;
    bool isAlive = false; ///< it runs, and is not one whose end only has to be noted
    std::int64_t started = 0; ///< clock ticks after the machine started; 0: not told
    bool hasFolder = false;
    std::optional<std::int64_t> written{}; ///< when run.json was written last, seconds since 1970
    std::optional<JobExit> exit{}; ///< how a job in the folder ended
};

/// The answer to the questions below.
struct HostReport {
    std::string host; ///< the machine's own name
    std::string boot; ///< as ProcessIdentity has it
    std::int64_t now = 0; ///< by its clock, seconds since 1970
    std::map<int, ProcessReport> processes; ///< by the numbers that they were asked for under
};

/// Lines of sh. `pid` is a number, or a variable's name with its "$".
std::string hostQuestion();
std::string processQuestion(int number, const std::string& pid);
std::string folderQuestion(int number, const std::string& folder);

/// Throws Error if it does not say which machine it is.
HostReport parsedReport(const std::string& printed);

} // namespace dpl::places
