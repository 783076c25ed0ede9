#pragma once

#include "report/table.hpp"
#include "summary/summary.hpp"

#include <vector>

namespace dpl::summary {

/// Table 1a: the paper's seven rows, jailbreak rate and helpfulness accuracy each in percent with, where Summary says
/// besidePaper, the paper's number and how many points it lies from that, its Wilson interval, its count and total, its
/// ties, and McNemar's p against the base model trained on both. A cell whose file is missing is empty.
report::Table table1a(const Summary& summary);

/// Table 1a with the columns that the paper has, for a paper: rates alone, without intervals, counts and tests.
report::Table shortTable1a(const Summary& summary);

/// Table 1b: r^2 of both DPL heads by what they were trained on, with bootstrap intervals and, besidePaper, differences
/// from the paper.
report::Table table1b(const Summary& summary);

/// In the form of Table 1a: what is there beyond it, DPL models trained on one objective, models of heads that the
/// paper does not have, with their r^2 if one has any, and models of other names. May have no rows.
report::Table furtherModelsTable(const Summary& summary);

/// What a row of furtherModelsTable is about.
struct FurtherModel {
    std::optional<records::ModelKey> model; ///< nothing for one of another name
    records::Statistic statistic = records::Statistic::mean;
    report::SeriesRole role = report::SeriesRole::base;
};
std::vector<FurtherModel> furtherModels(const Summary& summary);

/// The tests that the table below has, in its order.
std::vector<const PairedComparison*> shownTests(const Summary& summary);

/// McNemar's exact test of Table 1a's rows against the base model trained on both, and of every model's quantile
/// against its mean. May have no rows.
report::Table pairedTestsTable(const Summary& summary);

/// Those above that have rows; 1a and 1b always.
std::vector<report::Table> summaryTables(const Summary& summary);

/// The summary's notes, a line each, for below the tables, which have them as notes of their own; empty for none.
std::string notesText(const Summary& summary);

/// Warnings, what is missing and what was left out, a line each, for below the tables.
std::string missingText(const Summary& summary);

} // namespace dpl::summary
