#include "pages/inspect/inspect_page.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "charts/figure_export.hpp"
#include "evaluation/evaluated_responses.hpp"
#include "inspection/evaluation_files.hpp"
#include "inspection/inspection_tables.hpp"
#include "jobs/background.hpp"
#include "jobs/job_queue.hpp"
#include "pages/export_request.hpp"
#include "pages/inspect/conversation_view.hpp"
#include "pages/inspect/distribution_view.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/scatter_view.hpp"
#include "pages/inspect/score_text_job.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "settings/settings.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/icon.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/theme.hpp"

#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr std::size_t mostModels = 3;
constexpr qsizetype mostRecent = 8;
constexpr std::size_t mostTableRows = 5000; // that an export of the scatter carries

enum Tab { responsesTab, scoreTab };

Json jsonOf(const QStringList& list)
{
    Json json = Json::array();
    for (const QString& entry : list) {
        json.push_back(entry.toStdString());
    }
    return json;
}

QStringList listOf(const Json& json, const char* key)
{
    QStringList list;
    if (json.contains(key) && json[key].is_array()) {
        for (const Json& entry : json[key]) {
            if (entry.is_string()) {
                list << QString::fromStdString(entry.get<std::string>());
            }
        }
    }
    return list;
}

Json jsonOf(const QSplitter& splitter)
{
    return Json(splitter.saveState().toBase64().toStdString());
}

void restoreSplitter(QSplitter& splitter, const Json& json, const char* key)
{
    if (json.contains(key) && json[key].is_string()) {
        splitter.restoreState(QByteArray::fromBase64(QByteArray::fromStdString(json[key].get<std::string>())));
    }
}

std::vector<std::size_t> chosenModels(const inspection::Inspection& inspection, const QStringList& names)
{
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < inspection.models().size() && chosen.size() < mostModels; ++i) {
        if (names.contains(QString::fromStdString(inspection.models()[i].name))) {
            chosen.push_back(i);
        }
    }
    return chosen.empty() ? inspection.preferredModels(mostModels) : chosen;
}

} // namespace

