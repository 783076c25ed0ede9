#pragma once

#include "jobs/job.hpp"
#include "pages/page.hpp"
#include "sweep/sweep_params.hpp"
#include "training/training_estimate.hpp"

#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <optional>
#include <stop_token>

class QLabel;
class QMenu;
class QPlainTextEdit;
class QPushButton;

namespace dpl::ui {

class Card;
class FactTable;
class FigureView;
class JobQueue;
class Notice;
class PageHeader;
class PreviewCard;
class PrimaryButton;
class SegmentedControl;
class Settings;
class TrainingForm;

/// Reward models on language models: what to train on what, and how, at the left; what that means (rows, lengths, time, memory, command)
/// at the right.
class TrainPage : public Page {
    Q_OBJECT

public:
    TrainPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);
    ~TrainPage() override;

    QString title() const override { return tr("Train"); }
    QString iconName() const override { return QStringLiteral("train"); }

    void start() override;
    void exportFigure() override;
    QList<QAction*> paletteActions() const override { return m_actions; }
    bool resumeRun(const QString& folder) override;
    bool duplicateRun(const QString& folder) override;

    void useDemo();
    void usePaper();
    void copyCommand();

    TrainingForm* form() const { return m_form; }
    std::shared_ptr<const training::DatasetPreview> preview() const { return m_preview; }
    const std::optional<training::TrainingProbe>& probe() const { return m_probe; }

Q_SIGNALS:
    void previewed(); ///< a preview, or why there is none, is shown
    void measured();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    enum Preset { demo, paper, own };

    QWidget* makeRightColumn();
    void addActions();
    void restore();
    void save();
    void formChanged();
    void choosePreset(int index);
    void showPresetsMenu();
    void savePreset();
    void chooseBackbone();
    void describeBackbone();
    void readPreview();
    void showPreview(std::shared_ptr<const training::DatasetPreview> preview);
    void measure();
    void showEstimate();
    void showCommand();
    void updateButtons();
    void followTheme();
    QString experimentFolder() const;
    ComputeOptions compute() const;

    Settings& m_settings;
    JobQueue& m_queue;
    TrainingForm* m_form = nullptr;
    PageHeader* m_header = nullptr;
    SegmentedControl* m_presets = nullptr;
    QPushButton* m_ownPresets = nullptr;
    QMenu* m_presetMenu = nullptr;
    PrimaryButton* m_start = nullptr;
    Notice* m_queued = nullptr;
    QWidget* m_queuedRow = nullptr;
    PreviewCard* m_previewCard = nullptr;
    Card* m_lengthCard = nullptr;
    FigureView* m_lengths = nullptr;
    FactTable* m_estimate = nullptr;
    QLabel* m_estimateNote = nullptr;
    QPushButton* m_measure = nullptr;
    QPlainTextEdit* m_command = nullptr;
    QList<QAction*> m_actions;
    QTimer m_saving;
    QTimer m_previewing;
    std::shared_ptr<const training::DatasetPreview> m_preview;
    std::optional<training::TrainingProbe> m_probe;
    std::stop_source m_reading;
    std::stop_source m_probing;
    std::string m_previewOf; ///< what decides the preview that is shown or being read
    std::string m_describedBackbone;
    QThreadPool m_probes; ///< threads of low priority; waits for them when it is destroyed
    bool m_isProbing = false;
    bool m_settingPreset = false;
    quint64 m_load = 0;
    QString m_automaticName; ///< of the experiment, while the user gives none
};

} // namespace dpl::ui
