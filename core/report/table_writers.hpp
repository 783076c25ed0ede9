#pragma once

#include "report/table.hpp"

#include <string>

namespace dpl::report {

/// A booktabs table environment with caption and label; numbers aligned on the decimal point by padding.
std::string toLatex(const Table& table);

/// RFC 4180; numbers with all digits, deviations in a column of their own.
std::string toCsv(const Table& table);

/// A pipe table with the caption above it.
std::string toMarkdown(const Table& table);

/// Plain text for a terminal, columns aligned.
std::string toText(const Table& table);

} // namespace dpl::report
