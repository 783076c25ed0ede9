#include "sweep/paper_sweep.hpp"

namespace dpl::sweep {

SweepParams paperSweep()
{
    SweepParams params;
    // Ten evaluations on the way, in a fiftieth of the time: the reference's own settings, all test rows every thousand
    // steps, take longer than the training. They change nothing of what is trained.
    params.base = {{"weight_decay", 0.0001}, {"eval_steps", 4000}, {"eval_dataset_size", 500}};
    params.lists = {
        {"seed", {0}},
        {"reward_model_type", {"base", "mean_and_variance", "categorical"}},
        {"data_subset", {"helpful", "harmless", "both"}},
    };
    params.overrides = {{{{"data_subset", {"helpful", "harmless"}}}, {{"num_train_epochs", 2}}}};
    return params;
}

} // namespace dpl::sweep
