#include "pages/train/train_page.hpp"

#include "backbones/backbone_dialog.hpp"
#include "base/error.hpp"
#include "base/font_scale.hpp"
#include "base/json_text.hpp"
#include "fetching/fetch_watch.hpp"
#include "jobs/job_options.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/training_job.hpp"
#include "pages/export_request.hpp"
#include "pages/train/command_card.hpp"
#include "pages/train/estimate_card.hpp"
#include "pages/train/length_card.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/preset_bar.hpp"
#include "pages/train/training_form.hpp"
#include "pages/train/training_outlook.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_record.hpp"
#include "settings/settings.hpp"
#include "sweep/single_run.hpp"
#include "training/training_run.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/folding_columns.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/path_drop.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/script_dialog.hpp"
#include "widgets/scrolled.hpp"
#include "widgets/where_chooser.hpp"

#include <QDir>
#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr const char* processesKey = "processes";

constexpr int outlookWidth = 400; // that the form leaves what stands beside it
constexpr double formShare = 0.48; // of a wide page

} // namespace

TrainPage::TrainPage(Settings& settings, JobQueue& queue, DeviceModel& devices, WhereModel& places, QWidget* parent)
    : Page(parent), m_settings(settings), m_queue(queue), m_header(new PageHeader(tr("Train a reward model"))),
      m_start(new PrimaryButton(tr("Train"))), m_form(new TrainingForm(settings, devices, places)),
      m_presets(new PresetBar(settings, id(), *m_form)), m_outlook(new TrainingOutlook(settings, queue, devices))
{
    m_header->addBesideTitle(m_presets);
    m_header->addButton(m_start);
    m_left = scrolled(m_form);
    m_columns = new FoldingColumns(2);
    m_columns->addColumn(m_left, 0);
    m_columns->addColumn(scrolled(m_outlook), 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_columns, 1);
    column->addWidget(makeQueuedRow()); // below: nothing moves under the mouse when it appears

    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    connect(&m_saving, &QTimer::timeout, this, &TrainPage::save);
    m_checkingSoon.connect(this, &TrainPage::checkFolder);
    connect(m_start, &QPushButton::clicked, this, &TrainPage::start);
    connect(m_form, &TrainingForm::changed, this, &TrainPage::formChanged);
    connect(m_form, &TrainingForm::planned, this, &TrainPage::formChanged);
    connect(m_form, &TrainingForm::placeChanged, this, [this] {
        m_saving.start();
        m_outlook->command()->setExperiment(experiment());
    });
    connect(m_form->where(), &WhereChooser::manageRequested, this, &Page::placesRequested);
    connect(m_form->where(), &WhereChooser::scriptRequested, this, &TrainPage::showScript);
    connect(m_form, &TrainingForm::backboneRequested, this, &TrainPage::chooseBackbone);
    connect(
        m_presets, &PresetBar::writingDemo, this, [this] { m_outlook->setMessage(tr("Writing the demo's data…")); });
    connect(m_presets, &PresetBar::demoFailed, m_outlook, &TrainingOutlook::setProblem);
    connect(m_presets, &PresetBar::said, m_header, &PageHeader::setNote);
    connect(m_outlook, &TrainingOutlook::backboneRequested, this, &TrainPage::chooseBackbone);
    connect(m_outlook, &TrainingOutlook::datasetRequested, m_form, &TrainingForm::chooseDataFolder);
    connect(m_outlook, &TrainingOutlook::lookedAgain, m_form, &TrainingForm::lookAgain);
    m_outlook->setWording(
        [this](const QString& sentence) { return m_form->withLabelsOfLongNames(sentence.toStdString()); });
    connect(m_outlook, &TrainingOutlook::judged, this, [this](const std::string& parameter, const QString& problem) {
        m_form->setUnusable(parameter, problem);
        m_form->setHasTestRows(!preview() || preview()->hasTestRows);
        updateStart();
    });
    connect(m_outlook, &TrainingOutlook::previewed, this, &TrainPage::previewed);
    connect(m_outlook, &TrainingOutlook::columnsChosen, this,
        [this](const std::string& columns) { m_form->field("columns")->setValue(columns); });
    connect(new PathDrop(*this), &PathDrop::dropped, this, &TrainPage::useDropped);
    m_form->setRecentDatasets(m_settings.value(known::recentDatasets()));
    connect(m_form, &TrainingForm::usabilityChanged, this, &TrainPage::updateStart);
    connect(m_outlook->estimate(), &EstimateCard::measured, this, &TrainPage::measured);
    connect(m_outlook->command(), &CommandCard::copied, m_header, &PageHeader::setNote);
    connect(&m_queue, &JobQueue::statusChanged, this, [this] {
        updateStart();
        if (!m_queue.hasActiveJobs()) {
            m_queuedRow->hide();
        }
    });
    watchFetching();
    addActions();
    restore();
}

