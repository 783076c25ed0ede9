#pragma once

#include "base/latest_request.hpp"
#include "jobs/job.hpp"
#include "jobs/synthetic_job.hpp"
#include "pages/page.hpp"

#include <QTimer>

class QPushButton;

namespace dpl::ui {

class DeviceModel;
class WhereModel;
class JobQueue;
class PageHeader;
class ParameterForm;
class ResultView;
class Settings;
class StatusPill;

/// The synthetic experiment: parameters at the left, what the models learn at the right, live while they train.
class SyntheticPage : public Page {
    Q_OBJECT

public:
    SyntheticPage(
        Settings& settings, JobQueue& queue, DeviceModel& devices, WhereModel& places, QWidget* parent = nullptr);

    QString title() const override { return tr("Synthetic"); }
    QString id() const override { return QStringLiteral("synthetic"); }
    QString iconName() const override { return QStringLiteral("synthetic"); }

    void start() override;
    void exportFigure() override;
    bool openPath(const QString& path) override;
    bool resumeRun(const QString& folder) override;
    bool duplicateRun(const QString& folder) override;
    bool duplicateRecipe(const Json& recipe) override;

    void stop();
    void copyCommand();

    /// The job whose events are shown; 0 before the first.
    JobId shownJob() const { return m_job; }

    ParameterForm* form() const { return m_form; }
    ResultView* results() const { return m_results; }

private:
    JobRequest request() const;
    void showScript();
    void addActions();
    void restoreParams();
    void saveParams();
    void editEnvironment();
    void exportFigureNow(std::shared_ptr<const report::Figure> figure);
    void showEnvironment();
    void redrawForSeed(int seedIndex);
    void statusChanged(const JobStatus& status);
    void showStatus(const JobStatus& status);
    void showEarlierResult(const JobStatus& status);
    bool shownJobIsActive() const;
    ComputeOptions compute() const;
    void updateButtons();
    void say(const QString& message);

    Settings& m_settings;
    JobQueue& m_queue;
    JobId m_job = 0;
    LatestRequest m_loading; ///< the view that is to be shown
    LatestRequest m_drawing; ///< the figure of the environment

    PageHeader* m_header = nullptr;
    StatusPill* m_pill = nullptr;
    ParameterForm* m_form = nullptr;
    ResultView* m_results = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_export = nullptr;
    QTimer m_saving;
};

} // namespace dpl::ui