InspectPage::InspectPage(Settings& settings, JobQueue& queue, QWidget* parent) : Page(parent), m_settings(settings), m_queue(queue)
{
    setAcceptDrops(true);
    m_header = new PageHeader(title());
    m_tabs = new SegmentedControl;
    m_tabs->setAccessibleName(tr("What is shown"));
    m_tabs->addSegment(tr("Responses"), tr("Comparisons and prompts of evaluation files"));
    m_tabs->addSegment(tr("Score text"), tr("A prompt and responses of your own"));
    m_models = new QPushButton;
    m_models->setAccessibleName(tr("Models shown"));
    m_models->setToolTip(tr("Models shown side by side, three at most"));
    m_models->setMenu(new QMenu(m_models));
    m_header->addBesideTitle(m_tabs);
    m_header->addBesideTitle(m_models);
    m_open = new QPushButton(tr("Open…"));
    m_open->setAccessibleName(tr("Open evaluation files"));
    m_open->setToolTip(tr("Open evaluation files, or a folder of them; they can also be dropped here"));
    m_open->setMenu(new QMenu(m_open));
    connect(m_open->menu(), &QMenu::aboutToShow, this, &InspectPage::fillOpenMenu);
    m_copy = new QPushButton(tr("Copy figure"));
    m_copy->setToolTip(tr("Put the reward distributions on the clipboard as a picture"));
    m_copy->setObjectName(QStringLiteral("copyFigure"));
    m_export = new QPushButton(tr("Export…"));
    m_export->setToolTip(tr("Export the reward distributions and what the models prefer (Ctrl+E)"));
    m_header->addButton(m_open);
    m_header->addButton(m_copy);
    m_header->addButton(m_export);
    m_notice = new Notice(Tone::bad);
    m_notice->hide();

    auto* emptyCard = new Card;
    m_empty = new EmptyState(QStringLiteral("inspect"), tr("Nothing to inspect yet"),
        tr("Open evaluation files (eval_results_both.jsonl, jailbroken_evaluations.jsonl) or an experiment's folder, and see what models "
           "believe of each response: the whole distribution, not a score."));
    m_empty->setButton(tr("Open…"));
    m_openDemo = new QPushButton(tr("Open the demo"));
    m_openDemo->setToolTip(tr("The evaluations that dpl demo wrote into the runs folder"));
    m_openDemo->hide();
    emptyCard->body()->addStretch(1);
    emptyCard->body()->addWidget(m_empty);
    emptyCard->body()->addWidget(m_openDemo, 0, Qt::AlignHCenter);
    emptyCard->body()->addStretch(1);
    m_scoreText = new ScoreTextView;
    m_stack = new QStackedWidget;
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(makeResponses());
    m_stack->addWidget(m_scoreText);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_notice);
    column->addWidget(m_stack, 1);

    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    connect(&m_saving, &QTimer::timeout, this, &InspectPage::save);
    connect(m_tabs, &SegmentedControl::currentChanged, this, [this](int tab) {
        if (tab == scoreTab) {
            m_scoreText->lookForCheckpoints(m_settings.value(known::runsFolder()));
        }
        updateButtons();
    });
    connect(m_empty, &EmptyState::buttonClicked, this, [this] { openByDialog(false); });
    connect(m_openDemo, &QPushButton::clicked, this, [this] { openFolder(m_settings.value(known::runsFolder()) + QStringLiteral("/demo"), false); });
    connect(m_copy, &QPushButton::clicked, this, &InspectPage::copyFigureNow);
    connect(m_export, &QPushButton::clicked, this, &InspectPage::exportFigure);
    connect(m_scoreText, &ScoreTextView::scoreRequested, this, &InspectPage::scoreNow);
    connect(m_scoreText, &ScoreTextView::changed, &m_saving, qOverload<>(&QTimer::start));
    connect(&m_queue, &JobQueue::statusChanged, this, &InspectPage::jobChanged);
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_list, &ItemList::focusSearch);
    addActions();
    restore();
    followTheme();
    updateButtons();
}

InspectPage::~InspectPage()
{
    m_loadStop.request_stop();
    if (m_saving.isActive()) {
        save();
    }
}

