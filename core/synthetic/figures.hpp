#pragma once

#include "report/figure.hpp"
#include "report/table.hpp"
#include "synthetic/result.hpp"

namespace dpl::synthetic {

/// The role, and with it the colour, of a model's series.
report::SeriesRole roleOf(preference::SyntheticModel model);

/// "Base", "Mean and variance", "Categorical", "Classifier"
std::string labelOf(preference::SyntheticModel model);

/// The role of a hidden context's lines, by its place in the environment; a fifth begins again.
report::SeriesRole contextRole(std::size_t index);

/// Figures and the table of an experiment that has not finished say so in their notes: "Not finished: step 170 of
/// 1,000".

/// What the environment hides: the utility under each context (and the contexts' probabilities, if they depend on a),
/// the Borda count and the expected utility, before anything is learned. In two dimensions contours of the last two.
report::Figure environmentFigure(const Environment& environment);

/// What the models learned of one seed (the first of `result`, if the given one is not there). In one dimension the
/// paper's Figure 3, three panels: learned utility with Borda count and expected utility on a twin axis; mu with a band
/// of +- sigma; the categorical distribution as a grey image. In two, contours of expected utility, Borda count,
/// learned utility, mu and sigma, and a 4 x 4 grid of histograms. Panels of models that were not trained are left out.
report::Figure learnedFigure(const SyntheticResult& result, std::size_t seedIndex = 0);

/// Training losses on a logarithmic axis; with several seeds their mean, and a band of +- one standard deviation.
report::Figure lossFigure(const SyntheticResult& result);

/// What the classifier says that voting rules would choose, beside what they choose in truth. Empty without one.
report::Figure votingFigure(const SyntheticResult& result, std::size_t seedIndex = 0);

/// Losses, Kendall tau, r^2, error of sigma and speed of each model; with several seeds means and standard deviations.
report::Table resultTable(const SyntheticResult& result);

} // namespace dpl::synthetic
