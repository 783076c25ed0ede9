#include "places/slurm_reasons.hpp"

#include <array>
#include <utility>

namespace dpl::places {

namespace {

// Of squeue's manual, "JOB REASON CODES".
constexpr std::array reasons{
    std::pair{"None", ""},
    std::pair{"NULL", ""},
    std::pair{"Priority", "other jobs are before it"},
    std::pair{"Resources", "the machines it needs are busy"},
    std::pair{"Dependency", "it waits for another job"},
    std::pair{"DependencyNeverSatisfied", "the job that it waits for has failed"},
    std::pair{"BeginTime", "it is not to begin yet"},
    std::pair{"JobArrayTaskLimit", "as many of its array run as may at once"},
    std::pair{"Licenses", "it waits for a licence"},
    std::pair{"JobHeldUser", "it is held; scontrol release lets it go on"},
    std::pair{"JobHeldAdmin", "it is held by an administrator"},
    std::pair{"PartitionDown", "its partition is down"},
    std::pair{"PartitionInactive", "its partition is inactive"},
    std::pair{"PartitionNodeLimit", "it asks for more machines than its partition allows or has"},
    std::pair{"PartitionTimeLimit", "its time limit is above its partition's"},
    std::pair{"PartitionConfig", "its partition cannot give what it asks for, such as so many machines"},
    std::pair{"BadConstraints", "no machine is as it asks for"},
    std::pair{"ReqNodeNotAvail", "a machine that it asks for is down or reserved"},
    std::pair{"NodeDown", "a machine that it needs is down"},
    std::pair{"Reservation", "it waits for its reservation"},
    std::pair{"Prolog", "its machines are made ready"},
    std::pair{"Cleaning", "its last start is being cleared"},
    std::pair{"TimeLimit", "its time limit ended it"},
    std::pair{"NonZeroExitCode", ""}, // whose number says more
    std::pair{"NodeFail", "a machine failed"},
    std::pair{"OutOfMemory", "it took more memory than it asked for"},
    std::pair{"JobLaunchFailure", "it could not be started on its machines"},
    std::pair{"launch failed requeued held", "it could not be started on its machines, and is held"},
    std::pair{"InvalidAccount", "its account is not valid here"},
    std::pair{"InvalidQOS", "its quality of service is not valid here"},
    std::pair{"AccountNotAllowed", "its account may not use its partition"},
    std::pair{"AssocGrpCpuLimit", "your group uses all of its CPUs"},
    std::pair{"AssocGrpGRES", "your group uses all of its GPUs"},
    std::pair{"AssocGrpMemLimit", "your group uses all of its memory"},
    std::pair{"AssocGrpNodeLimit", "your group uses all of its machines"},
    std::pair{"AssocMaxJobsLimit", "as many of your jobs run as may at once"},
    std::pair{"MaxJobsPerAccount", "as many of your account's jobs run as may at once"},
    std::pair{"QOSGrpCpuLimit", "all CPUs of its quality of service are in use"},
    std::pair{"QOSGrpGRES", "all GPUs of its quality of service are in use"},
    std::pair{"QOSMaxCpuPerUserLimit", "you use as many CPUs as you may"},
    std::pair{"QOSMaxGRESPerUser", "you use as many GPUs as you may"},
    std::pair{"QOSMaxJobsPerUserLimit", "as many of your jobs run as may at once"},
    std::pair{"QOSMaxNodePerUserLimit", "you use as many machines as you may"},
    std::pair{"QOSMaxWallDurationPerJobLimit", "its time limit is above what its quality of service allows"},
};

} // namespace

std::string slurmReasonText(const std::string& reason)
{
    for (const auto& [name, text] : reasons) {
        if (reason == name) {
            return text;
        }
    }
    // Some name machines behind them: "ReqNodeNotAvail, UnavailableNodes:node[3-4]".
    if (const auto end = reason.find(','); end != std::string::npos) {
        const std::string text = slurmReasonText(reason.substr(0, end));
        return text + " (" + reason.substr(reason.find_first_not_of(" ,", end)) + ")";
    }
    return reason;
}

} // namespace dpl::places