QWidget* InspectPage::makeResponses()
{
    m_list = new ItemList;
    m_scatter = new ScatterView;
    m_scatter->setMinimumHeight(150);
    m_scatter->setAccessibleName(tr("Mean against standard deviation; a click selects the nearest response"));
    m_scatterCard = new Card(tr("Mean against \u03c3"));
    auto* exportScatter = new QToolButton;
    exportScatter->setIcon(icon(QStringLiteral("export")));
    exportScatter->setAutoRaise(true);
    exportScatter->setToolTip(tr("Export the scatter and the table's numbers…"));
    exportScatter->setAccessibleName(tr("Export the scatter"));
    m_scatterCard->addBesideTitle(exportScatter);
    m_scatterCard->body()->addWidget(m_scatter, 1);
    m_conversation = new ConversationView;
    m_conversationCard = new Card(tr("Conversation"));
    m_first = new QComboBox;
    m_first->setAccessibleName(tr("Response at the left"));
    m_second = new QComboBox;
    m_second->setAccessibleName(tr("Response at the right"));
    m_conversationCard->addBesideTitle(m_first);
    m_conversationCard->addBesideTitle(m_second);
    m_conversationCard->body()->addWidget(m_conversation, 1);
    m_distributions = new DistributionView;

    m_left = new QSplitter(Qt::Vertical);
    m_left->addWidget(m_list);
    m_left->addWidget(m_scatterCard);
    m_left->setStretchFactor(0, 3);
    m_left->setStretchFactor(1, 2);
    m_right = new QSplitter(Qt::Vertical);
    m_right->addWidget(m_conversationCard);
    m_right->addWidget(m_distributions);
    m_right->setStretchFactor(0, 1);
    m_right->setStretchFactor(1, 3);
    m_conversationCard->setMinimumHeight(140);
    m_right->setSizes({180, 500});
    m_columnsSplitter = new QSplitter(Qt::Horizontal);
    m_columnsSplitter->addWidget(m_left);
    m_columnsSplitter->addWidget(m_right);
    m_columnsSplitter->setStretchFactor(0, 2);
    m_columnsSplitter->setStretchFactor(1, 3);
    m_columnsSplitter->setSizes({430, 640});
    for (QSplitter* splitter : {m_left, m_right, m_columnsSplitter}) {
        splitter->setHandleWidth(12);
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, &m_saving, qOverload<>(&QTimer::start));
    }

    connect(m_list, &ItemList::selectionChanged, this, [this] {
        if (m_list->selected() != m_item) {
            m_item = m_list->selected();
            showItem();
            showRing();
        }
    });
    connect(m_list, &ItemList::itemsChanged, this, &InspectPage::showScatter);
    connect(m_list, &ItemList::placeChanged, this, &InspectPage::showScatter);
    connect(m_scatter, &ScatterView::clicked, this, [this](double x, double y) {
        if (const auto item = inspection::nearestItem(m_scatterShown, x, y)) {
            m_list->select(*item);
        }
    });
    connect(exportScatter, &QToolButton::clicked, this, &InspectPage::exportScatter);
    connect(m_distributions, &DistributionView::alphaChanged, this, &InspectPage::setAlpha);
    connect(m_distributions, &DistributionView::axisChanged, this, [this] {
        showDistributions();
        m_saving.start();
    });
    for (QComboBox* choice : {m_first, m_second}) {
        connect(choice, &QComboBox::activated, this, [this] {
            if (m_item && m_columns) {
                const auto texts = m_columns->inspection().texts(*m_item);
                m_conversation->setItem(texts, m_first->currentText(), m_second->currentText(), std::size_t(m_first->currentIndex()),
                    std::size_t(m_second->currentIndex()));
                showDistributions();
            }
        });
    }
    return m_columnsSplitter;
}

void InspectPage::addActions()
{
    const auto add = [this](const QString& text, const QString& iconName, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, this, slot);
        m_actions.append(action);
    };
    add(tr("Open evaluation files to inspect…"), QStringLiteral("open"), [this] { openByDialog(false); });
    add(tr("Open an experiment's folder to inspect…"), QStringLiteral("open"), &InspectPage::openFolderByDialog);
    add(tr("Search in prompts and responses"), QStringLiteral("search"), [this] { m_list->focusSearch(); });
    add(tr("Score a text of your own"), QStringLiteral("inspect"), [this] { m_tabs->setCurrentIndex(scoreTab); });
    add(tr("Export the reward distributions…"), QStringLiteral("export"), &InspectPage::exportFigure);
    add(tr("Export the scatter and the table's numbers…"), QStringLiteral("export"), &InspectPage::exportScatter);
    add(tr("Copy the reward distributions"), QStringLiteral("copy"), &InspectPage::copyFigureNow);
}

void InspectPage::fillOpenMenu()
{
    QMenu* menu = m_open->menu();
    menu->clear();
    menu->addAction(tr("Files…"), this, [this] { openByDialog(false); });
    menu->addAction(tr("Folder of an experiment or a checkpoint…"), this, &InspectPage::openFolderByDialog);
    menu->addAction(tr("Add files…"), this, [this] { openByDialog(true); })->setEnabled(m_columns != nullptr);
    if (!m_recent.isEmpty()) {
        menu->addSeparator();
    }
    for (const QString& path : std::as_const(m_recent)) {
        menu->addAction(QDir::toNativeSeparators(path), this, [this, path] {
            m_chosenNames.clear();
            if (QFileInfo(path).isDir()) {
                openFolder(path, false);
            } else {
                openFiles({path}, false);
            }
        });
    }
}

