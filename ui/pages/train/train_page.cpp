#include "pages/train/train_page.hpp"

#include "backbones/backbone_dialog.hpp"
#include "backbones/backbone_text.hpp"
#include "backbone/backbone_places.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/stopped.hpp"
#include "charts/figure_view.hpp"
#include "demo/demo.hpp"
#include "jobs/background.hpp"
#include "jobs/job_options.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/training_job.hpp"
#include "pages/export_request.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/preview_card.hpp"
#include "pages/train/training_form.hpp"
#include "runs/run_folder.hpp"
#include "settings/settings.hpp"
#include "sweep/paper_sweep.hpp"
#include "training/command_line.hpp"
#include "training/training_run.hpp"
#include "widgets/fact_table.hpp"
#include "widgets/figure_theme.hpp"
#include "widgets/icon.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/theme.hpp"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int scrollBarRoom = 10;
constexpr int formWidth = 604;
constexpr double probeSeconds = 4.0;
constexpr std::int64_t smallBackboneBytes = 64 << 20; ///< measured without being asked

/// Three digits.
QString speedText(double perSecond)
{
    return perSecond < 100.0 ? QString::number(perSecond, 'g', 3) : groupedText(qRound64(perSecond));
}

QScrollArea* scrolled(QWidget* widget)
{
    auto* scroll = new QScrollArea;
    scroll->setWidget(widget);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    return scroll;
}

/// The run whose rows are previewed: one on both subsets, if there is one.
const sweep::PlannedRun& previewedRun(const std::vector<sweep::PlannedRun>& plan)
{
    for (const sweep::PlannedRun& run : plan) {
        if (run.params.dataSubset == "both") {
            return run;
        }
    }
    return plan.front();
}

/// What decides a preview.
std::string previewKey(const training::TrainingParams& params)
{
    const Json values = params.toJson();
    Json key;
    for (const char* name : {"model_name", "tokenizer_name", "data_path", "data_subset", "train_dataset_size", "max_length", "hidden_context_ratio",
             "overwrite_data_subset", "skip_bad_rows", "seed"}) {
        key[name] = values.at(name);
    }
    return key.dump();
}

} // namespace

TrainPage::TrainPage(Settings& settings, JobQueue& queue, QWidget* parent) : Page(parent), m_settings(settings), m_queue(queue)
{
    m_header = new PageHeader(tr("Train a reward model"));
    m_presets = new SegmentedControl;
    m_presets->setAccessibleName(tr("Preset"));
    m_presets->addSegment(tr("Demo"), tr("Nine small models on a made-up dataset that comes with the program: about a minute"));
    m_presets->addSegment(tr("Paper, 9 runs"), tr("Three heads on helpful, harmless and both, with the paper's settings, on your backbone and dataset"));
    m_presets->addSegment(tr("Custom"), tr("Values of your own"));
    m_header->addBesideTitle(m_presets);
    m_ownPresets = new QPushButton(tr("Presets"));
    m_ownPresets->setToolTip(tr("Save these parameters by a name, or use ones saved before"));
    m_presetMenu = new QMenu(m_ownPresets);
    m_ownPresets->setMenu(m_presetMenu);
    m_start = new PrimaryButton(tr("Train"));
    m_header->addButton(m_ownPresets);
    m_header->addButton(m_start);

    m_form = new TrainingForm;
    m_form->layout()->setContentsMargins(0, 0, scrollBarRoom, 0);
    QScrollArea* left = scrolled(m_form);
    left->setFixedWidth(formWidth);
    auto* content = new QHBoxLayout;
    content->setSpacing(2);
    content->addWidget(left);
    content->addWidget(scrolled(makeRightColumn()), 1);

    m_queuedRow = new QWidget;
    auto* queued = new QHBoxLayout(m_queuedRow);
    queued->setContentsMargins(0, 0, 0, 0);
    queued->setSpacing(8);
    m_queued = new Notice(Tone::good);
    auto* watch = new QPushButton(tr("Watch in Runs"));
    watch->setToolTip(tr("Shows the page of runs (Ctrl+3)"));
    queued->addWidget(m_queued, 1);
    queued->addWidget(watch);
    m_queuedRow->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_queuedRow);
    column->addLayout(content, 1);

    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    m_previewing.setSingleShot(true);
    m_previewing.setInterval(300);
    connect(&m_saving, &QTimer::timeout, this, &TrainPage::save);
    connect(&m_previewing, &QTimer::timeout, this, &TrainPage::readPreview);
    connect(m_form, &TrainingForm::changed, this, &TrainPage::formChanged);
    connect(m_form, &TrainingForm::backboneRequested, this, &TrainPage::chooseBackbone);
    connect(m_presets, &SegmentedControl::currentChanged, this, &TrainPage::choosePreset);
    connect(m_presetMenu, &QMenu::aboutToShow, this, &TrainPage::showPresetsMenu);
    connect(m_start, &QPushButton::clicked, this, &TrainPage::start);
    connect(watch, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("runs")); });
    connect(&m_queue, &JobQueue::statusChanged, this, [this](const JobStatus& status) {
        if (status.state == JobState::running) {
            m_probing.request_stop(); // it would slow the job down, and be slowed down
        }
        updateButtons();
    });
    addActions();
    followTheme();
    restore();
}

