#pragma once

#include "sweep/sweep_check.hpp"
#include "sweep/sweep_estimate.hpp"
#include "training/training_estimate.hpp"
#include "widgets/card.hpp"

#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

class QLabel;
class QPushButton;

namespace dpl::ui {

class DeviceModel;
class FactTable;
class JobQueue;
class Settings;

/// What runs will take: the steps and the memory of a typical one, and, once a few of its steps were timed, how long it
/// and all of them take, and when they end. Small backbones are measured without being asked; nothing is while a job
/// runs, for each would slow the other down.
class EstimateCard : public Card {
    Q_OBJECT

public:
    using Preview = std::shared_ptr<const training::DatasetPreview>;

    EstimateCard(const Settings& settings, const JobQueue& queue, DeviceModel& devices, QWidget* parent = nullptr);
    ~EstimateCard() override;

    /// No runs: their parameters are not right. Null: the dataset is not read. `evaluates`: every model, when trained.
    void setPlan(const sweep::Plan& plan, bool evaluates, const Preview& preview);

    /// What the runs would be trained on. To be followed by setPlan.
    void setDevice(const std::string& device) { m_device = device; }

    /// How far the runs of the plan are, in its order: those that have finished are not trained again.
    void setStandings(const std::vector<sweep::RunStanding>& standings);

    bool canMeasure() const; ///< there is something to measure, and nothing runs
    void measure();
    void stopMeasuring();
    const std::optional<training::TrainingProbe>& probe() const { return m_probe; }

Q_SIGNALS:
    void measured(); ///< or why it cannot be, is shown

private:
    struct Outcome {
        training::TrainingEstimate estimate;
        sweep::SweepTime timeOfAll;
        bool backboneIsSmall = false;
    };

    ComputeOptions compute() const;
    bool probeFits() const;
    void estimate();
    void take(const Outcome& outcome);
    void showFacts();
    void showMemory(const training::TrainingEstimate& estimate);
    QString totalText() const;
    bool memorySuffices() const;
    void updateState();
    QString note() const;

    const Settings& m_settings;
    const JobQueue& m_queue;
    DeviceModel& m_devices;
    std::string m_device = "cpu";
    std::optional<training::TrainingParams> m_run; ///< the plan's typical one
    Preview m_preview;
    sweep::Plan m_plan = sweep::noPlan();
    bool m_evaluates = false;
    std::vector<sweep::RunStanding> m_standings;
    std::optional<Outcome> m_outcome; ///< of m_run
    std::optional<training::TrainingProbe> m_probe;
    QString m_problem; ///< why there is no estimate, or no probe
    bool m_isEstimating = false;
    bool m_isStale = false; ///< m_run changed while it was being estimated
    bool m_isProbing = false;
    bool m_mayMeasure = false; ///< once for a dataset
    FactTable* m_facts = nullptr;
    QLabel* m_note = nullptr;
    QPushButton* m_measure = nullptr;
    QTimer m_clock; ///< when the end moves on
    std::stop_source m_stop;
    QThreadPool m_pool; ///< threads of low priority; waits for them when it is destroyed
};

} // namespace dpl::ui