/// What is fetched by its name can be used, and takes a place that is empty.
void TrainPage::watchFetching()
{
    m_fetching = new FetchWatch(m_queue, this);
    connect(m_form, &TrainingForm::fetchRequested, m_fetching, &FetchWatch::open);
    connect(m_fetching, &FetchWatch::fetched, this, [this](const Fetched& what) {
        const bool isModel = what.repository.kind == hub::RepositoryKind::model;
        ParameterField* field = m_form->field(isModel ? "model_name" : "data_path");
        if (what.isAskedHere && field->value().get<std::string>().empty()) {
            field->setValue(toString(what.repository));
        }
        m_outlook->lookAgain();
        m_header->setNote(tr("%1 is fetched").arg(QString::fromStdString(toString(what.repository))));
    });
}

/// Two columns of fields, which grow on a wide page; one where the outlook needs the room of the other.
void TrainPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    const int room = m_columns->width();
    const int beside = forFont(*this, outlookWidth);
    const int bar = m_left->verticalScrollBar()->sizeHint().width();
    const int one = m_form->widthOf(1) + bar;
    const int two = m_form->widthOf(2) + bar;
    const int width = room - two < beside ? one : std::clamp(int(formShare * room), two, 3 * two / 2);
    m_left->setMinimumWidth(std::min(width, room));
    m_left->setMaximumWidth(room - one < beside ? QWIDGETSIZE_MAX : width);
    m_outlook->setMinimumWidth(std::min(beside, room) - 2);
}

QWidget* TrainPage::makeQueuedRow()
{
    m_queuedRow = new QWidget;
    auto* row = new QHBoxLayout(m_queuedRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_queued = new Notice(Tone::good);
    auto* watch = new QPushButton(tr("Watch in Runs"));
    watch->setToolTip(tr("Show the Runs page (Ctrl+3)"));
    watch->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred); // as high as the notice
    row->addWidget(m_queued, 1);
    row->addWidget(watch);
    m_queuedRow->hide();
    connect(watch, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("runs")); });
    return m_queuedRow;
}

void TrainPage::addActions()
{
    addPaletteAction(tr("Queue the runs"), QStringLiteral("start"), this, &TrainPage::start,
        [this] { return m_start->isEnabled(); });
    addPaletteAction(tr("Train the demo"), QStringLiteral("train"), m_presets, &PresetBar::useDemo);
    addPaletteAction(tr("Use the paper's nine runs"), QStringLiteral("train"), m_presets, &PresetBar::usePaper);
    addPaletteAction(tr("Choose the backbone to train…"), QStringLiteral("backbone"), this, &TrainPage::chooseBackbone);
    addPaletteAction(tr("Fetch a model or a dataset by its name…"), QStringLiteral("backbone"), this,
        [this] { m_fetching->open(hub::RepositoryKind::model); });
    addPaletteAction(tr("Measure speed and memory"), QStringLiteral("train"), m_outlook->estimate(),
        &EstimateCard::measure, [this] { return m_outlook->estimate()->canMeasure(); });
    addPaletteAction(tr("Copy the equivalent dpl train command"), QStringLiteral("copy"), this, &TrainPage::copyCommand,
        [this] { return !m_form->plan().empty(); });
    addPaletteAction(tr("Save these parameters as a preset…"), QStringLiteral("train"), m_presets, &PresetBar::save);
}

