#pragma once

#include "report/figure.hpp"
#include "report/table.hpp"
#include "synthetic/result.hpp"

namespace dpl::synthetic {

/// The role, and with it the colour, of a model's series.
report::SeriesRole roleOf(preference::SyntheticModel model);

/// "Base", "Mean and variance", "Categorical", "Classifier"
std::string labelOf(preference::SyntheticModel model);

/// What the environment hides: its Borda count, its expected utility and the utility under each context, before anything
/// is learned. In two dimensions contours of the first two.
report::Figure environmentFigure(const Environment& environment);

/// What the models learned of one seed (the first of `result`, if the given one is not there). In one dimension the paper's
/// Figure 3, three panels: learned utility with Borda count and expected utility on a twin axis; mu with a band of +- sigma;
/// the categorical distribution as a grey image. In two, contours of expected utility, Borda count, learned utility, mu and
/// sigma, and a 4 x 4 grid of histograms. Panels of models that were not trained are left out.
report::Figure learnedFigure(const SyntheticResult& result, std::size_t seedIndex = 0);

/// Training losses on a logarithmic axis; with several seeds their mean, and a band of +- one standard deviation.
report::Figure lossFigure(const SyntheticResult& result);

/// What the classifier says that voting rules would choose, beside what they choose in truth. Empty without one.
report::Figure votingFigure(const SyntheticResult& result, std::size_t seedIndex = 0);

/// Losses, Kendall tau, r^2, error of sigma and speed of each model; with several seeds means and standard deviations.
report::Table resultTable(const SyntheticResult& result);

} // namespace dpl::synthetic
