#include "pages/evaluate/evaluate_page.hpp"

#include "base/error.hpp"
#include "jobs/background.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/job_tone.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "pages/export_request.hpp"
#include "pages/evaluate/live_view.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/icon.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/status_pill.hpp"

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

using data::DataSubset;
using evaluation::DatasetKind;
using evaluation::FoundCheckpoint;
using evaluation::FoundDataset;
using evaluation::LongTexts;

namespace {

constexpr int formWidth = 440;
constexpr DataSubset subsets[]{DataSubset::both, DataSubset::helpful, DataSubset::harmless};
constexpr LongTexts longTextRules[]{LongTexts::truncate, LongTexts::keep, LongTexts::refuse};

/// A command as a shell takes it.
QString shellText(const std::vector<std::string>& words)
{
    QStringList texts;
    for (const std::string& word : words) {
        const QString text = QString::fromStdString(word);
        texts << (text.contains(u' ') ? u'\'' + text + u'\'' : text);
    }
    return texts.join(u' ');
}

template <typename Values, typename Value>
int indexOf(const Values& values, const Value& value)
{
    const auto found = std::find(std::begin(values), std::end(values), value);
    return found == std::end(values) ? 0 : int(found - std::begin(values));
}

} // namespace

EvaluatePage::EvaluatePage(Settings& settings, JobQueue& queue, QWidget* parent) : Page(parent), m_settings(settings), m_queue(queue)
{
    m_header = new PageHeader(title());
    m_pill = new StatusPill;
    m_pill->hide();
    m_header->addBesideTitle(m_pill);
    auto* open = new QPushButton(tr("Open evaluation files…"));
    open->setToolTip(tr("Open files of scores that are there already, without evaluating anything"));
    m_stop = new QPushButton(tr("Stop"));
    m_stop->setToolTip(tr("Stop the evaluation that is shown; its file appears whole or not at all"));
    m_start = new PrimaryButton(tr("Evaluate"));
    for (QPushButton* button : {open, m_stop, m_start}) {
        m_header->addButton(button);
    }
    m_live = new LiveView;
    auto* left = new QVBoxLayout;
    left->setSpacing(12);
    left->addWidget(makeModelsCard(), 3);
    left->addWidget(makeDatasetsCard(), 2);
    left->addWidget(makeOptionsCard());
    auto* form = new QWidget;
    form->setFixedWidth(formWidth);
    left->setContentsMargins(0, 0, 0, 0);
    form->setLayout(left);
    auto* content = new QHBoxLayout;
    content->setSpacing(12);
    content->addWidget(form);
    content->addWidget(m_live, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addLayout(content, 1);

    connect(open, &QPushButton::clicked, this, &EvaluatePage::openFiles);
    connect(m_live, &LiveView::openRequested, this, &EvaluatePage::openFiles);
    connect(m_start, &QPushButton::clicked, this, &EvaluatePage::start);
    connect(m_stop, &QPushButton::clicked, this, &EvaluatePage::stop);
    connect(m_checkpoints, &CheckpointModel::checkedChanged, this, &EvaluatePage::edited);
    connect(m_datasets, &DatasetModel::checkedChanged, this, &EvaluatePage::edited);
    connect(&m_queue, &JobQueue::statusChanged, this, &EvaluatePage::statusChanged);
    connect(&m_queue, &JobQueue::snapshotTaken, this, [this](JobId id, const std::shared_ptr<const std::any>& snapshot) {
        if (id == m_job) {
            if (auto view = liveScoresIn(snapshot)) {
                m_live->setView(std::move(view));
            }
        }
    });
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::runsFolder().key && m_scanned) {
            rescan();
        }
    });
    addActions();
    restore();
    edited();
}

