#include "pages/results/results_view.hpp"

#include "evaluation/slices.hpp"
#include "evaluation/summary_tables.hpp"
#include "evaluation/trade_off.hpp"

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
    const std::filesystem::path& folder, const std::filesystem::path& experiment)
{
    auto loaded = std::make_shared<LoadedResults>();
    loaded->data = evaluation::readEvaluations(folder);
    loaded->checkpoints = evaluation::findCheckpoints(experiment);
    loaded->ratios = evaluation::explainedVarianceByRatio(loaded->checkpoints);
    return loaded;
}

std::shared_ptr<const ResultsView> resultsViewOf(
    std::shared_ptr<const LoadedResults> loaded, const evaluation::SummaryOptions& options)
{
    auto view = std::make_shared<ResultsView>();
    const evaluation::EvaluationData& data = loaded->data;
    view->summary = evaluation::summarize(data, options);
    view->table1a = evaluation::table1a(view->summary);
    view->table1b = evaluation::table1b(view->summary);
    view->further = evaluation::furtherModelsTable(view->summary);
    view->paired = evaluation::pairedTestsTable(view->summary);
    for (const data::DataSubset trainSet : evaluation::slicedTrainSets(data)) {
        view->slices.push_back(evaluation::explainedVarianceBySlice(data, trainSet, options));
    }
    if (const evaluation::TradeOff tradeOff = evaluation::tradeOff(data, options); !tradeOff.isEmpty()) {
        view->tradeOff = evaluation::tradeOffFigure(tradeOff);
    }
    if (evaluation::hasCurve(loaded->ratios)) {
        view->ratioFigure = evaluation::hiddenContextFigure(loaded->ratios);
        view->ratioTable = evaluation::hiddenContextTable(loaded->ratios);
    }
    view->missing = evaluation::remediesOf(view->summary, data, loaded->checkpoints);
    view->loaded = std::move(loaded);
    return view;
}

} // namespace dpl::ui