TrainPage::~TrainPage()
{
    m_reading.request_stop();
    m_probing.request_stop();
}

QWidget* TrainPage::makeRightColumn()
{
    auto* right = new QWidget;
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, scrollBarRoom, 0);
    column->setSpacing(12);
    m_previewCard = new PreviewCard;
    column->addWidget(m_previewCard, 3);

    m_lengthCard = new Card(tr("Length"));
    m_lengths = new FigureView;
    m_lengths->setMinimumHeight(104);
    m_lengths->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_lengths->setAccessibleName(tr("Histogram of lengths"));
    m_lengthCard->body()->addWidget(m_lengths, 1);
    m_lengthCard->hide();
    column->addWidget(m_lengthCard, 2);

    auto* estimate = new Card(tr("Estimate"));
    m_measure = new QPushButton(tr("Measure"));
    m_measure->setToolTip(tr("Loads the backbone and times a few steps on rows of the dataset, about %1 s of them").arg(probeSeconds));
    estimate->addBesideTitle(m_measure);
    m_estimate = new FactTable;
    m_estimate->setAccessibleName(tr("Estimate"));
    m_estimateNote = new SecondaryLabel;
    m_estimateNote->setWordWrap(true);
    estimate->body()->addWidget(m_estimate);
    estimate->body()->addWidget(m_estimateNote);
    column->addWidget(estimate);
    connect(m_measure, &QPushButton::clicked, this, [this] {
        if (m_isProbing) {
            m_probing.request_stop();
        } else {
            measure();
        }
    });

    auto* command = new Card(tr("Command"));
    auto* copy = new QPushButton(icon(QStringLiteral("copy")), tr("Copy"));
    copy->setToolTip(tr("Copies the equal dpl command"));
    copy->setAccessibleName(tr("Copy the command"));
    command->addBesideTitle(copy);
    m_command = new QPlainTextEdit;
    m_command->setReadOnly(true);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setFixedHeight(3 * m_command->fontMetrics().lineSpacing() + 16);
    m_command->setAccessibleName(tr("The equal command"));
    m_command->setTabChangesFocus(true);
    command->body()->addWidget(m_command);
    column->addWidget(command);
    connect(copy, &QPushButton::clicked, this, &TrainPage::copyCommand);
    return right;
}

void TrainPage::addActions()
{
    const auto add = [this](const QString& text, const QString& iconName, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, this, slot);
        m_actions.append(action);
    };
    add(tr("Queue the trainings"), QStringLiteral("start"), &TrainPage::start);
    add(tr("Train the demo"), QStringLiteral("train"), &TrainPage::useDemo);
    add(tr("Use the paper's nine runs"), QStringLiteral("train"), &TrainPage::usePaper);
    add(tr("Choose the backbone to train…"), QStringLiteral("backbone"), &TrainPage::chooseBackbone);
    add(tr("Measure speed and memory"), QStringLiteral("train"), &TrainPage::measure);
    add(tr("Copy the equal dpl train command"), QStringLiteral("copy"), &TrainPage::copyCommand);
    add(tr("Save these parameters as a preset…"), QStringLiteral("train"), &TrainPage::savePreset);
}

ComputeOptions TrainPage::compute() const
{
    return givingWay({m_settings.threadCount(), true, "cpu"});
}

