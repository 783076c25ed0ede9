#pragma once

#include "report/figure.hpp"
#include "report/table.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::cli {

/// The formats this build can write: svg, pgf and csv, and pdf and png where it was built with Qt.
std::vector<std::string> figureFormats();

/// Writes the figure as {folder}/{figure.name}.{format} and returns the files. Throws Error for a format that is not
/// among figureFormats, saying why.
std::vector<std::filesystem::path> writeFigure(const report::Figure& figure, const std::filesystem::path& folder,
    const std::vector<std::string>& formats, double dpi);

/// Writes the table as CSV, and as LaTeX where the figures are written as PGF.
std::vector<std::filesystem::path> writeTable(
    const report::Table& table, const std::filesystem::path& folder, const std::vector<std::string>& formats);

} // namespace dpl::cli
