#include "pages/synthetic/synthetic_page.hpp"

#include "base/background.hpp"
#include "base/command_line.hpp"
#include "base/font_scale.hpp"
#include "base/json_text.hpp"
#include "jobs/job_options.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/job_tone.hpp"
#include "jobs/past_runs.hpp"
#include "pages/export_request.hpp"
#include "pages/synthetic/environment_editor.hpp"
#include "pages/synthetic/parameter_form.hpp"
#include "pages/synthetic/result_view.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_record.hpp"
#include "settings/settings.hpp"
#include "synthetic/figures.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/fitting_scroll.hpp"
#include "widgets/folding_columns.hpp"
#include "widgets/page_header.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/script_dialog.hpp"
#include "widgets/status_pill.hpp"
#include "widgets/where_chooser.hpp"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int formWidth = 316;
constexpr int scrollBarRoom = 10;

/// Why there is nothing to see yet of an experiment that has not ended.
QString waitingSentence(const JobStatus& status)
{
    return status.state == JobState::running ? SyntheticPage::tr("It begins.") : waitingText(status.state);
}

} // namespace

SyntheticPage::SyntheticPage(
    Settings& settings, JobQueue& queue, DeviceModel& devices, WhereModel& places, QWidget* parent)
    : Page(parent), m_settings(settings), m_queue(queue)
{
    m_header = new PageHeader(tr("Synthetic experiment"));
    m_pill = new StatusPill;
    m_pill->hide();
    m_header->addBesideTitle(m_pill);
    m_stop = new QPushButton(tr("Stop"));
    m_stop->setToolTip(tr("Stop the experiment and keep its progress; it can be resumed"));
    m_export = new QPushButton(tr("Export figure…"));
    m_export->setToolTip(tr("Export the figure as PDF, SVG, PNG or PGF (Ctrl+E)"));
    m_start = new PrimaryButton(tr("Start"));
    for (QPushButton* button : {m_stop, m_export, m_start}) {
        m_header->addButton(button);
    }

    m_form = new ParameterForm(settings, devices, places);
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_form);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const int width = std::max(forFont(*this, formWidth), m_form->minimumSizeHint().width() + scrollBarRoom);
    scroll->setMinimumWidth(width);
    scroll->setMaximumWidth(width);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_results = new ResultView;
    auto* results = new FittingScroll(m_results);
    results->setKeepsWidth(true);
    auto* content = new FoldingColumns(12);
    content->addColumn(scroll, 0);
    content->addColumn(results, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(content, 1);

    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    connect(&m_saving, &QTimer::timeout, this, &SyntheticPage::saveParams);
    connect(m_form->where(), &WhereChooser::manageRequested, this, &Page::placesRequested);
    connect(m_form->where(), &WhereChooser::scriptRequested, this, &SyntheticPage::showScript);
    connect(m_form, &ParameterForm::changed, this, [this] {
        m_form->where()->setScript({}); // it was another job's
        m_saving.start();
        updateButtons();
    });
    connect(m_form, &ParameterForm::environmentChanged, this, &SyntheticPage::showEnvironment);
    connect(m_form, &ParameterForm::editEnvironmentRequested, this, &SyntheticPage::editEnvironment);
    connect(m_start, &QPushButton::clicked, this, &SyntheticPage::start);
    connect(m_stop, &QPushButton::clicked, this, &SyntheticPage::stop);
    connect(m_export, &QPushButton::clicked, this, &SyntheticPage::exportFigure);
    connect(m_results, &ResultView::startRequested, this, &SyntheticPage::start);
    connect(m_results, &ResultView::seedChosen, this, &SyntheticPage::redrawForSeed);
    connect(m_results, &ResultView::exportLossRequested, this, [this] {
        if (m_results->view()) {
            exportFigureNow(m_results->view()->loss);
        }
    });
    connect(&m_queue, &JobQueue::statusChanged, this, &SyntheticPage::statusChanged);
    connect(&m_queue, &JobQueue::snapshotTaken, this, [this](JobId id, const JobSnapshot& snapshot) {
        if (auto view = id == m_job ? snapshot.as<SyntheticView>() : nullptr) {
            m_loading.cancel();
            m_results->setView(std::move(view));
            updateButtons();
        }
    });
    addActions();
    m_results->setView(nullptr);
    restoreParams();
    updateButtons();
}