QString TrainPage::experimentFolder() const
{
    const QString name = m_form->experiment().isEmpty() ? m_automaticName : m_form->experiment();
    return m_settings.value(known::runsFolder()) + u'/' + name;
}

void TrainPage::restore()
{
    const QString stored = m_settings.value(known::pageParameters(iconName()));
    if (!stored.isEmpty()) {
        try {
            const Json json = parseJson(stored.toStdString(), "settings");
            const JsonObject object(json, "settings");
            m_form->setExperiment(QString::fromStdString(object.string("experiment", "")));
            m_form->setParams(sweep::SweepParams::fromJson(object.value("sweep"), "settings"));
            return;
        } catch (const Error&) {
            // Parameters of another version: the demo stands in their place.
        }
    }
    useDemo();
}

void TrainPage::save()
{
    if (m_form->problem().isEmpty()) {
        const Json json{{"experiment", m_form->experiment().toStdString()}, {"sweep", m_form->params().toJson()}};
        m_settings.setValue(known::pageParameters(iconName()), QString::fromStdString(json.dump()));
    }
}

void TrainPage::choosePreset(int index)
{
    if (m_settingPreset) {
        return;
    }
    if (index == demo) {
        useDemo();
    } else if (index == paper) {
        usePaper();
    }
}

void TrainPage::useDemo()
{
    const QString folder = m_settings.value(known::runsFolder()) + QStringLiteral("/demo/seed-0/data");
    const std::filesystem::path written = folder.toStdString();
    m_previewCard->setMessage(tr("Writing the demo's data…"));
    const quint64 load = ++m_load;
    inBackground(this,
        [written] {
            std::error_code ignored;
            if (!std::filesystem::exists(written / "tiny-llama" / "config.json", ignored)) {
                demo::writeDemo(0, written);
            }
            return true;
        },
        [this, written, load](bool) {
            if (load != m_load) {
                return;
            }
            m_form->setExperiment(QStringLiteral("demo"));
            m_form->setParams(demo::demoSweep(0, written));
            m_settingPreset = true;
            m_presets->setCurrentIndex(demo);
            m_settingPreset = false;
        },
        [this](const QString& message) { m_previewCard->setMessage(message); });
}

void TrainPage::usePaper()
{
    sweep::SweepParams params = sweep::paperSweep();
    const sweep::SweepParams now = m_form->params();
    const bool wasDemo = m_form->experiment() == QStringLiteral("demo");
    for (const char* name : {"model_name", "data_path", "tokenizer_name"}) {
        if (!wasDemo && now.base.contains(name)) {
            params.base[name] = now.base[name];
        }
    }
    if (!params.base.contains("model_name") && !m_settings.value(known::backbone()).isEmpty()) {
        params.base["model_name"] = m_settings.value(known::backbone()).toStdString();
    }
    params.responses = wasDemo ? "" : now.responses;
    if (wasDemo) {
        m_form->setExperiment({});
    }
    m_form->setParams(params);
    m_settingPreset = true;
    m_presets->setCurrentIndex(paper);
    m_settingPreset = false;
}

void TrainPage::showPresetsMenu()
{
    m_presetMenu->clear();
    m_presetMenu->addAction(tr("Save as…"), this, &TrainPage::savePreset);
    const QString stored = m_settings.value(known::pagePresets(iconName()));
    const Json presets = stored.isEmpty() ? Json::object() : Json::parse(stored.toStdString(), nullptr, false);
    if (!presets.is_object() || presets.empty()) {
        return;
    }
    m_presetMenu->addSeparator();
    auto* remove = new QMenu(tr("Delete"), m_presetMenu);
    for (const auto& [name, value] : presets.items()) {
        const QString text = QString::fromStdString(name);
        m_presetMenu->addAction(text, this, [this, preset = value, text] {
            try {
                const sweep::SweepParams params = sweep::SweepParams::fromJson(preset, "the preset");
                m_form->setParams(params);
            } catch (const Error& error) {
                m_header->setNote(tr("The preset %1 cannot be used: %2").arg(text, QString::fromUtf8(error.what())));
            }
        });
        remove->addAction(text, this, [this, name = name] {
            Json left = Json::parse(m_settings.value(known::pagePresets(iconName())).toStdString(), nullptr, false);
            left.erase(name);
            m_settings.setValue(known::pagePresets(iconName()), QString::fromStdString(left.dump()));
        });
    }
    m_presetMenu->addSeparator();
    m_presetMenu->addMenu(remove);
}

