#pragma once

#include "report/paper_layout.hpp"

#include <string>

namespace dpl::report {

/// The legend of all the panel's labelled layers, on both axes, placed where it covers least: options for the axis that
/// draws it, and the entries for its body. Both are empty if the panel has none.
struct PgfLegend {
    std::string options;
    std::string entries;
};
PgfLegend pgfLegend(const Figure& figure, const Panel& panel, const PaperPanel& set);

} // namespace dpl::report
