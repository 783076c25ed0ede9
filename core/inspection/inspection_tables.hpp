#pragma once

#include "inspection/inspection_columns.hpp"
#include "report/table.hpp"

#include <span>

namespace dpl::inspection {

/// Which response each model prefers by each of its readings, the mean and the alpha-quantile, with both values and
/// P(first preferred).
struct PreferenceTable {
    report::Table table;
    std::vector<report::SeriesRole> roles; ///< of the rows
};
PreferenceTable preferenceTable(
    const InspectionColumns& columns, std::size_t item, std::size_t first, std::size_t second);

/// The numbers of some items, a row for each under each model, without their texts.
report::Table itemsTable(const InspectionColumns& columns, std::span<const std::uint32_t> items);

/// "Δμ", "P(first)", ...
report::Column columnOf(Measure measure);
int decimalsOf(Measure measure);

} // namespace dpl::inspection