void TrainPage::savePreset()
{
    if (!m_form->problem().isEmpty()) {
        m_header->setNote(m_form->problem());
        return;
    }
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save as a preset"));
    dialog->setLabelText(tr("Name of these parameters:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (name.trimmed().isEmpty()) {
            return;
        }
        const QString stored = m_settings.value(known::pagePresets(iconName()));
        Json presets = stored.isEmpty() ? Json::object() : Json::parse(stored.toStdString(), nullptr, false);
        if (!presets.is_object()) {
            presets = Json::object();
        }
        presets[name.trimmed().toStdString()] = m_form->params().toJson();
        m_settings.setValue(known::pagePresets(iconName()), QString::fromStdString(presets.dump()));
        m_header->setNote(tr("Saved as %1").arg(name.trimmed()));
    });
    dialog->open();
}

void TrainPage::chooseBackbone()
{
    auto* dialog = new BackboneDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &BackboneDialog::chosen, this, [this](const QString& path) { m_form->field("model_name")->setValue(path.toStdString()); });
    dialog->open();
}

void TrainPage::formChanged()
{
    ++m_load; // a demo that is still being written no longer replaces what is there
    m_header->setNote({});
    m_saving.start();
    if (m_automaticName.isEmpty() && m_form->experiment().isEmpty()) {
        m_automaticName = QString::fromStdString(runs::newRunFolder(m_settings.value(known::runsFolder()).toStdString(), "train").filename().string());
    }
    if (!m_settingPreset) {
        m_settingPreset = true;
        m_presets->setCurrentIndex(own);
        m_settingPreset = false;
    }
    describeBackbone();
    if (m_form->problem().isEmpty()) {
        if (previewKey(previewedRun(m_form->plan()).params) != m_previewOf) {
            m_previewing.start();
        }
    }
    showEstimate();
    showCommand();
    updateButtons();
}

void TrainPage::describeBackbone()
{
    const std::string name = m_form->field("model_name")->value().get<std::string>();
    if (name == m_describedBackbone) {
        return;
    }
    m_describedBackbone = name;
    m_form->setBackboneSummary({});
    if (name.empty()) {
        return;
    }
    inBackground(this, [name] { return backbone::describeBackbone(backbone::locateBackbone(name)); },
        [this, name](const backbone::BackboneCard& card) {
            if (name == m_describedBackbone) {
                m_form->setBackboneSummary(card.isUsable() ? tr("%1 · context %2").arg(summary(card), groupedText(card.config.contextLength))
                                                           : QString::fromStdString(card.error));
            }
        },
        [this, name](const QString& message) {
            if (name == m_describedBackbone) {
                m_form->setBackboneSummary(message);
            }
        });
}

void TrainPage::readPreview()
{
    if (!isVisible() || m_form->plan().empty()) {
        return; // when the page is shown, or the parameters are right
    }
    const training::TrainingParams params = previewedRun(m_form->plan()).params;
    const std::string key = previewKey(params);
    if (key == m_previewOf) {
        return;
    }
    m_previewOf = key;
    m_reading.request_stop();
    m_reading = {};
    m_preview = nullptr;
    m_lengthCard->hide();
    m_previewCard->setMessage(tr("Reading the dataset…"));
    showEstimate();
    using Shared = std::shared_ptr<const training::DatasetPreview>;
    inBackground(this,
        [params, stop = m_reading.get_token()]() -> Shared {
            try {
                return std::make_shared<const training::DatasetPreview>(training::previewDataset(params, 1, stop));
            } catch (const Stopped&) {
                return nullptr;
            }
        },
        [this, key](Shared preview) {
            if (preview && key == m_previewOf) {
                showPreview(std::move(preview));
            }
        },
        [this, key](const QString& message) {
            if (key == m_previewOf) {
                m_previewCard->setMessage(message);
                Q_EMIT previewed();
            }
        });
}