void InspectPage::openByDialog(bool beside)
{
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Evaluation files"), m_settings.value(known::runsFolder()),
        tr("Evaluations (*.jsonl *.jsonl.gz);;All files (*)"));
    if (!files.isEmpty()) {
        openFiles(files, beside);
    }
}

void InspectPage::openFolderByDialog()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of an experiment or a checkpoint"), m_settings.value(known::runsFolder()));
    if (!folder.isEmpty()) {
        m_chosenNames.clear();
        openFolder(folder, false);
    }
}

void InspectPage::openFolder(const QString& folder, bool beside)
{
    inBackground(this, [folder] { return inspection::evaluationFilesBelow(folder.toStdString()); },
        [this, folder, beside](const std::vector<std::filesystem::path>& found) {
            if (found.empty()) {
                say(tr("There is no evaluation below %1. Evaluate its models first.").arg(folder));
                return;
            }
            QStringList files;
            for (const auto& file : found) {
                files << QString::fromStdString(file.string());
            }
            remember(folder);
            openFiles(files, beside);
        },
        [this](const QString& message) { say(message); });
}

void InspectPage::remember(const QString& path)
{
    m_recent.removeAll(path);
    m_recent.prepend(path);
    m_recent = m_recent.mid(0, mostRecent);
}

bool InspectPage::openPath(const QString& path)
{
    QStringList files;
    if (QFileInfo(path).isDir()) {
        // A checkpoint's evaluations, or a scored text. A whole experiment is the results' first; here it is opened by the page's own menu.
        const std::filesystem::path folder = std::filesystem::path(QDir::cleanPath(path).toStdString());
        bool own = false;
        for (const auto& file : inspection::evaluationFilesBelow(folder)) {
            own = own || (file.parent_path() == folder && (!evaluation::isResponseEvaluation(file) || std::filesystem::exists(folder / inspection::modelsFileName)));
            files << QString::fromStdString(file.string());
        }
        if (!own) {
            return false;
        }
    } else if (inspection::isEvaluationFile(path.toStdString())) {
        files << path;
    }
    if (files.isEmpty()) {
        return false;
    }
    remember(path);
    m_chosenNames.clear();
    openFiles(files, false);
    return true;
}

void InspectPage::openFiles(const QStringList& files, bool beside)
{
    QStringList all = beside ? m_files : QStringList();
    for (const QString& file : files) {
        all << QFileInfo(file).absoluteFilePath();
    }
    all.removeDuplicates();
    m_restored = true;
    m_loadStop.request_stop();
    m_loadStop = {};
    m_loading = true;
    m_tabs->setCurrentIndex(responsesTab);
    m_header->setNote(all.size() == 1 ? tr("Reading 1 file …") : tr("Reading %1 files …").arg(all.size()));
    const quint64 load = ++m_load;
    std::vector<std::filesystem::path> paths;
    for (const QString& file : std::as_const(all)) {
        paths.emplace_back(file.toStdString());
    }
    using Columns = std::shared_ptr<inspection::InspectionColumns>;
    inBackground(this,
        [paths, names = m_chosenNames, alpha = m_distributions->alpha(), stop = m_loadStop.get_token()] {
            try {
                const auto inspection = inspection::Inspection::open(paths, stop);
                return std::make_shared<inspection::InspectionColumns>(inspection, chosenModels(*inspection, names), alpha);
            } catch (const Stopped&) {
                return Columns();
            }
        },
        [this, load, all](Columns columns) {
            if (load != m_load || !columns) {
                return;
            }
            m_loading = false;
            m_files = all;
            if (all.size() == 1) {
                remember(all.first());
            }
            say({});
            takeColumns(std::move(columns));
            m_saving.start();
        },
        [this, load](const QString& message) {
            if (load == m_load) {
                m_loading = false;
                m_header->setNote({});
                say(message);
            }
        });
}

