#pragma once

#include "report/figure.hpp"
#include "training/dataset_preview.hpp"

#include <cstdint>

namespace dpl::training {

/// A histogram of the tokens of a side, with the bound drawn if some are beyond it: `maxLength`, or the backbone's
/// context where that is less.
report::Figure lengthFigure(const DatasetPreview& preview, std::int64_t maxLength);

} // namespace dpl::training
