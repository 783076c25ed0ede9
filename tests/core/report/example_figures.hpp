#pragma once

#include "report/figure.hpp"

namespace dpl::report {

/// The paper's synthetic figure: utilities on two vertical axes, a mean with its band, a categorical distribution.
Figure paperFigure();

/// Loss curves on a logarithmic axis, one of them interrupted and one of twenty thousand noisy steps.
Figure lossFigure();

/// Sixteen small histograms without axes.
Figure histogramGrid();

/// Level lines of a function of two variables above a heat map of it.
Figure contourFigure();

/// Every character that LaTeX takes for markup, and many that its fonts lack, in every text there is.
Figure figureWithNastyText();

/// Ranges that are huge, tiny, and narrow but far from zero; spans; layers on logarithmic axes that reach zero.
Figure figureOfExtremes();

} // namespace dpl::report