QWidget* EvaluatePage::makeModelsCard()
{
    m_modelsCard = new Card(tr("Reward models"));
    auto* all = new QPushButton(tr("All"));
    all->setToolTip(tr("Check every model, or none if all are"));
    all->setAccessibleName(tr("Check every model"));
    auto* add = new QPushButton(tr("Add folder…"));
    add->setToolTip(tr("Adds PEFT folders from elsewhere, that folder or any below it (--reward_model_checkpoint)"));
    m_modelsCard->addBesideTitle(all);
    m_modelsCard->addBesideTitle(add);
    m_checkpoints = new CheckpointModel(this);
    m_modelTable = new QTableView;
    m_modelTable->setModel(m_checkpoints);
    m_modelTable->setAccessibleName(tr("Reward models to evaluate"));
    m_modelTable->verticalHeader()->hide();
    m_modelTable->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_modelTable->verticalHeader()->setDefaultSectionSize(26);
    m_modelTable->horizontalHeader()->setHighlightSections(false);
    m_modelTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_modelTable->horizontalHeader()->setSectionResizeMode(CheckpointModel::model, QHeaderView::Stretch);
    m_modelTable->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_modelTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_modelTable->setIconSize({10, 10});
    m_modelTable->setShowGrid(false);
    m_modelTable->setWordWrap(false);
    m_modelTable->setFrameShape(QFrame::NoFrame);
    m_modelTable->setTabKeyNavigation(false);
    m_modelTable->setMinimumHeight(112);
    m_noModels = new SecondaryLabel(tr("Models that you train appear here. Add a PEFT folder to evaluate one from elsewhere."));
    m_noModels->setWordWrap(true);
    m_modelsCard->body()->addWidget(m_noModels);
    m_modelsCard->body()->addWidget(m_modelTable, 1);
    connect(add, &QPushButton::clicked, this, &EvaluatePage::chooseModels);
    connect(all, &QPushButton::clicked, this, [this] {
        const std::size_t usable = std::size_t(std::count_if(m_checkpoints->checkpoints().begin(), m_checkpoints->checkpoints().end(), [](const auto& found) { return found.error.empty(); }));
        m_checkpoints->setAllChecked(m_checkpoints->checked().size() < usable);
    });
    return m_modelsCard;
}