void InspectPage::takeColumns(std::shared_ptr<inspection::InspectionColumns> columns)
{
    m_columns = std::move(columns);
    m_columns->setAlpha(m_distributions->alpha());
    m_item.reset();
    m_list->setColumns(m_columns);
    fillModels();
    if (!m_selectFile.isEmpty()) {
        const auto& inspection = m_columns->inspection();
        for (std::size_t i = inspection.size(); i-- > 0;) {
            if (QString::fromStdString(inspection.files()[inspection.item(i).file].string()) == m_selectFile) {
                m_list->select(i);
                break;
            }
        }
        m_selectFile.clear();
    }
    m_item = m_list->selected();
    showItem();
    showScatter();
    updateButtons();
}

void InspectPage::fillModels()
{
    const auto& inspection = m_columns->inspection();
    m_header->setNote(tr("%L1 pairs · %L2 prompts")
                          .arg(inspection.count(inspection::ItemKind::comparison))
                          .arg(inspection.count(inspection::ItemKind::prompt)));
    QMenu* menu = m_models->menu();
    menu->clear();
    QStringList names;
    const auto& chosen = m_columns->models();
    for (std::size_t i = 0; i < inspection.models().size(); ++i) {
        const QString name = QString::fromStdString(inspection.models()[i].name);
        const bool isChosen = std::find(chosen.begin(), chosen.end(), i) != chosen.end();
        QAction* action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(isChosen);
        action->setEnabled(isChosen ? chosen.size() > 1 : chosen.size() < mostModels);
        if (isChosen) {
            names << name;
        }
        connect(action, &QAction::triggered, this, [this, i](bool on) {
            std::vector<std::size_t> models = m_columns->models();
            if (on) {
                models.push_back(i);
                std::sort(models.begin(), models.end());
            } else {
                models.erase(std::remove(models.begin(), models.end(), i), models.end());
            }
            chooseModels(models);
        });
    }
    m_models->setText(names.size() == 1 ? names.first() : tr("%1 models").arg(names.size()));
    m_models->setToolTip(tr("Shown side by side, three at most: %1").arg(names.join(QStringLiteral("; "))));
    m_chosenNames = names;
}

void InspectPage::chooseModels(const std::vector<std::size_t>& models)
{
    if (!m_columns || models.empty() || models.size() > mostModels) {
        return;
    }
    const quint64 load = ++m_load;
    inBackground(this,
        [shared = m_columns->shared(), models, alpha = m_columns->alpha()] {
            return std::make_shared<inspection::InspectionColumns>(shared, models, alpha);
        },
        [this, load](std::shared_ptr<inspection::InspectionColumns> columns) {
            if (load == m_load) {
                takeColumns(std::move(columns));
                m_saving.start();
            }
        },
        [this](const QString& message) { say(message); });
}

void InspectPage::showItem()
{
    if (!m_columns || !m_item) {
        m_conversation->clear();
        m_distributions->clear();
        updateButtons();
        return;
    }
    const auto& inspection = m_columns->inspection();
    const auto& item = inspection.item(*m_item);
    for (QComboBox* choice : {m_first, m_second}) {
        const QSignalBlocker blocker(choice);
        choice->clear();
        for (std::size_t i = 0; i < item.responses; ++i) {
            choice->addItem(QString::fromStdString(inspection::responseName(item.kind, i, item.responses)));
        }
        choice->setVisible(item.responses > 2);
    }
    m_second->setCurrentIndex(std::min<int>(1, int(item.responses) - 1));
    m_conversationCard->setNote(tr("· %1, row %L2 of %3")
                                    .arg(QString::fromStdString(inspection.subsets()[item.subset]))
                                    .arg(item.row + 1)
                                    .arg(QString::fromStdString(inspection.files()[item.file].filename().string())));
    try {
        m_conversation->setItem(inspection.texts(*m_item), m_first->currentText(), m_second->currentText(), 0, item.responses > 1 ? 1 : 0);
    } catch (const Error& error) {
        say(QString::fromUtf8(error.what()));
    }
    showDistributions();
    updateButtons();
}

