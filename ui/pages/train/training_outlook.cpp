#include "pages/train/training_outlook.hpp"

#include "base/json_text.hpp"
#include "pages/train/command_card.hpp"
#include "pages/train/estimate_card.hpp"
#include "pages/train/length_card.hpp"
#include "pages/train/preview_card.hpp"
#include "sweep/single_run.hpp"
#include "widgets/column_mapping.hpp"

#include <QVBoxLayout>

namespace dpl::ui {

TrainingOutlook::TrainingOutlook(const Settings& settings, const JobQueue& queue, DeviceModel& devices, QWidget* parent)
    : QWidget(parent), m_pairs(new PreviewCard), m_lengths(new LengthCard),
      m_estimate(new EstimateCard(settings, queue, devices)), m_command(new CommandCard)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(m_pairs, 3);
    column->addWidget(m_lengths, 2);
    column->addWidget(m_estimate);
    column->addWidget(m_command);
    connect(&m_reader, &PreviewReader::started, this, [this] {
        showPreview();
        Q_EMIT judged({}, {});
        m_pairs->setMessage(tr("Reading the dataset…"));
    });
    connect(&m_reader, &PreviewReader::finished, this, [this] {
        showPreview();
        Q_EMIT judged({}, {});
        Q_EMIT previewed();
    });
    connect(&m_reader, &PreviewReader::failed, this, [this](const QString& message, const std::string& parameter) {
        const QString sentence = m_wording(message);
        m_pairs->setProblem(sentence, true);
        Q_EMIT judged(parameter, sentence);
        Q_EMIT previewed();
    });
    connect(m_pairs->columns(), &ColumnMapping::chosen, this, &TrainingOutlook::columnsChosen);
    connect(m_pairs, &PreviewCard::lookAgainRequested, this, &TrainingOutlook::lookAgain);
    connect(m_pairs, &PreviewCard::buttonClicked, this, [this] {
        if (m_experiment.params.base.contains("model_name")) {
            Q_EMIT datasetRequested();
        } else {
            Q_EMIT backboneRequested();
        }
    });
}

void TrainingOutlook::setExperiment(const Experiment& experiment)
{
    m_experiment = experiment;
    m_command->setExperiment(experiment);
    m_estimate->setDevice(experiment.device);
    m_estimate->setPlan(experiment.plan, experiment.params.evaluate, preview());
    read();
}

void TrainingOutlook::setStandings(const std::vector<sweep::RunStanding>& standings)
{
    m_estimate->setStandings(standings);
}

void TrainingOutlook::lookAgain()
{
    Q_EMIT lookedAgain();
    m_columnsOf.clear();
    read();
}

void TrainingOutlook::setMessage(const QString& sentence)
{
    m_reader.forget();
    showPreview();
    m_pairs->setMessage(sentence);
}

void TrainingOutlook::setProblem(const QString& sentence)
{
    setMessage({});
    m_pairs->setProblem(sentence);
}

void TrainingOutlook::read()
{
    const Json& given = m_experiment.params.base;
    const bool hasBackbone = given.contains("model_name");
    if (!hasBackbone || !given.contains("data_path")) {
        m_reader.forget();
        forgetColumns();
        showPreview();
        m_pairs->ask(hasBackbone ? tr("Choose the dataset's folder…") : tr("Choose the backbone…"));
    } else if (const auto run = sweep::typicalRun(*m_experiment.plan);
               run && isVisible()) { // otherwise when it is shown, or the parameters are right
        readColumns(*run);
        m_reader.read(*run);
    }
}

/// What they mean can be said also where the rows cannot be read as long as it is not.
void TrainingOutlook::readColumns(const training::TrainingParams& params)
{
    const std::string what = dumpJson(
        Json::array({params.dataPath, params.dataSubset, params.columns, params.holdout.share, params.holdout.seed}));
    if (what == m_columnsOf) {
        return;
    }
    forgetColumns();
    m_columnsOf = what;
    m_readingColumns.start(
        this, [params] { return training::previewColumns(params); },
        [this, given = params.columns](const data::FoundColumns& found) {
            m_pairs->columns()->setColumns(found, given);
            Q_EMIT columnsFound();
        },
        [this](const QString&) { forgetColumns(); }); // why is said in place of the pairs
}

void TrainingOutlook::forgetColumns()
{
    m_readingColumns.cancel();
    m_columnsOf.clear();
    m_pairs->columns()->forget();
}

void TrainingOutlook::showPreview()
{
    const auto run = sweep::typicalRun(*m_experiment.plan);
    m_pairs->setPreview(preview());
    m_lengths->setPreview(preview(), run ? run->maxLength : 0);
    m_estimate->setPlan(m_experiment.plan, m_experiment.params.evaluate, preview());
}

void TrainingOutlook::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    read();
}

} // namespace dpl::ui
