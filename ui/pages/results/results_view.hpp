#pragma once

#include "evaluation/missing_work.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"
#include "summary/evaluation_sources.hpp"
#include "summary/hidden_context_sweep.hpp"
#include "summary/summary.hpp"
#include "summary/trade_off.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace dpl::ui {

/// Evaluation files and what lies around them, read once.
struct LoadedResults {
    summary::EvaluationData data;
    std::vector<records::FoundCheckpoint> checkpoints; ///< of the experiment that the files belong to
    summary::HiddenContextSweep ratios;
};

/// What the page shows, computed from them by the rules that are switched on.
struct ResultsView {
    std::shared_ptr<const LoadedResults> loaded;
    summary::Summary summary;
    report::Table table1a;
    report::Table shortTable1a; ///< for a paper; exported beside it
    report::Table table1b;
    report::Table further; ///< may have no rows, as those below
    report::Table paired;
    std::vector<report::Table> slices; ///< one for each train set that has one
    std::vector<data::DataSubset> calibrated; ///< train sets with a table and a figure each
    std::vector<report::Table> calibration;
    std::vector<report::Figure> reliability;
    std::vector<std::string> columns; ///< with a table each
    std::vector<report::Table> byColumn;
    report::Table rewardBench; ///< may have no rows
    summary::TradeOff curves;
    std::optional<report::Figure> tradeOff; ///< of them
    std::optional<report::Figure> ratioFigure;
    report::Table ratioTable;
    std::vector<evaluation::MissingWork> missing;

    std::vector<report::Table> tables() const; ///< those that have rows, as they are shown
};

/// Both are for a worker thread. `checkpoints`: of the experiment that the folder belongs to. Throw dpl::Error.
std::shared_ptr<const LoadedResults> loadResults(
    const std::filesystem::path& folder, std::vector<records::FoundCheckpoint> checkpoints);
std::shared_ptr<const ResultsView> resultsViewOf(
    std::shared_ptr<const LoadedResults> loaded, const summary::SummaryOptions& options);

} // namespace dpl::ui