void SyntheticPage::addActions()
{
    addPaletteAction(tr("Start the synthetic experiment"), QStringLiteral("start"), this, &SyntheticPage::start,
        [this] { return m_start->isEnabled(); });
    addPaletteAction(tr("Stop the synthetic experiment"), QStringLiteral("stop"), this, &SyntheticPage::stop,
        [this] { return m_stop->isEnabled(); });
    addPaletteAction(tr("Export the figure of the synthetic experiment…"), QStringLiteral("export"), this,
        &SyntheticPage::exportFigure, [this] { return m_export->isEnabled(); });
    addPaletteAction(tr("Use the paper's parameters"), QStringLiteral("synthetic"), this,
        [this] { m_form->usePreset(synthetic::paperPreset()); });
    addPaletteAction(tr("Use the fast parameters"), QStringLiteral("synthetic"), this,
        [this] { m_form->usePreset(synthetic::fastPreset()); });
    addPaletteAction(
        tr("Edit a custom environment…"), QStringLiteral("synthetic"), this, &SyntheticPage::editEnvironment);
    addPaletteAction(
        tr("Copy the equivalent dpl command"), QStringLiteral("synthetic"), this, &SyntheticPage::copyCommand);
}

void SyntheticPage::restoreParams()
{
    m_form->setThreads(m_settings.threadCount());
    const QString stored = m_settings.value(known::pageParameters(id()));
    if (!stored.isEmpty()) {
        try {
            Json params = parseJson(stored.toStdString(), "settings");
            m_form->device()->restore(JsonObject(params, "settings"));
            m_form->where()->restore(JsonObject(params, "settings"));
            for (const char* ofPage : {"device", "place", "slurm", "device_there"}) {
                params.erase(ofPage);
            }
            m_form->setParams(synthetic::SyntheticParams::fromJson(params, "settings"));
            return;
        } catch (const std::exception&) {
            // Parameters of another version: the preset stands in their place.
        }
    }
    showEnvironment();
}

void SyntheticPage::saveParams()
{
    if (m_form->problem().isEmpty()) {
        Json params = m_form->params().toJson();
        m_form->device()->store(params);
        m_form->where()->store(params);
        m_settings.setValue(known::pageParameters(id()), QString::fromStdString(dumpJson(params)));
    }
}

void SyntheticPage::start()
{
    if (!m_form->problem().isEmpty()) {
        say(m_form->problem());
        return;
    }
    saveParams();
    JobRequest job = request();
    const QString place = job.place ? placeName(job.place->place) : QString();
    if (m_queue.enqueue(std::move(job)) == 0) {
        say(tr("An experiment with these parameters is in the queue already."));
    } else if (!place.isEmpty()) {
        say(tr("It is given to its place: %1.").arg(place));
    }
    m_form->where()->setScript({});
}

/// As the form says.
JobRequest SyntheticPage::request() const
{
    JobRequest job = syntheticJob(m_form->params(), compute(), m_settings.value(known::runsFolder()).toStdString());
    job.place = m_form->where()->request();
    if (job.place && m_form->where()->isThisComputer() && m_form->threads() != 0) {
        job.recipe["threads"] = m_form->threads();
    }
    return job;
}

