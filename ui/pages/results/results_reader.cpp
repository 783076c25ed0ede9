#include "pages/results/results_reader.hpp"

#include "base/background.hpp"
#include "base/stopped.hpp"
#include "pages/results/results_view.hpp"
#include "scoring/find_checkpoints.hpp"

namespace dpl::ui {

ResultsReader::ResultsReader(QObject* parent) : QObject(parent) { }

ResultsReader::~ResultsReader()
{
    m_stop.request_stop();
}

void ResultsReader::read(const std::filesystem::path& folder, const std::filesystem::path& experiment,
    std::optional<std::vector<records::FoundCheckpoint>> checkpoints)
{
    m_stop.request_stop();
    m_stop = {};
    m_loaded = nullptr;
    request(
        [folder, experiment, checkpoints = std::move(checkpoints), stop = m_stop.get_token()] {
            try {
                return loadResults(folder, checkpoints ? *checkpoints : scoring::findCheckpoints(experiment, stop));
            } catch (const Stopped&) {
                return std::shared_ptr<const LoadedResults>(); // nobody waits for it
            }
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
    m_busy = true;
    const quint64 number = ++m_request;
    inBackground(
        this, std::move(work),
        [this, number, done = std::move(done)](auto value) {
            if (number == m_request) {
                m_busy = false;
                done(std::move(value));
            }
        },
        [this, number](const QString& message) {
            if (number == m_request) {
                m_busy = false;
                Q_EMIT failed(message);
            }
        });
}

} // namespace dpl::ui