void TrainPage::showPreview(std::shared_ptr<const training::DatasetPreview> preview)
{
    m_preview = std::move(preview);
    m_previewCard->setPreview(m_preview);
    const std::int64_t longest = previewedRun(m_form->plan()).params.maxLength;
    m_lengths->setFigure(training::lengthFigure(*m_preview, longest));
    QString note = m_preview->tooLong > 0
        ? tr("%1 of %2 comparisons are longer and left out").arg(groupedText(m_preview->rows - m_preview->comparisons()), groupedText(m_preview->rows))
        : tr("all %1 comparisons are short enough").arg(groupedText(m_preview->rows));
    if (m_preview->measuredRows < m_preview->rows) {
        note += tr(", judged by %1 of them").arg(groupedText(m_preview->measuredRows));
    }
    m_lengthCard->setNote(note);
    m_lengthCard->show();
    showEstimate();
    updateButtons();
    Q_EMIT previewed();
    if (m_probe && m_probe->what == training::probeKey(m_form->plan().front().params, compute())) {
        return;
    }
    std::error_code ignored;
    const std::filesystem::path weights = std::filesystem::path(m_describedBackbone) / "model.safetensors";
    const auto bytes = std::filesystem::file_size(weights, ignored);
    if (!ignored && bytes < std::uintmax_t(smallBackboneBytes) && !m_queue.hasActiveJobs()) {
        measure();
    }
}

void TrainPage::measure()
{
    if (m_isProbing || !m_preview || m_form->plan().empty() || m_queue.hasActiveJobs()) {
        return;
    }
    m_isProbing = true;
    m_probing = {};
    updateButtons();
    m_estimateNote->setText(tr("Measuring: loading the backbone and timing a few steps…"));
    const training::TrainingParams params = m_form->plan().front().params;
    using Probe = std::optional<training::TrainingProbe>;
    inBackground(this,
        [params, options = compute(), preview = m_preview, stop = m_probing.get_token()]() -> Probe {
            try {
                return training::probeTraining(params, options, *preview, probeSeconds, stop);
            } catch (const Stopped&) {
                return std::nullopt;
            }
        },
        [this](const Probe& probe) {
            m_isProbing = false;
            if (probe) {
                m_probe = probe;
            }
            showEstimate();
            updateButtons();
            Q_EMIT measured();
        },
        [this](const QString& message) {
            m_isProbing = false;
            updateButtons();
            m_estimateNote->setText(message);
            Q_EMIT measured();
        },
        m_probes);
}

void TrainPage::showEstimate()
{
    m_estimate->clear();
    const auto& plan = m_form->plan();
    if (plan.empty() || !m_preview) {
        m_estimateNote->setText(plan.empty() ? tr("Follows when the parameters are right.") : tr("Follows when the dataset is read."));
        return;
    }
    try {
        const training::TrainingParams& params = previewedRun(plan).params;
        const bool fits = m_probe && m_probe->what == training::probeKey(plan.front().params, compute());
        const training::TrainingEstimate estimate = training::estimateTraining(params, *m_preview, fits ? m_probe : std::nullopt);
        m_estimate->addRow(plan.size() > 1 ? tr("Steps of a run") : tr("Steps"), groupedText(estimate.steps));
        if (estimate.measured) {
            m_estimate->addRow(tr("Speed, measured"), tr("%1 comparisons/s").arg(speedText(*estimate.comparisonsPerSecond)));
            m_estimate->addRow(plan.size() > 1 ? tr("Time of a run") : tr("Time"), durationText(*estimate.seconds));
        }
        m_estimate->addRow(estimate.measured ? tr("Memory, measured") : tr("Memory, estimated"), QString::fromStdString(formatBytes(estimate.bytes)));
        m_estimateNote->setText(m_isProbing      ? tr("Measuring: loading the backbone and timing a few steps…")
                : estimate.measured              ? tr("Of a run on %1, from %2 timed steps; evaluating and saving come on top.")
                                              .arg(QString::fromStdString(params.dataSubset), groupedText(m_probe->steps))
                : m_queue.hasActiveJobs()        ? tr("The time can be measured when no job runs.")
                                                 : tr("Measure says how long it will take."));
    } catch (const Error& error) {
        m_estimateNote->setText(QString::fromUtf8(error.what()));
    }
}

