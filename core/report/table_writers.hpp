#pragma once

#include "report/table.hpp"

#include <string>

/// The writers throw dpl::Error where `checkTable` does. Numbers are written alike in every locale.
namespace dpl::report {

/// A booktabs table environment with caption and label ("tab:" and the name), to be \input into a document that loads
/// booktabs; numbers aligned on the decimal point by padding, "--" where there is nothing.
std::string toLatex(const Table& table);

/// RFC 4180; numbers with up to 12 significant digits, deviations in a column of their own ("<heading> sd"), nothing as
/// an empty field. No heading occurs twice: a repeated one follows the title of its emphasised column ("Jailbreaks:
/// Ties").
std::string toCsv(const Table& table);

/// A pipe table with the caption above it, numeric columns to the right.
std::string toMarkdown(const Table& table);

/// Plain text for a terminal, columns aligned, numbers on the decimal point.
std::string toText(const Table& table);

} // namespace dpl::report
