#include "pages/train/estimate_card.hpp"

#include "base/background.hpp"
#include "base/font_scale.hpp"
#include "base/format.hpp"
#include "base/quantity_text.hpp"
#include "base/stopped.hpp"
#include "jobs/job_options.hpp"
#include "jobs/job_queue.hpp"
#include "models/device_model.hpp"
#include "settings/settings.hpp"
#include "sweep/single_run.hpp"
#include "widgets/fact_table.hpp"
#include "widgets/secondary_label.hpp"

#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>
#include <filesystem>

namespace dpl::ui {

namespace {

constexpr double probeSeconds = 4.0;
constexpr std::chrono::seconds clockInterval{20};
constexpr std::uintmax_t smallBackboneBytes = 64 << 20;

/// Three digits.
QString speedText(double perSecond)
{
    return perSecond < 100.0 ? QString::number(perSecond, 'g', 3) : groupedText(qRound64(perSecond));
}

bool isSmall(const std::filesystem::path& backbone)
{
    std::error_code error;
    const std::uintmax_t bytes = std::filesystem::file_size(backbone / "model.safetensors", error);
    return !error && bytes < smallBackboneBytes;
}

} // namespace

EstimateCard::EstimateCard(const Settings& settings, const JobQueue& queue, DeviceModel& devices, QWidget* parent)
    : Card(tr("Estimate"), parent), m_settings(settings), m_queue(queue), m_devices(devices), m_facts(new FactTable),
      m_note(new SecondaryLabel), m_measure(new QPushButton(tr("Measure")))
{
    m_measure->setToolTip(
        tr("Load the backbone and time a few steps on rows of the dataset, for about %1 s").arg(probeSeconds));
    m_measure->setFixedHeight(fieldHeight(*m_measure));
    addBesideTitle(m_measure);
    m_facts->setAccessibleName(tr("Estimate"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    body()->addWidget(m_facts);
    body()->addWidget(m_note);
    connect(m_measure, &QPushButton::clicked, this, [this] { m_isProbing ? stopMeasuring() : measure(); });
    connect(&m_queue, &JobQueue::statusChanged, this, [this](const JobStatus& status) {
        if (status.state == JobState::running) {
            stopMeasuring();
        }
        if (!status.isActive()) {
            showFacts(); // the queue may have become empty
        }
        updateState();
    });
    connect(&m_devices, &DeviceModel::looked, this, [this] {
        showFacts(); // how much memory is free
        updateState();
    });
    m_clock.setInterval(clockInterval);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        showFacts();
        if (isVisible()) {
            m_devices.lookAt({m_device});
        }
    });
    m_clock.start();
    updateState();
}

EstimateCard::~EstimateCard()
{
    stopMeasuring();
}

ComputeOptions EstimateCard::compute() const
{
    return givingWay(m_settings.compute(m_device));
}

bool EstimateCard::probeFits() const
{
    return m_probe && m_run && m_probe->what == training::probeKey(*m_run, compute());
}

void EstimateCard::setPlan(const sweep::Plan& plan, bool evaluates, const Preview& preview)
{
    m_mayMeasure = m_mayMeasure || (preview && preview != m_preview);
    m_plan = plan;
    m_evaluates = evaluates;
    m_standings.clear();
    m_run = sweep::typicalRun(*m_plan);
    m_preview = preview;
    if (m_run && m_preview) {
        estimate();
    } else {
        m_outcome.reset();
        m_problem.clear();
        showFacts();
    }
    updateState();
}

void EstimateCard::setStandings(const std::vector<sweep::RunStanding>& standings)
{
    if (standings != m_standings) {
        m_standings = standings;
        estimate();
    }
}

void EstimateCard::estimate()
{
    m_isStale = m_isEstimating;
    if (m_isEstimating || !m_run || !m_preview) {
        return;
    }
    m_isEstimating = true;
    const auto ended = [this](const std::optional<Outcome>& outcome, const QString& problem) {
        m_isEstimating = false;
        if (!m_run || !m_preview) {
            return;
        }
        if (m_isStale) {
            estimate();
            return;
        }
        m_problem = problem;
        m_outcome.reset();
        if (outcome) {
            take(*outcome);
        } else {
            showFacts();
        }
        updateState();
    };
    // Away from the GUI thread: without a probe it reads the backbone's files.
    inBackground(
        this,
        [run = *m_run, device = m_device, plan = m_plan, evaluates = m_evaluates, standings = m_standings,
            preview = m_preview, probe = probeFits() ? m_probe : std::nullopt] {
            Outcome outcome{training::estimateTraining(run, device, *preview, probe), {}, isSmall(run.modelName)};
            if (outcome.estimate.measured) {
                outcome.timeOfAll = sweep::timeOf(*plan, evaluates, standings, run, *preview, *probe);
            }
            return outcome;
        },
        [ended](const Outcome& outcome) { ended(outcome, {}); },
        [ended](const QString& message) { ended(std::nullopt, message); });
}

void EstimateCard::take(const Outcome& outcome)
{
    m_outcome = outcome;
    showFacts();
    if (m_mayMeasure && outcome.backboneIsSmall && !outcome.estimate.measured) {
        measure();
    }
    m_mayMeasure = false;
}

void EstimateCard::showFacts()
{
    m_facts->clear();
    setNote({});
    if (!m_outcome || !m_run) {
        return;
    }
    const training::TrainingEstimate& estimate = m_outcome->estimate;
    m_facts->addRow(tr("Steps"), groupedText(estimate.steps));
    if (estimate.measured) {
        m_facts->addRow(tr("Speed, measured"), tr("%1 comparisons/s").arg(speedText(*estimate.comparisonsPerSecond)),
            tr("From %1 timed steps").arg(groupedText(m_probe->steps)));
        m_facts->addRow(tr("Training time"), durationText(*estimate.seconds),
            tr("Of one run. Evaluating and saving take extra time."));
    }
    showMemory(estimate);
    if (estimate.measured) {
        if (const double evaluation = m_outcome->timeOfAll.evaluation; evaluation > 0.0) {
            m_facts->addRow(tr("Evaluation, estimated"), durationText(evaluation),
                tr("Of all runs: on held-out rows while they train, and of the trained models where that is asked for. "
                   "From the measured speed: without a pass back through the backbone a comparison takes half of its "
                   "training time, or less where every weight is trained or gradients are checkpointed."));
        }
        m_facts->addRow(m_plan->size() == 1 ? tr("Ends") : tr("All %1 runs").arg(groupedText(qint64(m_plan->size()))),
            totalText(),
            tr("One run after another, at the measured speed, with their evaluation. Runs that have finished before "
               "take no time; saving and scoring a response set take extra time."));
    }
    setNote(tr("per run on %1").arg(QString::fromStdString(m_run->dataSubset)));
}

void EstimateCard::showMemory(const training::TrainingEstimate& estimate)
{
    if (estimate.bytes <= 0) {
        return;
    }
    const Device* device = m_devices.device(m_device);
    const QString needed = QString::fromStdString(formatBytes(estimate.bytes));
    const bool onCpu = m_device == "cpu";
    m_facts->addRow(estimate.memoryMeasured ? tr("Memory, measured") : tr("Memory, estimated"),
        device && device->freeBytes
            ? tr("%1 of %2 free").arg(needed, QString::fromStdString(formatBytes(*device->freeBytes)))
            : needed,
        estimate.memoryMeasured
            ? (onCpu ? tr("The most that the measured steps needed, besides what this window held before them")
                     : tr("The most of the device's memory that the measured steps took"))
            : (onCpu ? tr("Computed from the backbone's shape, for responses of 1,024 tokens")
                     : tr("Of the device's memory: computed from the backbone's shape, the type that it computes in, "
                          "and "
                          "the tokens of the largest batch")));
}

/// As far as is known.
bool EstimateCard::memorySuffices() const
{
    const Device* device = m_devices.device(m_device);
    return !m_outcome || !device || !device->freeBytes || m_outcome->estimate.bytes <= *device->freeBytes;
}

QString EstimateCard::totalText() const
{
    const double seconds = m_outcome->timeOfAll.total();
    if (seconds <= 0.0) {
        return tr("trained already");
    }
    if (m_queue.hasActiveJobs(QString::fromStdString(m_device))) {
        return tr("about %1, after the queue").arg(durationText(seconds));
    }
    const QDateTime now = QDateTime::currentDateTime();
    return tr("about %1, done at %2").arg(durationText(seconds), clockText(now.addSecs(qint64(seconds)), now));
}

bool EstimateCard::canMeasure() const
{
    return !m_isProbing && m_preview && m_run && !m_queue.isBusy() && m_devices.problemOf(m_device).isEmpty();
}

void EstimateCard::measure()
{
    if (!canMeasure()) {
        return;
    }
    m_isProbing = true;
    m_problem.clear();
    m_stop = {};
    updateState();
    using Probe = std::optional<training::TrainingProbe>;
    const auto ended = [this](const Probe& probe, const QString& problem) {
        m_isProbing = false;
        m_problem = problem;
        if (probe) {
            m_probe = probe;
            estimate();
        }
        updateState();
        Q_EMIT measured();
    };
    inBackground(
        this,
        [run = *m_run, options = compute(), preview = m_preview, stop = m_stop.get_token()]() -> Probe {
            try {
                return training::probeTraining(run, options, *preview, probeSeconds, stop);
            } catch (const Stopped&) {
                return std::nullopt;
            }
        },
        [ended](const Probe& probe) { ended(probe, {}); },
        [ended](const QString& message) { ended(std::nullopt, message); }, m_pool);
}

void EstimateCard::stopMeasuring()
{
    m_stop.request_stop();
}

void EstimateCard::updateState()
{
    m_measure->setText(m_isProbing ? tr("Stop measuring") : tr("Measure"));
    m_measure->setEnabled(m_isProbing || canMeasure());
    m_note->setText(note());
    m_note->setVisible(!m_note->text().isEmpty());
}

QString EstimateCard::note() const
{
    if (m_isProbing) {
        return tr("Measuring: loading the backbone and timing a few steps…");
    }
    if (!m_run || !m_preview) {
        return m_run ? tr("Available once the dataset has been read.") : tr("Available once the parameters are valid.");
    }
    if (!m_problem.isEmpty()) {
        return m_problem;
    }
    if (!memorySuffices()) {
        return m_device == "cpu" ? tr("This is more memory than is free.")
                                 : tr("This is more memory than is free on %1.").arg(QString::fromStdString(m_device));
    }
    if (m_outcome && m_outcome->estimate.measured) {
        return {};
    }
    return m_queue.isBusy() ? tr("The time can be measured when no job is running.")
                            : tr("Measure a few steps to estimate the time.");
}

} // namespace dpl::ui