void TrainPage::showCommand()
{
    const auto& plan = m_form->plan();
    const std::filesystem::path folder = experimentFolder().toStdString();
    std::vector<std::string> words;
    if (plan.size() == 1) {
        words = training::commandLine(plan.front().params, folder / plan.front().folder);
    } else if (!plan.empty()) {
        words = {"dpl", "sweep", (folder / "sweep.json").string(), "--out_dir", folder.string()};
    }
    m_command->setPlainText(QString::fromStdString(training::shellText(words)));
    m_command->setToolTip(plan.size() > 1 ? tr("sweep.json is written when the runs are queued or the command is copied") : QString());
}

void TrainPage::copyCommand()
{
    if (m_form->plan().empty()) {
        m_header->setNote(m_form->problem());
        return;
    }
    try {
        if (m_form->plan().size() > 1) {
            writeFileAtomically(std::filesystem::path(experimentFolder().toStdString()) / "sweep.json", m_form->params().toJson().dump(2) + "\n");
        }
        QGuiApplication::clipboard()->setText(m_command->toPlainText());
        m_header->setNote(tr("The command is on the clipboard"));
    } catch (const Error& error) {
        m_header->setNote(QString::fromUtf8(error.what()));
    }
}

void TrainPage::start()
{
    if (m_form->plan().empty()) {
        m_header->setNote(m_form->problem());
        return;
    }
    save();
    m_probing.request_stop();
    const sweep::SweepParams params = m_form->params();
    const std::filesystem::path folder = experimentFolder().toStdString();
    try {
        writeFileAtomically(folder / "sweep.json", params.toJson().dump(2) + "\n");
    } catch (const Error& error) {
        m_header->setNote(QString::fromUtf8(error.what()));
        return;
    }
    for (const sweep::PlannedRun& run : m_form->plan()) {
        m_queue.enqueue(trainingJob(run.params, folder / run.folder, compute()));
    }
    if (params.evaluate || !params.responses.empty()) {
        const QString name = QString::fromStdString(folder.filename().string());
        m_queue.enqueue(sweepJob(params, folder, tr("Evaluate and summarise %1").arg(name), compute()));
    }
    const auto count = qint64(m_form->plan().size());
    m_queued->setText(count == 1 ? tr("A run is queued.") : tr("%1 runs are queued.").arg(count));
    m_queuedRow->show();
    m_automaticName.clear();
    showCommand();
}

bool TrainPage::resumeRun(const QString& folder)
{
    try {
        m_queue.enqueue(resumedTrainingJob(folder.toStdString(), compute()));
        return true;
    } catch (const Error&) {
        return false; // another page's run
    }
}

bool TrainPage::duplicateRun(const QString& folder)
{
    try {
        const Json values = training::readParams(folder.toStdString()).toJson();
        sweep::SweepParams params;
        params.evaluate = m_form->params().evaluate;
        const Json defaults = training::TrainingParams().toJson();
        for (const auto& [name, value] : values.items()) {
            if (name == "seed" || name == "reward_model_type" || name == "data_subset") {
                params.lists.push_back({name, {value}});
            } else if (value != defaults.at(name)) {
                params.base[name] = value;
            }
        }
        m_form->setExperiment({}); // beside, not over, the run it is taken from
        m_form->setParams(params);
        return true;
    } catch (const Error&) {
        return false;
    }
}

void TrainPage::exportFigure()
{
    if (m_lengths->figure() && m_preview) {
        requestExport(*this, m_settings, *m_lengths->figure(), {}, m_form->params().toJson());
    }
}

void TrainPage::updateButtons()
{
    const std::size_t count = m_form->plan().size();
    m_start->setText(count > 1 ? tr("Queue %1 runs").arg(count) : m_queue.hasActiveJobs() ? tr("Queue") : tr("Train"));
    m_start->setEnabled(count > 0);
    m_start->setToolTip(count > 0 ? tr("Trains one run after the other (Ctrl+Return)") : m_form->problem());
    m_measure->setText(m_isProbing ? tr("Stop measuring") : tr("Measure"));
    m_measure->setEnabled(m_isProbing || (m_preview && count > 0 && !m_queue.hasActiveJobs()));
}

void TrainPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        followTheme();
    }
}

void TrainPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    readPreview();
}

void TrainPage::followTheme()
{
    if (m_lengths) {
        ui::followTheme(*m_lengths, Theme::of(*this));
    }
}

} // namespace dpl::ui