QWidget* EvaluatePage::makeDatasetsCard()
{
    auto* card = new Card(tr("Datasets"));
    auto* add = new QPushButton(tr("Add…"));
    add->setToolTip(tr("Adds a preference dataset (HH-RLHF or relabelled layout, or a JSONL file) or a response set"));
    add->setAccessibleName(tr("Add a dataset"));
    auto* menu = new QMenu(add);
    menu->addAction(tr("Folder (HH-RLHF layout)…"), this, [this] {
        auto* dialog = new QFileDialog(this, tr("Add a preference dataset"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        connect(dialog, &QFileDialog::fileSelected, this, &EvaluatePage::addDataset);
        dialog->open();
    });
    menu->addAction(tr("File (comparisons or responses)…"), this, &EvaluatePage::chooseDataset);
    connect(add, &QPushButton::clicked, menu, [add, menu] { menu->popup(add->mapToGlobal(QPoint(0, add->height()))); });
    card->addBesideTitle(add);
    m_datasets = new DatasetModel(this);
    m_datasetList = new QListView;
    m_datasetList->setModel(m_datasets);
    m_datasetList->setAccessibleName(tr("Datasets to evaluate on"));
    m_datasetList->setFrameShape(QFrame::NoFrame);
    m_datasetList->setSpacing(3);
    m_datasetList->setTextElideMode(Qt::ElideLeft);
    m_datasetList->setMinimumHeight(64);
    m_datasetError = new Notice(Tone::bad);
    m_datasetError->setText({});
    card->body()->addWidget(m_datasetList, 1);
    card->body()->addWidget(m_datasetError);
    return card;
}

QWidget* EvaluatePage::makeOptionsCard()
{
    auto* card = new Card(tr("Options"));
    auto* form = new QGridLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setColumnStretch(1, 1);
    const auto name = [form](const QString& text, QWidget* buddy) {
        auto* label = new QLabel(text);
        label->setBuddy(buddy);
        form->addWidget(label, form->rowCount(), 0);
        return form->rowCount() - 1;
    };
    m_subset = new SegmentedControl({tr("both"), tr("helpful"), tr("harmless")});
    m_subset->setAccessibleName(tr("Subset"));
    m_subset->setToolTip(tr("Which comparisons are evaluated (default: both, which the tables need; --data_subset)"));
    m_evalDatasetSize = new QSpinBox;
    m_evalDatasetSize->setRange(0, 100000000);
    m_evalDatasetSize->setSpecialValueText(tr("all"));
    m_evalDatasetSize->setGroupSeparatorShown(true);
    m_evalDatasetSize->setAccessibleName(tr("Rows"));
    m_evalDatasetSize->setToolTip(tr("Test rows from the beginning; 0: all (default: all; --eval_dataset_size)"));
    m_maxLength = new QSpinBox;
    m_maxLength->setRange(1, 1000000);
    m_maxLength->setValue(1024);
    m_maxLength->setSuffix(tr(" tokens"));
    m_maxLength->setAccessibleName(tr("Maximum length"));
    m_maxLength->setToolTip(tr("Comparisons with a longer side are left out and counted; what becomes of longer responses is said below (default: 1024; --max_length)"));
    m_longTexts = new SegmentedControl({tr("truncate"), tr("keep"), tr("refuse")});
    m_longTexts->setAccessibleName(tr("Long responses"));
    m_longTexts->setToolTip(tr("Responses of more tokens than that are cut there, kept whole, or an error (default: truncate, as the reference does without a word; --long_texts)"));
    m_bf16 = new QCheckBox(tr("bfloat16"));
    m_bf16->setToolTip(tr("Compute in bfloat16 (default: off; --bf16)"));
    m_keepStored = new QCheckBox(tr("Keep weights as stored"));
    m_keepStored->setToolTip(tr("Leave weights as their file stores them: less memory, more time (default: off; --keep_stored)"));
    auto* compute = new QHBoxLayout;
    compute->setSpacing(16);
    compute->addWidget(m_bf16);
    compute->addWidget(m_keepStored);
    compute->addStretch(1);
    auto* rows = new QHBoxLayout;
    rows->setSpacing(8);
    rows->addWidget(m_evalDatasetSize);
    rows->addWidget(m_maxLength);
    rows->addStretch(1);
    form->addWidget(m_subset, name(tr("&Subset"), m_subset), 1, Qt::AlignLeft);
    form->addLayout(rows, name(tr("&Rows, length"), m_evalDatasetSize), 1);
    form->addWidget(m_longTexts, name(tr("&Long responses"), m_longTexts), 1, Qt::AlignLeft);
    form->addLayout(compute, name(tr("&Compute"), m_bf16), 1);
    m_command = new QLineEdit;
    m_command->setReadOnly(true);
    m_command->setFont(QFont(QStringLiteral("monospace")));
    m_command->setAccessibleName(tr("The equal dpl command"));
    auto* copy = cardButton(QStringLiteral("copy"), tr("Copy the equal dpl commands"), tr("Copy the commands that do the same in a terminal"));
    auto* command = new QHBoxLayout;
    command->addWidget(m_command, 1);
    command->addWidget(copy);
    form->addLayout(command, name(tr("Co&mmand"), m_command), 1);
    card->body()->addLayout(form);
    connect(copy, &QToolButton::clicked, this, &EvaluatePage::copyCommand);
    for (QSpinBox* box : {m_evalDatasetSize, m_maxLength}) {
        box->setAlignment(Qt::AlignRight);
        connect(box, &QSpinBox::valueChanged, this, &EvaluatePage::edited);
    }
    for (SegmentedControl* control : {m_subset, m_longTexts}) {
        connect(control, &SegmentedControl::currentChanged, this, &EvaluatePage::edited);
    }
    for (QCheckBox* box : {m_bf16, m_keepStored}) {
        connect(box, &QCheckBox::toggled, this, &EvaluatePage::edited);
    }
    return card;
}

void EvaluatePage::addActions()
{
    const auto add = [this](const QString& text, const QString& iconName, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, this, slot);
        m_actions.append(action);
    };
    add(tr("Evaluate the checked models"), QStringLiteral("start"), &EvaluatePage::start);
    add(tr("Stop the evaluation"), QStringLiteral("stop"), &EvaluatePage::stop);
    add(tr("Open evaluation files…"), QStringLiteral("open"), &EvaluatePage::openFiles);
    add(tr("Add reward models from a folder…"), QStringLiteral("add"), &EvaluatePage::chooseModels);
    add(tr("Copy the equal dpl evaluate and dpl score commands"), QStringLiteral("copy"), &EvaluatePage::copyCommand);
}

void EvaluatePage::restore()
{
    try {
        const QString stored = m_settings.value(known::pageParameters(iconName()));
        if (!stored.isEmpty()) {
            const Json value = parseJson(stored.toStdString(), "settings");
            const JsonObject json(value, "settings");
            for (const Json& folder : json.array("model_folders")) {
                m_modelFolders.append(QString::fromStdString(folder.get<std::string>()));
            }
            for (const Json& dataset : json.array("datasets")) {
                const JsonObject of(dataset, "settings: datasets");
                m_ownDatasets.push_back({of.string("path"), of.boolean("responses", false) ? DatasetKind::responses : DatasetKind::comparisons});
            }
            QStringList checked;
            for (const Json& path : json.array("checked_datasets")) {
                checked << QString::fromStdString(path.get<std::string>());
            }
            m_datasets->checkOnly(checked);
            m_subset->setCurrentIndex(indexOf(subsets, data::dataSubsetFromString(json.string("data_subset"))));
            m_evalDatasetSize->setValue(int(json.integer("eval_dataset_size")));
            m_maxLength->setValue(int(json.integer("max_length")));
            m_longTexts->setCurrentIndex(indexOf(longTextRules, evaluation::longTextsFromString(json.string("long_texts"))));
            m_bf16->setChecked(json.boolean("bf16", false));
            m_keepStored->setChecked(json.boolean("keep_stored", false));
        }
    } catch (const std::exception&) {
        // Of another version: the defaults stand in their place.
    }
    m_restoring = false;
}

void EvaluatePage::save()
{
    const evaluation::EvaluationChoice now = choice();
    Json json{{"model_folders", Json::array()}, {"datasets", Json::array()}, {"checked_datasets", Json::array()}, {"data_subset", data::toString(now.subset)},
        {"eval_dataset_size", now.evalDatasetSize}, {"max_length", now.maxLength}, {"long_texts", evaluation::toString(now.longTexts)}, {"bf16", now.bf16},
        {"keep_stored", now.keepStored}};
    for (const QString& folder : m_modelFolders) {
        json["model_folders"].push_back(folder.toStdString());
    }
    for (const FoundDataset& dataset : m_ownDatasets) {
        json["datasets"].push_back({{"path", dataset.path.string()}, {"responses", dataset.kind == DatasetKind::responses}});
    }
    for (const QString& path : m_datasets->checkedPaths()) {
        json["checked_datasets"].push_back(path.toStdString());
    }
    m_settings.setValue(known::pageParameters(iconName()), QString::fromStdString(json.dump()));
}

evaluation::EvaluationChoice EvaluatePage::choice() const
{
    evaluation::EvaluationChoice choice;
    choice.checkpoints = m_checkpoints->checked();
    choice.datasets = m_datasets->checked();
    choice.subset = subsets[std::size_t(std::max(0, m_subset->currentIndex()))];
    choice.evalDatasetSize = m_evalDatasetSize->value();
    choice.maxLength = m_maxLength->value();
    choice.longTexts = longTextRules[std::size_t(std::max(0, m_longTexts->currentIndex()))];
    choice.bf16 = m_bf16->isChecked();
    choice.keepStored = m_keepStored->isChecked();
    return choice;
}

std::filesystem::path EvaluatePage::elsewhere() const
{
    return std::filesystem::path(m_settings.value(known::runsFolder()).toStdString()) / "evaluations";
}

QStringList EvaluatePage::commands() const
{
    const evaluation::EvaluationPlan plan = evaluation::planEvaluations(choice(), elsewhere());
    QStringList lines;
    for (const auto& params : plan.evaluations) {
        lines << shellText(evaluation::commandLine(params));
    }
    for (const auto& params : plan.scorings) {
        lines << shellText(evaluation::commandLine(params));
    }
    return lines;
}

void EvaluatePage::edited()
{
    if (m_restoring) {
        return;
    }
    save();
    const std::size_t models = m_checkpoints->checked().size();
    const std::size_t datasets = m_datasets->checked().size();
    const bool ready = models > 0 && datasets > 0;
    m_start->setEnabled(ready);
    m_start->setText(ready ? tr("Evaluate %1 × %2").arg(models).arg(datasets) : tr("Evaluate"));
    m_start->setToolTip(models == 0 ? tr("Check a reward model first")
            : datasets == 0         ? tr("Check a dataset first")
                                    : tr("Queue the evaluations: %1 models on %2 datasets (Ctrl+Return)").arg(models).arg(datasets));
    const QStringList lines = commands();
    m_command->setText(lines.isEmpty() ? QString() : lines.size() == 1 ? lines.first() : tr("%1 # and %2 more").arg(lines.first()).arg(lines.size() - 1));
    m_command->setCursorPosition(0);
    m_command->setToolTip(lines.mid(0, 12).join(u'\n'));
    m_noModels->setVisible(m_checkpoints->rowCount() == 0 && !m_scanning);
    m_modelTable->setVisible(m_checkpoints->rowCount() > 0);
    m_modelsCard->setNote(models > 0 ? tr("· %1 of %2").arg(models).arg(m_checkpoints->rowCount()) : QString());
    m_stop->setEnabled(shownJobIsActive());
}

void EvaluatePage::start()
{
    const evaluation::EvaluationPlan plan = evaluation::planEvaluations(choice(), elsewhere());
    if (plan.jobs() == 0) {
        say(m_checkpoints->checked().empty() ? tr("Check a reward model first") : tr("Check a dataset first"));
        return;
    }
    const ComputeOptions compute{m_settings.threadCount(), true, "cpu"};
    for (const auto& params : plan.evaluations) {
        m_queue.enqueue(evaluationJob(params, compute));
    }
    for (const auto& params : plan.scorings) {
        m_queue.enqueue(scoringJob(params, compute));
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
        requestExport(*this, m_settings, view->figure, {view->newest}, recipe.is_object() ? recipe.value("params", Json()) : Json());
    }
}

void EvaluatePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!m_scanned) {
        rescan();
    }
}

