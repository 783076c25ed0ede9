#pragma once

#include "evaluation/evaluation_sources.hpp"
#include "evaluation/hidden_context_sweep.hpp"
#include "evaluation/remedies.hpp"
#include "evaluation/summary.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace dpl::ui {

/// Evaluation files and what lies around them, read once.
struct LoadedResults {
    evaluation::EvaluationData data;
    std::vector<evaluation::FoundCheckpoint> checkpoints; ///< of the experiment that the files belong to
    std::vector<evaluation::HiddenContextPoint> ratios;
};

/// What the page shows, computed from them by the rules that are switched on.
struct ResultsView {
    std::shared_ptr<const LoadedResults> loaded;
    evaluation::Summary summary;
    report::Table table1a;
    report::Table table1b;
    report::Table further; ///< may have no rows, as those below
    report::Table paired;
    std::vector<report::Table> slices; ///< one for each train set that has one
    std::optional<report::Figure> tradeOff;
    std::optional<report::Figure> ratioFigure;
    report::Table ratioTable;
    std::vector<evaluation::Remedy> missing;

    std::vector<report::Table> tables() const; ///< those that have rows, as they are shown
};

/// Both are for a worker thread. `experiment` may be the folder itself. Throw dpl::Error.
std::shared_ptr<const LoadedResults> loadResults(
    const std::filesystem::path& folder, const std::filesystem::path& experiment);
std::shared_ptr<const ResultsView> resultsViewOf(
    std::shared_ptr<const LoadedResults> loaded, const evaluation::SummaryOptions& options);

} // namespace dpl::ui
