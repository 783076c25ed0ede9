#include "pages/results/results_view.hpp"

#include "summary/slices.hpp"
#include "summary/summary_tables.hpp"
#include "summary/trade_off.hpp"

namespace dpl::ui {

std::vector<report::Table> ResultsView::tables() const
{
    std::vector<report::Table> all{table1a, table1b};
    for (const report::Table* table : {&further, &paired, &ratioTable}) {
        if (!table->rows.empty()) {
            all.push_back(*table);
        }
    }
    all.insert(all.end(), slices.begin(), slices.end());
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
    view->table1b = summary::table1b(view->summary);
    view->further = summary::furtherModelsTable(view->summary);
    view->paired = summary::pairedTestsTable(view->summary);
    for (const data::DataSubset trainSet : summary::slicedTrainSets(data)) {
        view->slices.push_back(summary::explainedVarianceBySlice(data, trainSet, options));
    }
    if (const summary::TradeOff tradeOff = summary::tradeOff(data, options); !tradeOff.isEmpty()) {
        view->tradeOff = summary::tradeOffFigure(tradeOff);
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
