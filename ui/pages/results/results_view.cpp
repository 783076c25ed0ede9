#include "pages/results/results_view.hpp"

#include "summary/calibration_report.hpp"
#include "summary/results_by_column.hpp"
#include "summary/reward_bench.hpp"
#include "summary/slices.hpp"
#include "summary/summary_tables.hpp"

namespace dpl::ui {

std::vector<report::Table> ResultsView::tables() const
{
    std::vector<report::Table> all{table1a, shortTable1a, table1b};
    for (const report::Table* table : {&further, &paired, &ratioTable, &rewardBench}) {
        if (!table->rows.empty()) {
            all.push_back(*table);
        }
    }
    all.insert(all.end(), slices.begin(), slices.end());
    all.insert(all.end(), calibration.begin(), calibration.end());
    all.insert(all.end(), byColumn.begin(), byColumn.end());
    return all;
}

std::shared_ptr<const LoadedResults> loadResults(
    const std::filesystem::path& folder, std::vector<records::FoundCheckpoint> checkpoints)
{
    auto loaded = std::make_shared<LoadedResults>();
    loaded->data = summary::readEvaluations(folder);
    loaded->checkpoints = std::move(checkpoints);
    loaded->ratios = summary::explainedVarianceByRatio(loaded->checkpoints);
    return loaded;
}

std::shared_ptr<const ResultsView> resultsViewOf(
    std::shared_ptr<const LoadedResults> loaded, const summary::SummaryOptions& options)
{
    auto view = std::make_shared<ResultsView>();
    const summary::EvaluationData& data = loaded->data;
    view->summary = summary::summarize(data, options);
    view->table1a = summary::table1a(view->summary);
    view->shortTable1a = summary::shortTable1a(view->summary);
    view->table1b = summary::table1b(view->summary);
    view->further = summary::furtherModelsTable(view->summary);
    view->paired = summary::pairedTestsTable(view->summary);
    for (const data::DataSubset trainSet : summary::slicedTrainSets(data)) {
        view->slices.push_back(summary::explainedVarianceBySlice(data, trainSet, options));
    }
    view->calibrated = summary::calibratedTrainSets(view->summary);
    for (const data::DataSubset trainSet : view->calibrated) {
        view->calibration.push_back(summary::calibrationTable(view->summary, trainSet));
        view->reliability.push_back(summary::reliabilityFigure(view->summary, trainSet));
    }
    view->columns = summary::resultColumns(data);
    view->byColumn = summary::resultsByColumns(data, options);
    view->rewardBench = summary::rewardBenchTable(data, options);
    view->curves = summary::tradeOff(data, options);
    if (!view->curves.isEmpty()) {
        view->tradeOff = summary::tradeOffFigure(view->curves);
    }
    if (summary::hasCurve(loaded->ratios)) {
        view->ratioFigure = summary::hiddenContextFigure(loaded->ratios);
        view->ratioTable = summary::hiddenContextTable(loaded->ratios);
    }
    view->missing = evaluation::missingWork(view->summary, data, loaded->checkpoints);
    view->loaded = std::move(loaded);
    return view;
}

} // namespace dpl::ui
