#pragma once

#include "base/latest_request.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "jobs/job.hpp"
#include "pages/page.hpp"

#include <QDeadlineTimer>

class QPushButton;

namespace dpl::ui {

class CheckpointModel;
class DatasetModel;
class DatasetsCard;
class DeviceModel;
class WhereModel;
class EvaluationOptionsCard;
class JobQueue;
class LiveView;
class MatrixCard;
class ModelsCard;
class PageHeader;
class RunIndex;
class Settings;
class StatusPill;

/// Checkpoints times datasets: shows what is evaluated, queues what is not, and shows scores as they come.
class EvaluatePage : public Page {
    Q_OBJECT

public:
    EvaluatePage(Settings& settings, JobQueue& queue, RunIndex& index, DeviceModel& devices, WhereModel& places,
        QWidget* parent = nullptr);

    QString title() const override { return tr("Evaluate"); }
    QString id() const override { return QStringLiteral("evaluate"); }
    QString iconName() const override { return QStringLiteral("evaluate"); }

    void start() override; ///< queues what is checked
    void exportFigure() override; ///< of the scores so far
    bool evaluateModels(const QStringList& folders) override; ///< checkpoints, or runs that hold one

    void stop(); ///< the evaluation that is shown

    evaluation::EvaluationChoice choice() const; ///< as checked and entered
    bool isBusy() const; ///< looks for models, or for their evaluations
    JobId shownJob() const { return m_job; }
    ModelsCard* modelsCard() const { return m_models; }
    DatasetsCard* datasetsCard() const { return m_datasets; }
    CheckpointModel* checkpoints() const;
    DatasetModel* datasets() const;
    LiveView* live() const { return m_live; }
    MatrixCard* matrix() const { return m_matrix; }
    EvaluationOptionsCard* options() const { return m_options; }

private:
    QString placeProblem() const;
    std::vector<JobRequest> jobsOf(const evaluation::EvaluationPlan& planned) const;
    void showScript();
    void addActions();
    void watchFetching();
    void restore();
    void save();
    void edited();
    void openFiles();
    evaluation::EvaluationPlan plan() const; ///< of what is to be evaluated of the choice
    std::filesystem::path elsewhere() const; ///< where evaluations go that cannot lie beside their model
    void updateStart();
    void estimateMemory();
    void statusChanged(const JobStatus& status);
    void showStatus(const JobStatus& status);
    bool shownJobIsActive() const;
    void say(const QString& message);

    Settings& m_settings;
    JobQueue& m_queue;
    JobId m_job = 0;
    LatestRequest m_estimating; ///< memory
    QDeadlineTimer m_said; ///< until then the header keeps what was said
    bool m_restoring = true;
    bool m_asksForChoice = false; ///< what is said is what is to be selected first

    PageHeader* m_header = nullptr;
    StatusPill* m_pill = nullptr;
    ModelsCard* m_models = nullptr;
    DatasetsCard* m_datasets = nullptr;
    EvaluationOptionsCard* m_options = nullptr;
    MatrixCard* m_matrix = nullptr;
    LiveView* m_live = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace dpl::ui