void EvaluatePage::rescan()
{
    m_scanned = true;
    m_scanning = true;
    const quint64 scan = ++m_scan;
    std::vector<std::filesystem::path> roots{m_settings.value(known::runsFolder()).toStdString()};
    for (const QString& folder : m_modelFolders) {
        roots.emplace_back(folder.toStdString());
    }
    inBackground(this,
        [roots] {
            std::vector<FoundCheckpoint> found;
            for (const auto& root : roots) {
                for (FoundCheckpoint& checkpoint : evaluation::findCheckpoints(root)) {
                    const bool known = std::any_of(found.begin(), found.end(), [&](const FoundCheckpoint& other) { return other.folder == checkpoint.folder; });
                    if (!known) {
                        found.push_back(std::move(checkpoint));
                    }
                }
            }
            return std::pair(found, evaluation::datasetsOf(found));
        },
        [this, scan](std::pair<std::vector<FoundCheckpoint>, std::vector<FoundDataset>> found) {
            if (scan != m_scan) {
                return;
            }
            m_scanning = false;
            std::vector<FoundDataset> datasets = m_ownDatasets;
            for (const FoundDataset& dataset : found.second) {
                const bool known = std::any_of(datasets.begin(), datasets.end(), [&](const FoundDataset& other) { return other.path == dataset.path; });
                if (!known) {
                    datasets.push_back(dataset);
                }
            }
            m_datasets->setDatasets(std::move(datasets));
            showScan(std::move(found.first));
        },
        [this, scan](const QString& message) {
            if (scan == m_scan) {
                m_scanning = false;
                say(message);
            }
        });
}

