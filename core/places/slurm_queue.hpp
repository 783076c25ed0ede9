#pragma once

#include <string>
#include <vector>

namespace dpl::places {

/// A job or an array's element, as squeue lists it.
struct QueueEntry {
    std::string id; ///< "4711", of an element "4711_3"
    std::string job; ///< of an element, its array's: "4711"
    std::string state; ///< "PENDING"
    std::string timeLeft; ///< "1-03:00:00"; empty where there is no limit, or it does not run
    std::string nodes; ///< "node[3-4]"; empty where it does not run
    std::string reason; ///< as Slurm says it: "Resources"
};

/// The script that lists all jobs of the user, those that have ended of late, too: the columns that squeue has had
/// since long before its JSON.
std::string queueScript();

/// What it writes. Throws Error with the line that is none of squeue's.
std::vector<QueueEntry> parseQueue(const std::string& text);

/// The number that sbatch --parsable writes in its last line, without the name of a cluster behind it. Throws Error if
/// it writes something else.
std::string parseSubmitted(const std::string& text);

/// What a command of Slurm's says of a failure, in one line: of several, the last; without the command's name.
std::string slurmErrorText(const std::string& errors);

} // namespace dpl::places
