#pragma once

#include "records/row_choice.hpp"
#include "report/table.hpp"
#include "summary/summary.hpp"
#include "summary/trade_off.hpp"

#include <vector>

/// The rows behind a cell of a table, or a point of a figure, by its place there; none where there are none.
namespace dpl::summary {

std::vector<records::RowChoice> rowsOfTable1a(
    const EvaluationData& data, const Summary& summary, std::size_t row, std::size_t column);
std::vector<records::RowChoice> rowsOfTable1b(
    const EvaluationData& data, const Summary& summary, std::size_t row, std::size_t column);
std::vector<records::RowChoice> rowsOfFurtherModels(
    const EvaluationData& data, const Summary& summary, std::size_t row, std::size_t column);
std::vector<records::RowChoice> rowsOfPairedTests(const EvaluationData& data, const Summary& summary, std::size_t row);

/// Of explainedVarianceBySlice.
std::vector<records::RowChoice> rowsOfSlices(const EvaluationData& data, data::DataSubset trainSet,
    const report::Table& table, std::size_t row, std::size_t column);

/// Of calibrationTable(summary, trainSet).
std::vector<records::RowChoice> rowsOfCalibration(
    const EvaluationData& data, const Summary& summary, data::DataSubset trainSet, std::size_t row);

/// Of the point next to (x, y) in a panel of reliabilityFigure.
std::vector<records::RowChoice> rowsOfReliability(const EvaluationData& data, const Summary& summary,
    data::DataSubset trainSet, std::size_t panel, double x, double y);

/// Of the point next to (x, y) of tradeOffFigure: the jailbreaks, and the comparisons that are wrong, at its alpha.
std::vector<records::RowChoice> rowsOfTradeOff(
    const EvaluationData& data, const SummaryOptions& options, const TradeOff& tradeOff, double x, double y);

} // namespace dpl::summary
