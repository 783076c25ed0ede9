#include "pages/evaluate/evaluate_page.hpp"

#include "base/font_scale.hpp"
#include "base/json_text.hpp"
#include "evaluation/evaluation_memory.hpp"
#include "fetching/fetch_watch.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/job_tone.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "pages/evaluate/datasets_card.hpp"
#include "pages/evaluate/evaluation_options_card.hpp"
#include "pages/evaluate/live_view.hpp"
#include "pages/evaluate/matrix_card.hpp"
#include "pages/evaluate/models_card.hpp"
#include "pages/export_request.hpp"
#include "settings/settings.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/fitting_scroll.hpp"
#include "widgets/folding_columns.hpp"
#include "widgets/page_header.hpp"
#include "widgets/path_drop.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/script_dialog.hpp"
#include "widgets/status_pill.hpp"
#include "widgets/where_chooser.hpp"

#include <QFileDialog>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int narrowestForm = 420;

} // namespace

EvaluatePage::EvaluatePage(
    Settings& settings, JobQueue& queue, RunIndex& index, DeviceModel& devices, WhereModel& places, QWidget* parent)
    : Page(parent), m_settings(settings), m_queue(queue)
{
    m_header = new PageHeader(title());
    m_pill = new StatusPill;
    m_pill->hide();
    m_header->addBesideTitle(m_pill);
    auto* open = new QPushButton(tr("Open evaluation files…"));
    open->setToolTip(tr("Open existing files of scores, without evaluating anything"));
    m_stop = new QPushButton(tr("Stop"));
    m_stop->setToolTip(
        tr("Stop the evaluation shown here. The rows that are done are kept: started again, it resumes after them"));
    m_start = new PrimaryButton(tr("Evaluate"));
    for (QPushButton* button : {open, m_stop, m_start}) {
        m_header->addButton(button);
    }
    m_models = new ModelsCard(index);
    m_datasets = new DatasetsCard;
    connect(new PathDrop(*this), &PathDrop::dropped, m_datasets, [this](const QStringList& paths) {
        for (const QString& path : paths) {
            m_datasets->addDataset(path);
        }
    });
    m_options = new EvaluationOptionsCard(settings, devices, places);
    m_matrix = new MatrixCard(queue);
    m_live = new LiveView;
    auto* form = new QWidget;
    auto* left = new QVBoxLayout(form);
    left->setSpacing(12);
    left->addWidget(m_models, 3);
    left->addWidget(m_datasets, 2);
    left->addWidget(m_options);
    auto* content = new FoldingColumns(2);
    form->setMinimumWidth(forFont(*this, narrowestForm));
    left->setContentsMargins(0, 0, 10, 0); // beside the scroll bar
    auto* scrolledForm = new FittingScroll(form);
    scrolledForm->setKeepsWidth(true);
    content->addColumn(scrolledForm, 3);
    auto* results = new QWidget;
    auto* right = new QVBoxLayout(results);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(12);
    right->addWidget(m_matrix, 2);
    right->addWidget(m_live, 3);
    auto* scrolledResults = new FittingScroll(results);
    scrolledResults->setKeepsWidth(true);
    content->addColumn(scrolledResults, 4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(content, 1);

    connect(open, &QPushButton::clicked, this, &EvaluatePage::openFiles);
    connect(m_start, &QPushButton::clicked, this, &EvaluatePage::start);
    connect(m_stop, &QPushButton::clicked, this, &EvaluatePage::stop);
    connect(m_models, &ModelsCard::changed, this, &EvaluatePage::edited);
    connect(m_models, &ModelsCard::datasetsFound, m_datasets, &DatasetsCard::setFound);
    connect(m_models, &ModelsCard::trainingRequested, this, [this] { Q_EMIT pageRequested(QStringLiteral("train")); });
    connect(m_models, &ModelsCard::said, this, &EvaluatePage::say);
    connect(m_datasets, &DatasetsCard::changed, this, &EvaluatePage::edited);
    connect(m_options, &EvaluationOptionsCard::changed, this, &EvaluatePage::edited);
    connect(m_options->where(), &WhereChooser::manageRequested, this, &Page::placesRequested);
    connect(m_options->where(), &WhereChooser::scriptRequested, this, &EvaluatePage::showScript);
    connect(m_options, &EvaluationOptionsCard::said, this, &EvaluatePage::say);
    connect(m_matrix, &MatrixCard::changed, this, &EvaluatePage::updateStart);
    connect(m_matrix, &MatrixCard::inspectionRequested, this, &EvaluatePage::openRequested);
    connect(m_live, &LiveView::openRequested, this, &EvaluatePage::openFiles);
    connect(m_live, &LiveView::inspectionRequested, this, &EvaluatePage::openRequested);
    connect(&m_queue, &JobQueue::statusChanged, this, &EvaluatePage::statusChanged);
    connect(&m_queue, &JobQueue::snapshotTaken, this, [this](JobId id, const JobSnapshot& snapshot) {
        if (auto view = id == m_job ? snapshot.as<LiveScoresView>() : nullptr) {
            m_live->setView(std::move(view));
        }
    });
    watchFetching();
    addActions();
    restore();
    edited();
}

void EvaluatePage::watchFetching()
{
    auto* watch = new FetchWatch(m_queue, this);
    connect(m_models, &ModelsCard::fetchRequested, watch, [watch] { watch->open(hub::RepositoryKind::model); });
    connect(m_datasets, &DatasetsCard::fetchRequested, watch, [watch] { watch->open(hub::RepositoryKind::dataset); });
    connect(watch, &FetchWatch::fetched, this, [this](const Fetched& what) {
        if (!what.isAskedHere) {
            return;
        }
        if (what.repository.kind == hub::RepositoryKind::model) {
            m_models->addFolder(what.folder);
        } else {
            m_datasets->addDataset(QString::fromStdString(toString(what.repository)));
        }
    });
}

void EvaluatePage::addActions()
{
    addPaletteAction(tr("Evaluate the selected models"), QStringLiteral("start"), this, &EvaluatePage::start,
        [this] { return m_start->isEnabled(); });
    addPaletteAction(tr("Stop the evaluation"), QStringLiteral("stop"), this, &EvaluatePage::stop,
        [this] { return shownJobIsActive(); });
    addPaletteAction(tr("Open evaluation files…"), QStringLiteral("open"), this, &EvaluatePage::openFiles);
    addPaletteAction(
        tr("Add reward models from a folder…"), QStringLiteral("add"), m_models, &ModelsCard::askForFolder);
    addPaletteAction(tr("Copy the equivalent dpl evaluate and dpl score commands"), QStringLiteral("copy"), m_options,
        &EvaluationOptionsCard::copyCommands);
}

void EvaluatePage::restore()
{
    try {
        const QString stored = m_settings.value(known::pageParameters(id()));
        if (!stored.isEmpty()) {
            const Json value = parseJson(stored.toStdString(), "settings");
            const JsonObject json(value, "settings");
            m_models->restore(json);
            m_datasets->restore(json);
            m_options->restore(json);
        }
    } catch (const std::exception&) {
        // Of another version: the defaults stand in their place.
    }
    m_restoring = false;
}

void EvaluatePage::save()
{
    Json json;
    m_models->store(json);
    m_datasets->store(json);
    m_options->store(json);
    m_settings.setValue(known::pageParameters(id()), QString::fromStdString(dumpJson(json)));
}

evaluation::EvaluationChoice EvaluatePage::choice() const
{
    evaluation::EvaluationChoice choice;
    choice.checkpoints = checkpoints()->checked();
    choice.datasets = m_datasets->checked();
    m_options->writeTo(choice);
    return choice;
}

std::filesystem::path EvaluatePage::elsewhere() const
{
    return std::filesystem::path(m_settings.value(known::runsFolder()).toStdString()) / "evaluations";
}

evaluation::EvaluationPlan EvaluatePage::plan() const
{
    evaluation::EvaluationChoice chosen = choice();
    chosen.leftOut = m_matrix->leftOut(chosen);
    return evaluation::planEvaluations(chosen, elsewhere());
}

void EvaluatePage::edited()
{
    if (m_restoring) {
        return;
    }
    m_options->where()->setScript({}); // it was another job's
    save();
    m_matrix->setChoice(choice(), elsewhere());
    updateStart();
    estimateMemory();
}

/// Where devices are chosen from.
void EvaluatePage::estimateMemory()
{
    if (m_options->device()->isHidden()) {
        return;
    }
    m_estimating.start(
        this,
        [choice = choice(), device = m_options->device()->device()] { return evaluation::memoryOf(choice, device); },
        [this](std::int64_t bytes) { m_options->setMemory(bytes); },
        [this](const QString&) { m_options->setMemory(0); });
}

void EvaluatePage::updateStart()
{
    const evaluation::EvaluationChoice chosen = choice();
    const std::size_t models = chosen.checkpoints.size();
    const std::size_t sets = chosen.datasets.size();
    const std::size_t left = m_matrix->leftOut(chosen).size();
    const bool ready = models * sets > left;
    if (ready && std::exchange(m_asksForChoice, false)) {
        m_header->setNote({});
    }
    const QString lack = QString::fromStdString(evaluation::lackOf(chosen));
    const QString unusable = lack.isEmpty() ? placeProblem() : lack;
    m_start->setEnabled(ready && unusable.isEmpty());
    m_start->setText(!ready ? tr("Evaluate")
            : left == 0     ? tr("Evaluate %1 × %2").arg(models).arg(sets)
                            : tr("Evaluate %1 of %2").arg(models * sets - left).arg(models * sets));
    m_start->setToolTip(models == 0 ? tr("Select a reward model first")
            : sets == 0             ? tr("Select a dataset first")
            : !ready                ? tr("All of these are evaluated; check one to evaluate it again")
            : !unusable.isEmpty()   ? unusable
                                    : tr("Queue the evaluations that are checked (Ctrl+Return)"));
    const evaluation::EvaluationPlan planned = plan();
    std::vector<std::vector<std::string>> commands;
    for (const auto& params : planned.evaluations) {
        commands.push_back(evaluation::commandLine(params));
    }
    for (const auto& params : planned.scorings) {
        commands.push_back(evaluation::commandLine(params));
    }
    m_options->setCommands(commands);
    m_stop->setEnabled(shownJobIsActive());
}

/// Why nothing can be evaluated where that is chosen; empty: it can.
QString EvaluatePage::placeProblem() const
{
    const QString place = m_options->where()->problem();
    return place.isEmpty() && m_options->where()->isThisComputer() ? m_options->device()->problem() : place;
}

std::vector<JobRequest> EvaluatePage::jobsOf(const evaluation::EvaluationPlan& planned) const
{
    const ComputeOptions compute = m_settings.compute(m_options->device()->device());
    std::vector<JobRequest> requests;
    for (const auto& params : planned.evaluations) {
        requests.push_back(evaluationJob(params, compute));
    }
    for (const auto& params : planned.scorings) {
        requests.push_back(scoringJob(params, compute));
    }
    return requests;
}

void EvaluatePage::showScript()
{
    const std::vector<JobRequest> jobs = jobsOf(plan());
    if (jobs.empty()) {
        say(m_start->toolTip());
        return;
    }
    auto* dialog = new ScriptDialog(
        *m_options->where(), jobs.front(), m_settings.value(known::runsFolder()), jobs.size() > 1, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void EvaluatePage::start()
{
    const evaluation::EvaluationPlan planned = plan();
    if (planned.jobs() == 0 || !evaluation::lackOf(choice()).empty() || !placeProblem().isEmpty()) {
        say(m_start->toolTip());
        m_asksForChoice = true;
        return;
    }
    std::vector<JobRequest> requests = jobsOf(planned);
    const auto all = int(requests.size());
    int queued = 0;
    for (JobRequest& request : requests) {
        request.place = m_options->where()->request();
        queued += m_queue.enqueue(std::move(request)) != 0 ? 1 : 0;
    }
    m_options->where()->setScript({});
    if (queued == all) {
        say(queued == 1 ? tr("1 job queued; what is done already is not computed again")
                        : tr("%1 jobs queued; what is done already is not computed again").arg(queued));
    } else {
        say(queued == 0 ? tr("In the queue already")
                        : tr("%1 queued, %2 in the queue already").arg(queued).arg(all - queued));
    }
}

void EvaluatePage::stop()
{
    if (m_job != 0) {
        m_queue.stop(m_job);
    }
}

void EvaluatePage::exportFigure()
{
    if (const auto view = m_live->view()) {
        const Json& recipe = m_queue.recipe(m_job);
        requestExport(*this, m_settings, view->figure, {view->newest},
            recipe.is_object() ? recipe.value("params", Json()) : Json());
    }
}

bool EvaluatePage::evaluateModels(const QStringList& folders)
{
    return m_models->checkOnlyThoseIn(folders);
}

bool EvaluatePage::isBusy() const
{
    return m_models->isScanning() || m_matrix->isLooking();
}

CheckpointModel* EvaluatePage::checkpoints() const
{
    return m_models->checkpoints();
}

DatasetModel* EvaluatePage::datasets() const
{
    return m_datasets->datasets();
}

void EvaluatePage::openFiles()
{
    auto* dialog = new QFileDialog(this, tr("Open evaluation files"), m_settings.value(known::runsFolder()),
        tr("Evaluation files (*.jsonl *.jsonl.gz);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &EvaluatePage::openRequested);
    dialog->open();
}

void EvaluatePage::statusChanged(const JobStatus& status)
{
    if (status.state == JobState::finished && (status.kind.trainsModels || status.kind.writesEvaluations)) {
        m_models->refresh();
    }
    if (!status.kind.publishes<LiveScoresView>()) {
        return;
    }
    m_matrix->showJob(status);
    if (!status.isActive()) {
        m_matrix->refresh();
    }
    // What runs is shown; what waits only while nothing does.
    const bool takesOver = status.state == JobState::running
        ? m_job == 0 || m_queue.status(m_job).state != JobState::running
        : status.isActive() && !shownJobIsActive();
    if (status.id != m_job && takesOver) {
        m_job = status.id;
        m_live->setView(nullptr);
    }
    if (status.id == m_job) {
        showStatus(status);
    }
    m_stop->setEnabled(shownJobIsActive());
}

void EvaluatePage::showStatus(const JobStatus& status)
{
    m_pill->show();
    m_pill->setTone(stateTone(status.state));
    m_pill->setText(stateWithShare(status));
    m_live->showStatus(status);
    const bool failed = status.state == JobState::failed; // the live view says why
    if (m_said.hasExpired() || !status.message.isEmpty()) {
        m_header->setNote(failed ? QString() : status.message.isEmpty() ? timeLeftText(status) : status.message);
    }
}

bool EvaluatePage::shownJobIsActive() const
{
    return m_job != 0 && m_queue.status(m_job).isActive();
}

void EvaluatePage::say(const QString& message)
{
    constexpr int longEnoughToRead = 4000; // ms
    m_said.setRemainingTime(longEnoughToRead);
    m_header->setNote(message);
}

} // namespace dpl::ui