PreviewReader::Preview TrainPage::preview() const
{
    return m_outlook->preview();
}

const std::optional<training::TrainingProbe>& TrainPage::probe() const
{
    return m_outlook->estimate()->probe();
}

ComputeOptions TrainPage::compute() const
{
    ComputeOptions compute = m_settings.compute(m_form->device()->device());
    compute.processes = m_form->processes();
    return compute;
}

Experiment TrainPage::experiment()
{
    const QString root = m_settings.value(known::runsFolder());
    QString name = m_form->experiment();
    if (name.isEmpty()) {
        if (m_automaticName.isEmpty()) {
            m_automaticName =
                QString::fromStdString(runs::newRunFolder(root.toStdString(), "train").filename().string());
        }
        name = m_automaticName;
    }
    return {(root + u'/' + name).toStdString(), m_form->params(), m_form->sharedPlan(), m_form->device()->device(),
        m_form->where()->request(), m_form->processes()};
}

void TrainPage::restore()
{
    const QString stored = m_settings.value(known::pageParameters(id()));
    if (!stored.isEmpty()) {
        try {
            const Json json = parseJson(stored.toStdString(), "settings");
            m_form->device()->restore(JsonObject(json, "settings"));
            m_form->where()->restore(JsonObject(json, "settings"));
            m_form->setProcesses(static_cast<int>(JsonObject(json, "settings").integer(processesKey, 1)));
            m_presets->restore(json);
            return;
        } catch (const std::exception&) {
            // Parameters of another version: the demo stands in their place.
        }
    }
    m_demoIsDue = true; // it writes files: not before somebody looks at the page
}

void TrainPage::save()
{
    if (m_form->problem().isEmpty()) {
        Json state = m_presets->state();
        m_form->device()->store(state);
        m_form->where()->store(state);
        state[processesKey] = m_form->processes();
        m_settings.setValue(known::pageParameters(id()), QString::fromStdString(dumpJson(state)));
    }
}

void TrainPage::chooseBackbone()
{
    auto* dialog = new BackboneDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->offerFetching(m_queue);
    connect(dialog, &BackboneDialog::chosen, this,
        [this](const QString& path) { m_form->field("model_name")->setValue(path.toStdString()); });
    dialog->open();
}

void TrainPage::formChanged()
{
    m_header->setNote(m_obstacleNote);
    m_queuedRow->hide();
    m_form->where()->setScript({}); // it was another job's
    m_saving.start();
    m_checking.cancel();
    m_checkingSoon.changed();
    if (std::exchange(m_automaticNameIsUsed, false)) {
        m_automaticName.clear(); // another experiment lies beside it
    }
    m_outlook->setExperiment(experiment());
    updateStart();
}

