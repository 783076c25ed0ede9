#pragma once

#include "base/latest_request.hpp"
#include "records/found_checkpoint.hpp"
#include "summary/summary_options.hpp"

#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace dpl::ui {

struct LoadedResults;
struct ResultsView;

/// Reads evaluation files once and computes what is shown of them by the rules that are switched on, away from the GUI
/// thread. A late answer to an earlier request is dropped.
class ResultsReader : public QObject {
    Q_OBJECT

public:
    explicit ResultsReader(QObject* parent = nullptr);

    /// `checkpoints`: of the experiment; looked for in its folder where they are not known.
    void read(const std::filesystem::path& folder, const std::filesystem::path& experiment,
        std::optional<std::vector<records::FoundCheckpoint>> checkpoints);
    void setOptions(const summary::SummaryOptions& options); ///< computes again, if something is read
    bool isBusy() const { return m_request.isRunning(); }

Q_SIGNALS:
    void computed(const std::shared_ptr<const dpl::ui::ResultsView>& view);
    void failed(const QString& message);

private:
    void compute();
    template <typename Work, typename Done> void request(Work work, Done done);

    summary::SummaryOptions m_options;
    std::shared_ptr<const LoadedResults> m_loaded; ///< null while files are read
    LatestRequest m_request;
};

} // namespace dpl::ui