void EvaluatePage::showScan(std::vector<FoundCheckpoint> found)
{
    m_checkpoints->setCheckpoints(std::move(found), m_settings.value(known::runsFolder()));
    edited();
}

bool EvaluatePage::evaluateModels(const QStringList& folders)
{
    QStringList checkpoints;
    QStringList others;
    const QString runs = QDir::cleanPath(m_settings.value(known::runsFolder())) + u'/';
    for (const QString& folder : folders) {
        const auto found = evaluation::findCheckpoints(folder.toStdString()); // a run's folder, or a checkpoint: few files
        for (const FoundCheckpoint& checkpoint : found) {
            checkpoints << QString::fromStdString(checkpoint.folder.string());
        }
        if (!found.empty() && !(QDir::cleanPath(folder) + u'/').startsWith(runs)) {
            others << folder;
        }
    }
    if (checkpoints.isEmpty()) {
        return false;
    }
    for (const QString& folder : others) {
        m_modelFolders.removeAll(folder);
        m_modelFolders << folder;
    }
    m_checkpoints->checkOnly(checkpoints);
    rescan();
    return true;
}

void EvaluatePage::addModels(const QString& folder)
{
    const QString path = QDir::cleanPath(folder);
    inBackground(this, [path] { return evaluation::findCheckpoints(path.toStdString()); },
        [this, path](const std::vector<FoundCheckpoint>& found) {
            if (found.empty()) {
                say(tr("There is no PEFT folder (adapter_config.json) in %1 or below it").arg(path));
                return;
            }
            m_modelFolders.removeAll(path);
            m_modelFolders << path;
            for (const FoundCheckpoint& checkpoint : found) {
                m_checkpoints->setChecked(QString::fromStdString(checkpoint.folder.string()), true);
            }
            rescan();
        },
        [this](const QString& message) { say(message); });
}

