#pragma once

#include "base/checkpoints.hpp"
#include "base/compute.hpp"
#include "base/observer.hpp"
#include "synthetic/result.hpp"

#include <memory>
#include <stop_token>

namespace dpl::synthetic {

/// What a synthetic experiment tells beyond progress and metrics.
class SyntheticObserver : public Observer {
public:
    /// Asked after every round of steps; snapshots evaluate the models, so ask for no more than can be shown.
    virtual bool wantsSnapshot() { return false; }
    virtual void snapshotTaken(std::shared_ptr<const SyntheticResult>) { }
};

/// Trains the models side by side, one step each in turn, seed after seed (paper, section 3; REFERENCE 5).
///
/// Equal params give equal results at equal numbers of threads, whatever else runs, and whether or not the experiment
/// was resumed in between. When stop is requested it returns what there is by then, with `finished` false, within the
/// time of one tile of a step, or of one model's final evaluation. Throws Error for invalid params, a device that is
/// not there, and files that cannot be written.
SyntheticResult runSynthetic(const SyntheticParams& params, const ComputeOptions& compute, SyntheticObserver& observer,
    std::stop_token stop, const CheckpointPolicy& checkpoints = {});

} // namespace dpl::synthetic
