#include "pages/results/results_reader.hpp"

#include "base/background.hpp"
#include "pages/results/results_view.hpp"

namespace dpl::ui {

ResultsReader::ResultsReader(QObject* parent) : QObject(parent) { }

void ResultsReader::read(const std::filesystem::path& folder, const std::filesystem::path& experiment)
{
    m_loaded = nullptr;
    request([folder, experiment] { return loadResults(folder, experiment); },
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
