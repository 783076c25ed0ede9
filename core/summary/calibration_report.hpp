#pragma once

#include "report/figure.hpp"
#include "report/table.hpp"
#include "summary/summary.hpp"

#include <vector>

namespace dpl::summary {

/// Train sets of which there is a model that has evaluated comparisons.
std::vector<data::DataSubset> calibratedTrainSets(const Summary& summary);

/// Accuracy by P(chosen preferred), calibration error, Brier score and log loss of the models that were trained on
/// `trainSet`, over all comparisons and by data_subset. No rows if there is no such model.
report::Table calibrationTable(const Summary& summary, data::DataSubset trainSet);

/// The tables of all train sets, below each other: what is printed and exported with the other tables.
report::Table calibrationTable(const Summary& summary);

/// Reliability curves: the share right against the confidence, bin by bin with Wilson's interval, a panel for all
/// comparisons and for each data_subset, a curve for each head; a calibrated model's is the diagonal. Without panels if
/// there is no such model.
report::Figure reliabilityFigure(const Summary& summary, data::DataSubset trainSet);

} // namespace dpl::summary