void TrainPage::showScript()
{
    if (m_form->plan().empty()) {
        m_header->setNote(m_form->problem());
        return;
    }
    const Experiment asked = experiment();
    auto* dialog = new ScriptDialog(
        *m_form->where(), asked.jobThere(compute(), asked.plan), m_settings.value(known::runsFolder()), false, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void TrainPage::checkFolder()
{
    if (m_form->plan().empty()) {
        return;
    }
    const Experiment asked = experiment();
    m_checking.start(
        this, [asked, expected = expectedRuns()] { return asked.check(expected); },
        [this, asked](const ExperimentCheck& found) {
            m_form->setConflict(conflictOf(asked, found), found.freeName);
            m_outlook->setStandings(found.standings);
        },
        [this](const QString& message) { m_form->setConflict(message, {}); });
}

/// Those that jobs of the queue will write.
std::vector<sweep::ExpectedRun> TrainPage::expectedRuns() const
{
    std::vector<sweep::ExpectedRun> runs;
    for (const JobId id : m_queue.activeJobs()) {
        const JobStatus& job = m_queue.status(id);
        if (!(job.kind == trainingKind())) {
            continue;
        }
        try {
            runs.push_back({job.folder.toStdString(), trainingParamsOf(m_queue.recipe(id))});
        } catch (const std::exception&) {
            // It will fail by itself.
        }
    }
    return runs;
}

void TrainPage::useDemo()
{
    m_demoIsDue = false;
    m_presets->useDemo();
}

void TrainPage::usePaper()
{
    m_demoIsDue = false;
    m_presets->usePaper();
}

/// A dataset of the user's own has columns of its own.
void TrainPage::useDropped(const QStringList& paths)
{
    m_demoIsDue = false;
    m_form->field("columns")->setValue(std::string());
    m_form->field("data_path")->setValue(QDir::cleanPath(paths.constFirst()).toStdString());
    m_header->setNote(paths.size() > 1 ? tr("A run reads one dataset: the first of what was dropped.") : QString());
}

/// The newest first, a handful of them.
void TrainPage::rememberDataset()
{
    constexpr qsizetype most = 8;
    QStringList recent = m_settings.value(known::recentDatasets());
    const QString used = QString::fromStdString(m_form->field("data_path")->value().get<std::string>());
    recent.removeAll(used);
    recent.prepend(used);
    m_settings.setValue(known::recentDatasets(), recent.mid(0, most));
    m_form->setRecentDatasets(recent.mid(0, most));
}

void TrainPage::copyCommand()
{
    if (m_form->plan().empty()) {
        m_header->setNote(m_form->problem());
    } else {
        m_outlook->command()->copy();
    }
}

void TrainPage::start()
{
    if (!m_form->obstacles().isEmpty()) {
        m_header->setNote(m_form->obstacles().join(u' '));
        return;
    }
    if (m_starting.isRunning()) {
        return; // pressed twice
    }
    save();
    rememberDataset();
    m_outlook->estimate()->stopMeasuring();
    const Experiment asked = experiment();
    m_starting.start(
        this,
        [asked, expected = expectedRuns()] {
            ExperimentCheck found = asked.check(expected);
            if (found.difference.empty()) {
                asked.checkInputs(found);
                asked.writeSweep();
            }
            return found;
        },
        [this, asked](const ExperimentCheck& found) { queue(asked, found); },
        [this](const QString& message) {
            m_form->setConflict(message, {}); // in red, at the folder's name
            m_header->setNote(message);
        });
}

/// Why the experiment cannot lie in its folder, as the form calls the parameters; empty: it can.
QString TrainPage::conflictOf(const Experiment& asked, const ExperimentCheck& found) const
{
    return found.difference.empty() ? QString() : asked.conflictText(m_form->withLabels(found.difference));
}

void TrainPage::queue(const Experiment& asked, const ExperimentCheck& found)
{
    if (const QString conflict = conflictOf(asked, found); !conflict.isEmpty()) {
        m_form->setConflict(conflict, found.freeName);
        m_header->setNote(conflict);
        return;
    }
    const QueuedExperiment done = asked.enqueue(m_queue, compute(), found);
    m_form->where()->setScript({});
    m_automaticNameIsUsed = !m_automaticName.isEmpty();
    QStringList sentences;
    if (asked.place && done.queued > 0) {
        const QString place = placeName(asked.place->place);
        sentences << (done.queued == 1 ? tr("A run is given to its place: %1.").arg(place)
                                       : tr("%1 runs are given to their place: %2.").arg(done.queued).arg(place));
    } else if (done.queued > 0) {
        sentences << (done.queued == 1 ? tr("A run is queued.") : tr("%1 runs are queued.").arg(done.queued));
    }
    if (done.inQueue > 0) {
        sentences << (done.inQueue == 1 ? tr("A run is in the queue already.")
                                        : tr("%1 runs are in the queue already.").arg(done.inQueue));
    }
    if (done.finished > 0) {
        sentences << (done.finished == 1
                ? tr("A run has finished before and is not trained again.")
                : tr("%1 runs have finished before and are not trained again.").arg(done.finished));
    }
    if (done.isSummarised && done.queued + done.inQueue == 0) {
        sentences << tr("They are evaluated and summarised.");
    }
    m_queued->setText(sentences.join(u' '));
    m_queuedRow->setVisible(m_queue.hasActiveJobs());
    m_header->setNote(m_queuedRow->isHidden() ? m_queued->text() : QString());
}

bool TrainPage::resumeRun(const QString& folder)
{
    try {
        JobRequest job = resumedTrainingJob(folder.toStdString(), compute());
        const QString moved = m_form->device()->takeOver(runs::readRun(folder.toStdString()).device);
        if (moved.isEmpty()) {
            job = resumedTrainingJob(folder.toStdString(), compute()); // where it was
        }
        const bool isQueued = m_queue.enqueue(std::move(job)) != 0;
        if (!isQueued || !moved.isEmpty()) {
            m_header->setNote(isQueued ? moved : tr("This run is in the queue already."));
        }
        return true;
    } catch (const std::exception&) {
        return false; // another page's run
    }
}

bool TrainPage::duplicateRun(const QString& folder)
{
    return takeOver([&folder] { return training::readParams(folder.toStdString()); },
        [&folder] { return runs::readRun(folder.toStdString()).device; });
}

bool TrainPage::duplicateRecipe(const Json& recipe)
{
    return takeOver([&recipe] { return trainingParamsOf(recipe); }, [&recipe] { return deviceOfRecipe(recipe); });
}

bool TrainPage::trainFurther(const QString& folder)
{
    return takeOver(
        [&folder] {
            training::TrainingParams params = training::readParams(folder.toStdString());
            params.startFrom = folder.toStdString();
            return params;
        },
        [&folder] { return runs::readRun(folder.toStdString()).device; });
}

bool TrainPage::takeOver(
    const std::function<training::TrainingParams()>& read, const std::function<std::string()>& device)
{
    try {
        const training::TrainingParams run = read();
        sweep::SweepParams params = sweep::sweepOf(run);
        params.base["bf16"] = run.bf16; // whatever it is by default on the device
        params.evaluate = m_form->params().evaluate;
        m_demoIsDue = false;
        m_form->device()->takeOver(device());
        m_presets->useOwn(params); // beside, not over, the run it is taken from
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

void TrainPage::exportFigure()
{
    if (const auto figure = m_outlook->lengths()->figure()) {
        requestExport(*this, m_settings, *figure, {}, m_form->params().toJson());
    }
}

void TrainPage::updateStart()
{
    const QStringList obstacles = m_form->obstacles();
    const std::size_t count = m_form->runCount();
    const bool waits =
        m_form->where()->isThisWindow() && m_queue.hasActiveJobs(QString::fromStdString(m_form->device()->device()));
    const bool isHere = m_form->where()->isThisWindow();
    m_start->setText(count > 1 ? (isHere ? tr("Queue %1 runs") : tr("Send %1 runs")).arg(count)
            : waits            ? tr("Queue")
                               : tr("Train"));
    m_start->setEnabled(obstacles.isEmpty());
    m_start->setToolTip(obstacles.isEmpty() ? isHere ? tr("Train one run after another (Ctrl+Return)")
                                                     : tr("Give the training to its place (Ctrl+Return)")
                                            : obstacles.join(u'\n'));
    const QString note = m_form->isOnlyIncomplete() ? QString() : obstacles.join(u' ');
    if (note != m_obstacleNote) { // what else is said there stays meanwhile
        m_obstacleNote = note;
        m_header->setNote(note);
    }
}

void TrainPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (std::exchange(m_demoIsDue, false)) {
        useDemo();
    }
    m_checkingSoon.changed(); // runs may have come or gone since
}

} // namespace dpl::ui
