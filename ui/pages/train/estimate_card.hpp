#pragma once

#include "training/training_estimate.hpp"
#include "widgets/card.hpp"

#include <QThreadPool>

#include <memory>
#include <optional>
#include <stop_token>

class QLabel;
class QPushButton;

namespace dpl::ui {

class FactTable;
class JobQueue;
class Settings;

/// What a run will take: its steps and memory, and, once a few of its steps were timed, how long. Small backbones are
/// measured without being asked; nothing is while a job runs, for each would slow the other down.
class EstimateCard : public Card {
    Q_OBJECT

public:
    using Preview = std::shared_ptr<const training::DatasetPreview>;

    EstimateCard(const Settings& settings, const JobQueue& queue, QWidget* parent = nullptr);
    ~EstimateCard() override;

    /// None: its parameters are not right. Null: its dataset is not read.
    void setRun(const std::optional<training::TrainingParams>& run, const Preview& preview);

    void measure();
    void stopMeasuring();
    const std::optional<training::TrainingProbe>& probe() const { return m_probe; }

Q_SIGNALS:
    void measured(); ///< or why it cannot be, is shown

private:
    struct Outcome {
        training::TrainingEstimate estimate;
        bool backboneIsSmall = false;
    };

    ComputeOptions compute() const;
    bool probeFits() const;
    void estimate();
    void showFacts(const Outcome& outcome);
    void updateState();
    QString note() const;

    const Settings& m_settings;
    const JobQueue& m_queue;
    std::optional<training::TrainingParams> m_run;
    Preview m_preview;
    std::optional<training::TrainingEstimate> m_estimate; ///< of m_run
    std::optional<training::TrainingProbe> m_probe;
    QString m_problem; ///< why there is no estimate, or no probe
    bool m_isEstimating = false;
    bool m_isStale = false; ///< m_run changed while it was being estimated
    bool m_isProbing = false;
    bool m_mayMeasure = false; ///< once for a dataset
    FactTable* m_facts = nullptr;
    QLabel* m_note = nullptr;
    QPushButton* m_measure = nullptr;
    std::stop_source m_stop;
    QThreadPool m_pool; ///< threads of low priority; waits for them when it is destroyed
};

} // namespace dpl::ui
