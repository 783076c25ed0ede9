#pragma once

#include "places/placed_job.hpp"
#include "places/shell.hpp"

#include <memory>
#include <span>
#include <stop_token>
#include <string>

namespace dpl::places {

/// How jobs are handled at places of a kind. Functions throw Error and what Shell throws.
class Backend {
public:
    virtual ~Backend() = default;

    /// Starts a job whose place, folders, recipe and requests are set: sets its handle and state.
    virtual void start(PlacedJob& job, Shell& shell, const std::stop_token& stop) const = 0;

    /// Sets the states of jobs at one place (that has one shell), those that are over included.
    virtual void look(std::span<PlacedJob*> jobs, Shell& shell, const std::stop_token& stop) const = 0;

    /// Asks for a job's end.
    virtual void stop(PlacedJob& job, StopHow how, Shell& shell, const std::stop_token& stop) const = 0;
};

/// Of a process of its own on this machine.
std::unique_ptr<Backend> apartBackend();

/// Of a Slurm cluster, by its commands.
std::unique_ptr<Backend> slurmBackend();

/// Of a process of its own on another machine.
std::unique_ptr<Backend> sshBackend();

/// The backend for a kind of place. Throws Error for one that no job can be given to.
std::unique_ptr<Backend> backendOf(PlaceKind kind);

} // namespace dpl::places
