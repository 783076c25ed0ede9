#pragma once

#include "records/found_checkpoint.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"
#include "summary/summary_options.hpp"

#include <string>
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

/// What the evaluations of trainings with several ratios say.
struct HiddenContextSweep {
    std::vector<HiddenContextPoint> points; ///< by model, then by ratio
    std::vector<std::string> notes; ///< which of several evaluations was taken; what could not be read; what the
                                    ///< trainings and evaluations warned of
};

/// Reads an evaluation on both subsets of each DPL model that says a ratio: eval_results_both.jsonl in its own folder,
/// or else the first below its evaluations that can be read. A model without one is left out.
HiddenContextSweep explainedVarianceByRatio(const std::vector<records::FoundCheckpoint>& checkpoints);

/// Whether there is a curve to draw: some model at two ratios.
bool hasCurve(const HiddenContextSweep& sweep);

/// Mean r^2 over seeds against the ratio in percent, with a band of one standard deviation.
report::Figure hiddenContextFigure(const HiddenContextSweep& sweep);
report::Table hiddenContextTable(const HiddenContextSweep& sweep);

} // namespace dpl::summary
