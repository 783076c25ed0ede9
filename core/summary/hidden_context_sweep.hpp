#pragma once

#include "records/found_checkpoint.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"
#include "summary/summary_options.hpp"

#include <vector>

/// How r^2 falls as more of the comparisons are judged in a context that the model cannot see: what trainings with
/// several values of hidden_context_ratio show.
namespace dpl::summary {

/// r^2 of the models with one head, train set and ratio.
struct HiddenContextPoint {
    records::ModelKey model;
    double ratio = 0.0;
    std::vector<double> values; ///< of the seeds
};

/// Reads eval_results_both.jsonl of the DPL models that say a ratio; by model, then by ratio. A model without that file
/// is left out. Throws Error for a file that is damaged.
std::vector<HiddenContextPoint> explainedVarianceByRatio(const std::vector<records::FoundCheckpoint>& checkpoints);

/// Whether there is a curve to draw: some model at two ratios.
bool hasCurve(const std::vector<HiddenContextPoint>& points);

/// Mean r^2 over seeds against the ratio in percent, with a band of one standard deviation.
report::Figure hiddenContextFigure(const std::vector<HiddenContextPoint>& points);
report::Table hiddenContextTable(const std::vector<HiddenContextPoint>& points);

} // namespace dpl::summary
