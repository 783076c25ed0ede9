#pragma once

#include "evaluation/evaluation_plan.hpp"
#include "jobs/job.hpp"
#include "pages/page.hpp"

#include <QTimer>

#include <optional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSpinBox;
class QTableView;

namespace dpl::ui {

class Card;
class CheckpointModel;
class DatasetModel;
class JobQueue;
class LiveView;
class Notice;
class PageHeader;
class SegmentedControl;
class Settings;
class StatusPill;

/// Checkpoints times datasets: queues evaluations and shows scores as they come.
class EvaluatePage : public Page {
    Q_OBJECT

public:
    EvaluatePage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Evaluate"); }
    QString iconName() const override { return QStringLiteral("evaluate"); }

    void start() override; ///< queues what is checked
    void exportFigure() override; ///< of the scores so far
    QList<QAction*> paletteActions() const override { return m_actions; }
    bool evaluateModels(const QStringList& folders) override;

    void stop(); ///< the evaluation that is shown
    void addModels(const QString& folder); ///< of PEFT folders from elsewhere, that folder or below it
    void addDataset(const QString& path);
    void rescan();

    evaluation::EvaluationChoice choice() const; ///< as checked and entered
    bool isBusy() const { return m_scanning; }
    JobId shownJob() const { return m_job; }
    CheckpointModel* checkpoints() const { return m_checkpoints; }
    DatasetModel* datasets() const { return m_datasets; }
    LiveView* live() const { return m_live; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeModelsCard();
    QWidget* makeDatasetsCard();
    QWidget* makeOptionsCard();
    void addActions();
    void restore();
    void save();
    void edited();
    void showScan(std::vector<evaluation::FoundCheckpoint> found);
    void chooseModels();
    void chooseDataset();
    void openFiles();
    void copyCommand();
    QStringList commands() const;
    void statusChanged(const JobStatus& status);
    void showStatus(const JobStatus& status);
    bool shownJobIsActive() const;
    std::filesystem::path elsewhere() const;
    void say(const QString& message);

    Settings& m_settings;
    JobQueue& m_queue;
    JobId m_job = 0;
    quint64 m_scan = 0; ///< counts requests, so that a late answer to an earlier one is dropped
    bool m_scanning = false;
    bool m_scanned = false;
    bool m_restoring = true;
    QStringList m_modelFolders; ///< from elsewhere
    std::vector<evaluation::FoundDataset> m_ownDatasets; ///< that the user added

    PageHeader* m_header = nullptr;
    StatusPill* m_pill = nullptr;
    Card* m_modelsCard = nullptr;
    QTableView* m_modelTable = nullptr;
    QLabel* m_noModels = nullptr;
    CheckpointModel* m_checkpoints = nullptr;
    QListView* m_datasetList = nullptr;
    DatasetModel* m_datasets = nullptr;
    Notice* m_datasetError = nullptr;
    SegmentedControl* m_subset = nullptr;
    QSpinBox* m_evalDatasetSize = nullptr;
    QSpinBox* m_maxLength = nullptr;
    SegmentedControl* m_longTexts = nullptr;
    QCheckBox* m_bf16 = nullptr;
    QCheckBox* m_keepStored = nullptr;
    QLineEdit* m_command = nullptr;
    LiveView* m_live = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_start = nullptr;
    QList<QAction*> m_actions;
};

} // namespace dpl::ui