void SyntheticPage::showScript()
{
    if (!m_form->problem().isEmpty()) {
        say(m_form->problem());
        return;
    }
    auto* dialog = new ScriptDialog(*m_form->where(), request(), m_settings.value(known::runsFolder()), false, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

/// As the form says.
ComputeOptions SyntheticPage::compute() const
{
    ComputeOptions compute = m_settings.compute(m_form->device()->device());
    compute.threads = m_form->threads();
    return compute;
}

void SyntheticPage::stop()
{
    if (m_job != 0) {
        m_queue.stop(m_job);
    }
}

bool SyntheticPage::resumeRun(const QString& folder)
{
    if (!duplicateRun(folder)) {
        return false;
    }
    const QString moved = m_form->device()->takeOver(runs::readRun(folder.toStdString()).device);
    const bool isQueued = m_queue.enqueue(resumedSyntheticJob(folder.toStdString(), compute())) != 0;
    if (!isQueued || !moved.isEmpty()) {
        say(isQueued ? moved : tr("This run is in the queue already."));
    }
    return true;
}

bool SyntheticPage::duplicateRun(const QString& folder)
{
    try {
        m_form->setParams(synthetic::readParams(folder.toStdString()));
        m_form->device()->takeOver(runs::readRun(folder.toStdString()).device);
        return true;
    } catch (const std::exception&) {
        return false; // another page's run
    }
}

bool SyntheticPage::duplicateRecipe(const Json& recipe)
{
    try {
        m_form->setParams(syntheticParamsOf(recipe));
        m_form->device()->takeOver(deviceOfRecipe(recipe));
        return true;
    } catch (const std::exception&) {
        return false; // another page's job
    }
}

bool SyntheticPage::openPath(const QString& folder)
{
    synthetic::SyntheticParams params;
    runs::RunRecord record;
    try {
        record = runs::readRun(folder.toStdString());
        params = synthetic::readParams(folder.toStdString());
    } catch (const std::exception&) {
        return false;
    }
    m_form->setParams(params);
    m_job = 0;
    for (const JobStatus& status : m_queue.statuses()) {
        if (status.folder == folder && status.isActive()) {
            m_job = status.id;
            showStatus(status);
            return true;
        }
    }
    m_results->setView(nullptr);
    showStatus(statusOf(folder.toStdString(), record));
    m_loading.start(
        this, [folder] { return viewOf(synthetic::readResult(folder.toStdString())); },
        [this](std::shared_ptr<const SyntheticView> view) {
            m_results->setView(std::move(view));
            updateButtons();
        },
        [this](const QString& message) { say(message); });
    return true;
}

void SyntheticPage::redrawForSeed(int seedIndex)
{
    const auto view = m_results->view();
    if (!view || seedIndex < 0) {
        return;
    }
    m_loading.start(
        this, [view, seedIndex] { return viewOf(view->result, std::size_t(seedIndex)); },
        [this](std::shared_ptr<const SyntheticView> redrawn) { m_results->setView(std::move(redrawn)); },
        [this](const QString& message) { say(message); });
}

void SyntheticPage::showEnvironment()
{
    const Json environment = m_form->params().environment;
    m_drawing.start(
        this,
        [environment] {
            return std::make_shared<const report::Figure>(
                synthetic::environmentFigure(*synthetic::environmentFromJson(environment, "environment")));
        },
        [this](std::shared_ptr<const report::Figure> figure) {
            m_results->setEnvironmentFigure(std::move(figure));
            updateButtons();
        },
        [this](const QString& message) { say(message); });
}

void SyntheticPage::editEnvironment()
{
    auto* editor = new EnvironmentEditor(m_form->params().environment, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    connect(editor, &QDialog::accepted, this, [this, editor] {
        synthetic::SyntheticParams params = m_form->params();
        params.environment = editor->environment();
        m_form->setParams(params);
    });
    editor->open();
}

void SyntheticPage::copyCommand()
{
    const synthetic::SyntheticParams params = m_form->params();
    const auto asked = m_form->where()->request();
    const std::string device = asked && !asked->device.empty() ? asked->device : m_form->device()->device();
    const std::string command = shellText(
        m_form->where()->command(onDevice(synthetic::commandLine(params, dumpJson(params.environment)), device)));
    QGuiApplication::clipboard()->setText(QString::fromStdString(command));
    say(tr("The command is on the clipboard"));
}

void SyntheticPage::exportFigure()
{
    exportFigureNow(m_results->figure());
}

void SyntheticPage::exportFigureNow(std::shared_ptr<const report::Figure> figure)
{
    if (!figure) {
        return;
    }
    const auto view = m_results->view();
    QList<report::Table> tables;
    if (view) {
        tables << view->table;
    }
    const synthetic::SyntheticParams params = view ? view->result.params : m_form->params();
    requestExport(*this, m_settings, *figure, tables, params.toJson());
}

void SyntheticPage::statusChanged(const JobStatus& status)
{
    if (!status.kind.publishes<SyntheticView>()) {
        return;
    }
    // The experiment that runs is shown; one that waits only while none is.
    if (status.isActive() && status.id != m_job && !shownJobIsActive()) {
        m_job = status.id;
        m_loading.cancel();
        m_results->setView(nullptr);
        showEarlierResult(status);
    }
    if (status.id == m_job) {
        showStatus(status);
    }
    updateButtons();
}

/// What an earlier session learned, until the job goes on with it.
void SyntheticPage::showEarlierResult(const JobStatus& status)
{
    if (status.folder.isEmpty() || !status.folderExists) {
        return;
    }
    m_loading.start(
        this, [folder = status.folder.toStdString()] { return viewOf(synthetic::readResult(folder)); },
        [this](std::shared_ptr<const SyntheticView> view) {
            m_results->setView(std::move(view));
            updateButtons();
        },
        [](const QString&) {}); // it was stopped before its first checkpoint
}

bool SyntheticPage::shownJobIsActive() const
{
    return m_job != 0 && m_queue.status(m_job).isActive();
}

void SyntheticPage::showStatus(const JobStatus& status)
{
    m_pill->show();
    m_pill->setTone(stateTone(status.state));
    m_pill->setText(stateWithShare(status));
    m_results->setWaiting(waitingSentence(status));
    const QString note = status.state == JobState::running ? timeLeftText(status) : status.message;
    m_header->setNote(note);
    updateButtons();
}

void SyntheticPage::say(const QString& message)
{
    m_header->setNote(message);
}

void SyntheticPage::updateButtons()
{
    const bool active = shownJobIsActive();
    m_stop->setEnabled(active);
    m_start->setText(active ? tr("Queue") : tr("Start"));
    const bool valid = m_form->problem().isEmpty();
    m_start->setEnabled(valid);
    m_start->setToolTip(!valid ? m_form->problem()
            : active           ? tr("Start after the experiment that is running (Ctrl+Return)")
                               : tr("Train the models (Ctrl+Return)"));
    m_results->setCanStart(valid, m_start->toolTip());
    m_export->setEnabled(m_results->figure() != nullptr);
}

} // namespace dpl::ui
