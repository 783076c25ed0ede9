#include "pages/results/results_reader.hpp"

#include "pages/results/results_view.hpp"
#include "scoring/find_checkpoints.hpp"

namespace dpl::ui {

ResultsReader::ResultsReader(QObject* parent) : QObject(parent) { }

void ResultsReader::read(const std::filesystem::path& folder, const std::filesystem::path& experiment,
    std::optional<std::vector<records::FoundCheckpoint>> checkpoints)
{
    m_loaded = nullptr;
    request(
        [folder, experiment, checkpoints = std::move(checkpoints)](const std::stop_token& stop) {
            return loadResults(folder, checkpoints ? *checkpoints : scoring::findCheckpoints(experiment, stop));
        },
        [this](std::shared_ptr<const LoadedResults> loaded) {
            m_loaded = std::move(loaded);
            compute();
        });
}

void ResultsReader::setOptions(const summary::SummaryOptions& options)
{
    m_options = options;
    if (m_loaded) {
        compute();
    }
}

void ResultsReader::compute()
{
    request([loaded = m_loaded, options = m_options] { return resultsViewOf(loaded, options); },
        [this](const std::shared_ptr<const ResultsView>& view) { Q_EMIT computed(view); });
}

template <typename Work, typename Done> void ResultsReader::request(Work work, Done done)
{
    m_request.start(this, std::move(work), std::move(done), [this](const QString& message) { Q_EMIT failed(message); });
}

} // namespace dpl::ui