void EvaluatePage::chooseModels()
{
    auto* dialog = new QFileDialog(this, tr("Add reward models from a folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &EvaluatePage::addModels);
    dialog->open();
}

void EvaluatePage::chooseDataset()
{
    auto* dialog = new QFileDialog(this, tr("Add a dataset"), {}, tr("JSON lines (*.jsonl *.jsonl.gz);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &EvaluatePage::addDataset);
    dialog->open();
}

void EvaluatePage::addDataset(const QString& path)
{
    const QString place = QDir::cleanPath(path);
    m_datasetError->setText({});
    inBackground(this, [place] { return FoundDataset{place.toStdString(), evaluation::datasetKind(place.toStdString())}; },
        [this, place](const FoundDataset& dataset) {
            std::vector<FoundDataset> datasets = m_datasets->datasets();
            const auto isIt = [&](const FoundDataset& other) { return other.path == dataset.path; };
            if (std::none_of(datasets.begin(), datasets.end(), isIt)) {
                datasets.insert(datasets.begin(), dataset);
                m_ownDatasets.insert(m_ownDatasets.begin(), dataset);
                m_datasets->setDatasets(std::move(datasets));
            }
            m_datasets->setChecked(place, true);
        },
        [this](const QString& message) { m_datasetError->setText(message); });
}

void EvaluatePage::openFiles()
{
    auto* dialog = new QFileDialog(this, tr("Open evaluation files"), m_settings.value(known::runsFolder()), tr("Evaluation files (*.jsonl *.jsonl.gz);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &EvaluatePage::openRequested);
    dialog->open();
}

void EvaluatePage::copyCommand()
{
    QGuiApplication::clipboard()->setText(commands().join(u'\n'));
    say(tr("The commands are on the clipboard"));
}

void EvaluatePage::statusChanged(const JobStatus& status)
{
    const bool evaluates = status.kind == QStringLiteral("evaluation") || status.kind == QStringLiteral("scoring");
    if (m_scanned && status.state == JobState::finished && (evaluates || status.kind == QStringLiteral("training") || status.kind == QStringLiteral("sweep"))) {
        rescan();
    }
    if (!evaluates) {
        return;
    }
    // What runs is shown; what waits only while nothing does.
    const bool takesOver = status.state == JobState::running ? m_job == 0 || m_queue.status(m_job).state != JobState::running : status.isActive() && !shownJobIsActive();
    if (status.id != m_job && takesOver) {
        m_job = status.id;
        m_live->setWaiting(tr("%1 waits for its turn").arg(status.title));
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
    m_live->setTitle(status.title);
    if (status.state == JobState::running) {
        m_live->setWaiting(status.progress.phase.empty() ? tr("%1: the model is being loaded").arg(status.title) : tr("%1: %2").arg(status.title, progressText(status.progress)));
    } else if (status.isWaiting()) {
        m_live->setWaiting(tr("%1 waits for its turn").arg(status.title));
    } else if (!status.message.isEmpty()) {
        m_live->setWaiting(status.message);
    }
    m_header->setNote(status.state == JobState::running ? timeLeftText(status) : status.message);
}

bool EvaluatePage::shownJobIsActive() const
{
    return m_job != 0 && m_queue.status(m_job).isActive();
}

void EvaluatePage::say(const QString& message)
{
    m_header->setNote(message);
}

} // namespace dpl::ui