void InspectPage::showDistributions()
{
    if (m_columns && m_item) {
        m_distributions->setItem(
            *m_columns, *m_item, std::size_t(std::max(0, m_first->currentIndex())), std::size_t(std::max(0, m_second->currentIndex())));
    }
}

void InspectPage::showScatter()
{
    if (!m_columns || m_columns->models().empty()) {
        m_scatter->setFigure(std::shared_ptr<const report::Figure>());
        return;
    }
    m_scatterShown = inspection::scatterFigure(*m_columns, m_list->place(), m_list->items(), m_item);
    m_scatter->setFigure(m_scatterShown.figure);
    const bool isBase = m_columns->model(m_list->place()).head == preference::RewardHead::base;
    m_scatterCard->setTitle(isBase ? tr("Both utilities") : tr("Mean against \u03c3"));
    m_scatterCard->setNote(m_scatterShown.itemsDrawn < m_scatterShown.itemsThere
            ? tr("· %L1 of %L2 items drawn").arg(m_scatterShown.itemsDrawn).arg(m_scatterShown.itemsThere)
            : QString());
}

void InspectPage::showRing()
{
    if (m_columns && !m_scatterShown.figure.panels.empty()) {
        m_scatterShown.figure = inspection::withRing(m_scatterShown.figure, *m_columns, m_list->place(), m_item);
        m_scatter->setFigure(m_scatterShown.figure);
    }
}

void InspectPage::setAlpha(double alpha)
{
    if (m_columns) {
        m_columns->setAlpha(alpha);
        m_list->alphaChanged();
        showDistributions();
    }
    m_saving.start();
}

void InspectPage::start()
{
    if (m_tabs->currentIndex() == scoreTab) {
        scoreNow();
    }
}

void InspectPage::scoreNow()
{
    const inspection::ScoredText text = m_scoreText->text();
    m_scoreText->say(QString::fromStdString(text.problem()));
    if (!text.problem().empty() || m_scoring != 0) {
        return;
    }
    const QString folder = m_settings.value(known::runsFolder()) + QStringLiteral("/scored-texts/")
        + QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-HHmmss-zzz"));
    m_scoring = -1; // the queue tells of the job before it gives its number
    m_scoring = m_queue.enqueue(scoreTextJob(text, folder.toStdString(), {m_settings.threadCount(), true, "cpu"}));
    m_scoreText->setBusy(true);
}

void InspectPage::jobChanged(const JobStatus& status)
{
    if (status.kind != QStringLiteral("score-text") || status.isActive()) {
        return;
    }
    const bool own = status.id == m_scoring;
    if (own) {
        m_scoring = 0;
        m_scoreText->setBusy(false);
    }
    if (status.state == JobState::failed && own) {
        m_scoreText->say(status.message);
    }
    if (status.state == JobState::finished) {
        const QString file = QString::fromStdString(inspection::scoredTextFile(status.folder.toStdString()).string());
        if (!QFile::exists(file)) {
            return;
        }
        m_selectFile = QFileInfo(file).absoluteFilePath();
        openFiles({file}, true);
    }
}

void InspectPage::exportFigure()
{
    if (const auto figure = m_distributions->figure()) {
        exportNow(*figure, {m_distributions->preferences()});
    }
}

void InspectPage::exportScatter()
{
    if (m_columns && !m_scatterShown.figure.panels.empty()) {
        QList<report::Table> tables;
        if (m_list->items().size() <= mostTableRows) {
            tables << inspection::itemsTable(*m_columns, m_list->items());
        } else {
            say(tr("The table's numbers are left out: %L1 rows are more than a table for print takes (%L2). Filter it first.")
                    .arg(m_list->items().size())
                    .arg(mostTableRows));
        }
        exportNow(m_scatterShown.figure, tables);
    }
}

void InspectPage::exportNow(const report::Figure& figure, const QList<report::Table>& tables)
{
    Json parameters{{"files", jsonOf(m_files)}, {"models", jsonOf(m_chosenNames)}, {"alpha", m_columns->alpha()}};
    if (m_item) {
        const auto& item = m_columns->inspection().item(*m_item);
        parameters["file"] = m_columns->inspection().files()[item.file].string();
        parameters["row"] = item.row + 1;
    }
    requestExport(*this, m_settings, figure, tables, parameters);
}

