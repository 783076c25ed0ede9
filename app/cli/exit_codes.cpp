#include "exit_codes.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <signal.h>

namespace dpl::cli {

namespace {

/// What schedulers and launchers tell a job about itself.
constexpr std::array jobVariables{
    "SLURM_JOB_ID", // Slurm
    "PBS_JOBID", // PBS Pro, OpenPBS, Torque
    "LSB_JOBID", // LSF
    "SGE_TASK_ID", // Grid Engine
    "FLUX_JOB_ID", // Flux
    "COBALT_JOBID", // Cobalt
    "OAR_JOB_ID", // OAR
    "_CONDOR_SLOT", // HTCondor
    "TORCHELASTIC_RUN_ID", // torchrun
};

bool isUnderScheduler()
{
    return std::any_of(
        jobVariables.begin(), jobVariables.end(), [](const char* name) { return std::getenv(name) != nullptr; });
}

} // namespace

int stoppedExitCode(int signal)
{
    return (signal == SIGTERM || signal == SIGHUP) && isUnderScheduler() ? goesOnExitCode : 128 + signal;
}

} // namespace dpl::cli
