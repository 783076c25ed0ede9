#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dpl::ranks {

/// A variable of the environment by its name; nothing if it is not set, or empty.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// Those of this process.
Variables ownVariables();

/// Who started the processes of a job.
enum class Launcher {
    none, ///< there is one process
    variables, ///< somebody who set RANK and WORLD_SIZE
    torchrun,
    openMpi,
    slurm,
    pmi, ///< MPICH, Intel MPI
};

std::string toString(Launcher launcher);

/// Which of a job's processes this is, and where they meet.
struct RankPlace {
    int rank = 0; ///< 0 ... size - 1
    int size = 1; ///< processes of the job, "world size"
    int localRank = 0; ///< among those on this machine
    std::string address = "127.0.0.1"; ///< of rank 0, or of the agent that serves the store
    std::string otherAddress; ///< to be taken where the first is a name that nobody knows; empty: there is none
    std::uint16_t port = 29500; ///< of the store; 0: rank 0 takes one that is free
    bool agentServesStore = false; ///< torchrun's; otherwise rank 0 does
    std::string meeting = "-/0"; ///< the job and its restart, so that no start takes the keys of another for its own
    Launcher launcher = Launcher::none;
};

/// By what launchers tell: RANK and WORLD_SIZE (with LOCAL_RANK; torchrun sets these), else OMPI_COMM_WORLD_RANK
/// (mpirun), else SLURM_PROCID in a step of more than one task (srun; in a batch script without srun there is one
/// process, whatever SLURM_NTASKS says), else PMI_RANK; else the process is alone. The place to meet is MASTER_ADDR and
/// MASTER_PORT; under Slurm otherwise the first node of the step, or, where its name leads nowhere, the one that srun
/// was called on, and a port made from the job's number.
///
/// Throws Error naming the variable that makes no sense.
RankPlace rankPlace(const Variables& variables);

/// The hosts of a list as Slurm writes it: "gpu[01-03,7],login" is gpu01, gpu02, gpu03, gpu7, login. Throws Error if it
/// is none.
std::vector<std::string> slurmHosts(const std::string& list);

} // namespace dpl::ranks
