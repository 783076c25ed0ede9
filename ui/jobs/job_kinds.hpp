#pragma once

#include "jobs/job.hpp"

#include <vector>

namespace dpl::ui {

/// The kinds of jobs that a window knows.
class JobKinds {
public:
    explicit JobKinds(std::vector<JobKind> kinds) : m_kinds(std::move(kinds)) { }

    /// The kind of this name. One that is not known has nothing but the name: its jobs can neither be made nor shown.
    JobKind named(const QString& name) const;

    /// The job of a recipe (JobRequest::recipe), as the function that wrote it made it, on the recipe's device. Throws
    /// Error naming what is wrong with it.
    JobRequest jobOf(const Json& recipe, const ComputeOptions& compute) const;

private:
    std::vector<JobKind> m_kinds;
};

/// All kinds that the program has.
JobKinds shippedJobKinds();

} // namespace dpl::ui
