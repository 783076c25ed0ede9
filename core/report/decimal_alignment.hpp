#pragma once

#include "report/table.hpp"

#include <cstddef>
#include <string>

namespace dpl::report {

/// A number's text in the parts that stand below each other in a column: "−12", ".50" and "0.25" of −12.50 ± 0.25.
/// Text and missing values have a whole part only.
struct CellParts {
    std::string whole;
    std::string fraction;
    std::string deviation;
    bool isNumber = false;
};
CellParts cellParts(const TableCell& cell);

/// The widest parts of a column's numbers, in code points.
struct DecimalAlignment {
    std::size_t fraction = 0;
    std::size_t deviation = 0;
};
DecimalAlignment decimalAlignment(const Table& table, std::size_t column);

} // namespace dpl::report