void InspectPage::copyFigureNow()
{
    if (const auto figure = m_distributions->figure()) {
        copyFigure(*figure);
        m_header->setNote(tr("The figure is on the clipboard"));
    }
}

void InspectPage::say(const QString& problem)
{
    m_notice->setText(problem);
    m_notice->setVisible(!problem.isEmpty());
}

void InspectPage::updateButtons()
{
    const bool scoring = m_tabs->currentIndex() == scoreTab;
    m_stack->setCurrentIndex(scoring ? 2 : m_columns ? 1 : 0);
    m_models->setVisible(m_columns && !scoring);
    m_open->setVisible(!scoring && m_columns);
    for (QPushButton* button : {m_copy, m_export}) {
        button->setVisible(!scoring);
        button->setEnabled(m_distributions->figure() != nullptr);
    }
}

void InspectPage::restore()
{
    try {
        const QString stored = m_settings.value(known::pageParameters(iconName()));
        if (stored.isEmpty()) {
            return;
        }
        const Json json = parseJson(stored.toStdString(), "settings");
        m_files = listOf(json, "files");
        m_recent = listOf(json, "recent");
        m_chosenNames = listOf(json, "models");
        const JsonObject object(json, "settings");
        m_distributions->setAlpha(std::clamp(object.number("alpha", 0.01), 0.001, 0.5));
        m_distributions->setAxis(object.boolean("standardised", false) ? inspection::UtilityAxis::standardised : inspection::UtilityAxis::own);
        restoreSplitter(*m_columnsSplitter, json, "columns");
        restoreSplitter(*m_left, json, "left");
        restoreSplitter(*m_right, json, "right");
        if (object.has("text")) {
            m_scoreText->setText(inspection::ScoredText::fromJson(object.value("text"), "settings: text"));
        }
    } catch (const Error&) {
        // What another version kept: the defaults stand in its place.
    }
}

void InspectPage::save()
{
    Json json{{"files", jsonOf(m_files)}, {"recent", jsonOf(m_recent)}, {"models", jsonOf(m_chosenNames)}, {"alpha", m_distributions->alpha()},
        {"standardised", m_distributions->axis() == inspection::UtilityAxis::standardised}, {"columns", jsonOf(*m_columnsSplitter)},
        {"left", jsonOf(*m_left)}, {"right", jsonOf(*m_right)}, {"text", m_scoreText->text().toJson()}};
    m_settings.setValue(known::pageParameters(iconName()), QString::fromStdString(json.dump()));
}

void InspectPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!m_restored) {
        // Files of the last session are read when the page is first looked at; those that are gone are left out.
        m_restored = true;
        QStringList there;
        for (const QString& file : std::as_const(m_files)) {
            if (QFile::exists(file)) {
                there << file;
            }
        }
        if (!there.isEmpty()) {
            openFiles(there, false);
        }
    }
    const QString demo = m_settings.value(known::runsFolder()) + QStringLiteral("/demo");
    m_openDemo->setVisible(QFileInfo(demo).isDir());
}

void InspectPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void InspectPage::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        const QString path = url.toLocalFile();
        if (QFileInfo(path).isDir()) {
            openFolder(path, true);
        } else if (!path.isEmpty()) {
            files << path;
        }
    }
    if (!files.isEmpty()) {
        openFiles(files, true);
    }
    event->acceptProposedAction();
}

void InspectPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        followTheme();
    }
    Page::changeEvent(event);
}

void InspectPage::followTheme()
{
    if (!m_scatter) {
        return;
    }
    const Theme theme = Theme::of(*this);
    FigureColours colours = FigureColours::of(theme.figureGround);
    colours.background = theme.card;
    m_scatter->setGround(theme.figureGround);
    m_scatter->setColours(colours);
}

} // namespace dpl::ui
