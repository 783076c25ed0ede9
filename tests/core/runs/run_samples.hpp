#pragma once

#include "runs/run_folder.hpp"

#include <string>

namespace dpl::test {

/// A training's record with the parameters that lists and curves look at.
inline runs::RunRecord trainingRecord(
    const std::string& head, const std::string& subset, int seed, double learningRate = 3e-6)
{
    runs::RunRecord record;
    record.kind = "training";
    record.title = head + " on " + subset;
    record.params = {{"model_name", "/models/tiny-llama"}, {"data_subset", subset}, {"reward_model_type", head},
        {"learning_rate", learningRate}, {"seed", seed}};
    record.totalSteps = 100;
    return record;
}

} // namespace dpl::test
