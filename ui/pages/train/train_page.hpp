#pragma once

#include "base/latest_request.hpp"
#include "base/typing_pause.hpp"
#include "pages/page.hpp"
#include "pages/train/experiment.hpp"
#include "pages/train/preview_reader.hpp"
#include "training/training_estimate.hpp"

#include <QTimer>

#include <functional>
#include <optional>
#include <string>

class QScrollArea;

namespace dpl::ui {

class DeviceModel;
class FetchWatch;
class FoldingColumns;
class JobQueue;
class Notice;
class PageHeader;
class PresetBar;
class PrimaryButton;
class Settings;
class TrainingForm;
class TrainingOutlook;
class WhereModel;

/// Reward models on language models: what to train on what, and how, at the left; what that means (rows, lengths, time,
/// memory, command) at the right.
class TrainPage : public Page {
    Q_OBJECT

public:
    TrainPage(Settings& settings, JobQueue& queue, DeviceModel& devices, WhereModel& places, QWidget* parent = nullptr);

    QString title() const override { return tr("Train"); }
    QString id() const override { return QStringLiteral("train"); }
    QString iconName() const override { return QStringLiteral("train"); }

    void start() override;
    void exportFigure() override;
    bool resumeRun(const QString& folder) override;
    bool duplicateRun(const QString& folder) override;
    bool duplicateRecipe(const Json& recipe) override;
    bool trainFurther(const QString& folder) override;

    void useDemo();
    void usePaper();
    void copyCommand();

    TrainingForm* form() const { return m_form; }
    PreviewReader::Preview preview() const;
    const std::optional<training::TrainingProbe>& probe() const;

Q_SIGNALS:
    void previewed(); ///< a preview, or why there is none, is shown
    void measured();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void useDropped(const QStringList& paths);
    void rememberDataset();
    bool takeOver(const std::function<training::TrainingParams()>& read, const std::function<std::string()>& device);
    QWidget* makeQueuedRow();
    QString conflictOf(const Experiment& asked, const ExperimentCheck& found) const;
    void queue(const Experiment& experiment, const ExperimentCheck& found);
    void checkFolder();
    void showScript();
    std::vector<sweep::ExpectedRun> expectedRuns() const;
    void addActions();
    void restore();
    void save();
    void formChanged();
    void chooseBackbone();
    void watchFetching();
    void updateStart();
    Experiment experiment();
    ComputeOptions compute() const;

    Settings& m_settings;
    JobQueue& m_queue;
    PageHeader* m_header = nullptr;
    PrimaryButton* m_start = nullptr;
    TrainingForm* m_form = nullptr;
    PresetBar* m_presets = nullptr;
    FetchWatch* m_fetching = nullptr;
    TrainingOutlook* m_outlook = nullptr;
    FoldingColumns* m_columns = nullptr;
    QScrollArea* m_left = nullptr; ///< the form in it
    QWidget* m_queuedRow = nullptr;
    Notice* m_queued = nullptr;
    QTimer m_saving;
    TypingPause m_checkingSoon{std::chrono::milliseconds(250)};
    LatestRequest m_checking; ///< of the folder, as one types
    LatestRequest m_starting;
    bool m_demoIsDue = false; ///< when the page is shown for the first time
    QString m_automaticName; ///< of the experiment, while the user gives none
    QString m_obstacleNote; ///< in the header, of what keeps the runs from being queued
    bool m_automaticNameIsUsed = false; ///< something was queued under it
};

} // namespace dpl::ui
