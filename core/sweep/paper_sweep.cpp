#include "sweep/paper_sweep.hpp"

namespace dpl::sweep {

SweepParams paperSweep()
{
    SweepParams params;
    params.base = {{"weight_decay", 0.0001}};
    params.lists = {
        {"seed", {0}},
        {"reward_model_type", {"base", "mean_and_variance", "categorical"}},
        {"data_subset", {"helpful", "harmless", "both"}},
    };
    params.overrides = {{{{"data_subset", {"helpful", "harmless"}}}, {{"num_train_epochs", 2}}}};
    return params;
}

} // namespace dpl::sweep
