#include "pages/inspect/inspect_page.hpp"

#include "base/background.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/stopped.hpp"
#include "inspection/evaluation_files.hpp"
#include "inspection/inspection_tables.hpp"
#include "inspection/item_selection.hpp"
#include "pages/export_request.hpp"
#include "pages/inspect/distribution_view.hpp"
#include "pages/inspect/evaluations_reader.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/model_chips.hpp"
#include "pages/inspect/open_evaluations_button.hpp"
#include "pages/inspect/responses_view.hpp"
#include "pages/inspect/scatter_card.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "pages/inspect/text_scoring.hpp"
#include "records/evaluated_responses.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/current_stack.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/figure_clipboard.hpp"
#include "widgets/notice.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/page_header.hpp"
#include "widgets/path_drop.hpp"
#include "widgets/segmented_control.hpp"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <utility>

namespace dpl::ui {

namespace {

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

} // namespace

InspectPage::InspectPage(Settings& settings, JobQueue& queue, RunIndex& index, DeviceModel& devices, QWidget* parent)
    : Page(parent), m_settings(settings)
{
    connect(new PathDrop(*this), &PathDrop::dropped, this, &InspectPage::openDropped);
    makeHeader();
    m_notice = new Notice(Tone::bad);
    m_notice->hide();
    m_scored = new NoticeRow(Tone::good);
    m_scored->setObjectName(QStringLiteral("scored"));
    auto* show = new QAction(tr("Show"), this);
    connect(show, &QAction::triggered, this, &InspectPage::showScored);
    m_scored->addButton(show);
    m_responses = new ResponsesView;
    m_scoreText = new ScoreTextView(index, settings, devices);
    m_scoring = new TextScoring(*m_scoreText, m_settings, queue, this);
    m_stack = new CurrentStack;
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(m_responses);
    m_stack->addWidget(m_scoreText);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_notice);
    column->addWidget(m_scored);
    column->addWidget(m_stack, 1);

    m_reader = new EvaluationsReader(this);
    m_saving.setSingleShot(true);
    m_saving.setInterval(500);
    connect(&m_saving, &QTimer::timeout, this, &InspectPage::save);
    connect(m_reader, &EvaluationsReader::opened, this, &InspectPage::filesOpened);
    connect(m_reader, &EvaluationsReader::chosen, this, &InspectPage::takeColumns);
    connect(m_reader, &EvaluationsReader::failed, this, [this](const QString& message) {
        m_wanted = m_files;
        m_header->setNote({});
        say(message);
    });
    connect(m_tabs, &SegmentedControl::currentChanged, this, &InspectPage::updateButtons);
    connect(m_models, &ModelChips::chosen, this, &InspectPage::chooseModels);
    connect(m_open, &OpenEvaluationsButton::filesChosen, this, &InspectPage::openFiles);
    connect(m_open, &OpenEvaluationsButton::folderChosen, this,
        [this](const QString& folder) { openFolder(folder, false); });
    connect(m_copy, &QPushButton::clicked, this, &InspectPage::copyFigureNow);
    connect(m_export, &QPushButton::clicked, this, &InspectPage::exportFigure);
    connect(m_responses, &ResponsesView::itemShown, this, &InspectPage::updateButtons);
    connect(m_responses, &ResponsesView::failed, this, &InspectPage::say);
    connect(m_responses, &ResponsesView::stateChanged, &m_saving, qOverload<>(&QTimer::start));
    connect(m_responses->scatter(), &ScatterCard::exportRequested, this, &InspectPage::exportScatter);
    connect(m_responses->list(), &ItemList::starsChanged, &m_saving, qOverload<>(&QTimer::start));
    connect(m_responses->list(), &ItemList::exportRequested, this, &InspectPage::askForRowsFile);
    connect(m_scoring, &TextScoring::scored, this, &InspectPage::textScored);
    connect(m_scoreText, &ScoreTextView::changed, &m_saving, qOverload<>(&QTimer::start));
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_responses->list(), &ItemList::focusSearch);
    addActions();
    restore();
    updateButtons();
}

InspectPage::~InspectPage()
{
    m_stop.request_stop();
    if (m_saving.isActive()) {
        save();
    }
}

void InspectPage::makeHeader()
{
    m_header = new PageHeader(title());
    m_tabs = new SegmentedControl;
    m_tabs->setAccessibleName(tr("What is shown"));
    m_tabs->addSegment(tr("Responses"), tr("Comparisons and prompts of evaluation files"));
    m_tabs->addSegment(tr("Score text"), tr("A prompt and responses of your own"));
    m_models = new ModelChips;
    m_header->addBesideTitle(m_tabs);
    m_header->addBesideTitle(m_models);
    m_open = new OpenEvaluationsButton;
    m_copy = new QPushButton(tr("Copy figure"));
    m_copy->setToolTip(tr("Copy the reward distributions to the clipboard as a picture"));
    m_copy->setObjectName(QStringLiteral("copyFigure"));
    m_export = new QPushButton(tr("Export…"));
    m_export->setToolTip(tr("Export the reward distributions and what the models prefer (Ctrl+E)"));
    m_header->addButton(m_open);
    m_header->addButton(m_copy);
    m_header->addButton(m_export);
}

QWidget* InspectPage::makeEmpty()
{
    auto* card = new Card;
    auto* empty = new EmptyState(QStringLiteral("inspect"), tr("Nothing to inspect yet"),
        tr("Open evaluation files (eval_results_both.jsonl, jailbroken_evaluations.jsonl) or an experiment's folder, "
           "to see what models "
           "believe about each response: the whole distribution, not a score."));
    empty->setButton(tr("Open…"));
    m_openDemo = new QPushButton(tr("Open the demo"));
    m_openDemo->setToolTip(tr("The evaluations that dpl demo wrote to the runs folder"));
    m_openDemo->hide();
    card->body()->addStretch(1);
    card->body()->addWidget(empty);
    card->body()->addWidget(m_openDemo, 0, Qt::AlignHCenter);
    card->body()->addStretch(1);
    connect(empty, &EmptyState::buttonClicked, this, [this] { m_open->askForFiles(false); });
    connect(m_openDemo, &QPushButton::clicked, this, [this] { openFolder(demoFolder(), false); });
    return card;
}

void InspectPage::addActions()
{
    addPaletteAction(
        tr("Open evaluation files to inspect…"), QStringLiteral("open"), this, [this] { m_open->askForFiles(false); });
    addPaletteAction(tr("Open an experiment's folder to inspect…"), QStringLiteral("open"), this,
        [this] { m_open->askForFolder(); });
    addPaletteAction(
        tr("Search in prompts and responses"), QStringLiteral("search"), this,
        [this] { m_responses->list()->focusSearch(); }, [this] { return columns() != nullptr; });
    addPaletteAction(
        tr("Score a text of your own"), QStringLiteral("inspect"), this, [this] { m_tabs->setCurrentIndex(scoreTab); });
    const auto hasFigure = [this] { return m_responses->distributions()->figure() != nullptr; };
    const auto hasRows = [this] { return columns() && !m_responses->list()->items().empty(); };
    addPaletteAction(
        tr("Export the reward distributions…"), QStringLiteral("export"), this, &InspectPage::exportFigure, hasFigure);
    addPaletteAction(tr("Export the scatter and the table's numbers…"), QStringLiteral("export"), this,
        &InspectPage::exportScatter, hasRows);
    addPaletteAction(tr("Export the rows as they are listed…"), QStringLiteral("export"), this,
        &InspectPage::askForRowsFile, hasRows);
    addPaletteAction(
        tr("Star or unstar the row"), QStringLiteral("star"), this, [this] { m_responses->list()->toggleStar(); },
        hasRows);
    addPaletteAction(
        tr("Copy the reward distributions"), QStringLiteral("copy"), this, &InspectPage::copyFigureNow, hasFigure);
}

QString InspectPage::demoFolder() const
{
    return m_settings.value(known::runsFolder()) + QStringLiteral("/demo");
}

bool InspectPage::isLoading() const
{
    return m_reader->isReading();
}

const inspection::InspectionColumns* InspectPage::columns() const
{
    return m_responses->columns().get();
}

bool InspectPage::openPath(const QString& path)
{
    // A checkpoint's evaluations, or a scored text. A whole experiment is the results' first; here it is opened by the
    // page's own menu.
    const std::filesystem::path place = QDir::cleanPath(path).toStdString();
    if (QFileInfo(path).isDir()) {
        const auto own = inspection::evaluationFilesIn(place);
        const bool isOwn = std::any_of(own.begin(), own.end(), [&](const std::filesystem::path& file) {
            return !records::isResponseEvaluation(file) || std::filesystem::exists(place / inspection::modelsFileName);
        });
        if (isOwn) {
            openFolder(path, false);
        }
        return isOwn;
    }
    if (!inspection::isEvaluationFile(place)) {
        return false;
    }
    openFiles({path}, false);
    return true;
}

bool InspectPage::showRows(const records::RowChoice& choice)
{
    QStringList files{QString::fromStdString(choice.file.string())};
    for (const std::filesystem::path& other : choice.beside) {
        files << QString::fromStdString(other.string());
    }
    if (!std::all_of(files.cbegin(), files.cend(), [](const QString& file) { return QFile::exists(file); })) {
        return false;
    }
    if (choice.alpha) {
        m_responses->showAlpha(*choice.alpha);
    }
    openFiles(files, false);
    m_choice = choice;
    return true;
}

void InspectPage::textScored(const QString& file)
{
    // Whoever is at the next text, or reads something else, is told and not disturbed.
    m_scoredFile = file;
    m_scored->setText(tr("A text has been scored."));
}

void InspectPage::showScored()
{
    m_scored->setText({});
    m_selectFile = QFileInfo(m_scoredFile).absoluteFilePath();
    openFiles({m_scoredFile}, true);
}

void InspectPage::openFolder(const QString& folder, bool beside)
{
    inBackground(
        this,
        [folder, stop = m_stop.get_token()] {
            try {
                return inspection::evaluationFilesBelow(folder.toStdString(), stop);
            } catch (const Stopped&) {
                return std::vector<std::filesystem::path>(); // the page is gone
            }
        },
        [this, folder, beside](const std::vector<std::filesystem::path>& found) {
            if (found.empty()) {
                say(tr("There are no evaluations in %1. Evaluate its models first.").arg(folder));
                return;
            }
            QStringList files;
            for (const auto& file : found) {
                files << QString::fromStdString(file.string());
            }
            openFiles(files, beside);
            m_opened = {folder};
        },
        [this](const QString& message) { say(message); });
}

void InspectPage::openFiles(const QStringList& files, bool beside)
{
    if (!beside) {
        m_chosenNames.clear();
    }
    QStringList all = beside ? m_wanted : QStringList();
    for (const QString& file : files) {
        all << QFileInfo(file).absoluteFilePath();
    }
    all.removeDuplicates();
    m_choice.reset();
    m_opened = files;
    m_tabs->setCurrentIndex(responsesTab);
    read(all);
}

void InspectPage::read(const QStringList& files)
{
    m_restored = true;
    m_wanted = files;
    m_header->setNote(files.size() == 1 ? tr("Reading 1 file …") : tr("Reading %1 files …").arg(files.size()));
    m_reader->read(files, m_chosenNames, m_selectFile, m_responses->distributions()->alpha());
}

void InspectPage::filesOpened(std::shared_ptr<inspection::InspectionColumns> columns)
{
    m_files.clear();
    for (const std::filesystem::path& file : columns->inspection().files()) {
        m_files << QString::fromStdString(file.string());
    }
    m_wanted = m_files;
    if (!m_opened.isEmpty()) {
        m_open->remember(std::exchange(m_opened, {}));
    }
    m_header->setNote({});
    QStringList unread; // a damaged file costs that file alone
    for (const auto& file : columns->inspection().unread()) {
        unread << tr("One file is left out: %1").arg(QString::fromStdString(file.reason));
    }
    say(unread.join(u'\n'));
    takeColumns(std::move(columns));
    if (const auto choice = std::exchange(m_choice, std::nullopt)) {
        const inspection::Inspection& inspection = this->columns()->inspection();
        const std::filesystem::path file =
            QFileInfo(QString::fromStdString(choice->file.string())).absoluteFilePath().toStdString();
        m_responses->list()->choose(inspection::itemsOfRows(inspection, file, choice->rows),
            tr("From Results: %1").arg(QString::fromStdString(choice->what)));
    }
}

void InspectPage::takeColumns(std::shared_ptr<inspection::InspectionColumns> columns)
{
    m_models->setModels(columns->inspection().models(), columns->models());
    m_chosenNames = m_models->chosenNames();
    m_responses->setColumns(std::move(columns));
    if (!m_selectFile.isEmpty()) {
        m_responses->selectLastOf(m_selectFile);
        m_selectFile.clear();
    }
    m_open->setCanAdd(true);
    m_saving.start();
    updateButtons();
}

void InspectPage::chooseModels(const std::vector<std::size_t>& models)
{
    const auto* shown = columns();
    if (!shown || models.empty() || models.size() > ModelChips::most) {
        return;
    }
    m_reader->choose(*shown, models);
}

void InspectPage::start()
{
    if (m_tabs->currentIndex() == scoreTab) {
        m_scoring->start();
    }
}

void InspectPage::exportFigure()
{
    if (const auto figure = m_responses->distributions()->figure()) {
        exportNow(*figure, {m_responses->distributions()->preferences()});
    }
}

void InspectPage::exportScatter()
{
    const report::Figure& figure = m_responses->scatter()->shown().figure;
    if (!columns() || figure.panels.empty()) {
        return;
    }
    const auto& items = m_responses->list()->items();
    QList<report::Table> tables;
    if (items.size() <= mostTableRows) {
        tables << inspection::itemsTable(*columns(), items);
    } else {
        say(tr(
            "The table's numbers are left out: %L1 rows are more than fit in a printed table (%L2). Filter it first.")
                .arg(items.size())
                .arg(mostTableRows));
    }
    exportNow(figure, tables);
}

void InspectPage::askForRowsFile()
{
    if (!columns() || m_responses->list()->items().empty()) {
        return;
    }
    auto* dialog = new QFileDialog(this, tr("Export the rows as they are listed"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("JSON lines (*.jsonl)"));
    dialog->setDefaultSuffix(QStringLiteral("jsonl"));
    dialog->selectFile(QStringLiteral("rows.jsonl"));
    connect(dialog, &QFileDialog::fileSelected, this, &InspectPage::exportRows);
    dialog->open();
}

void InspectPage::exportRows(const QString& file)
{
    inBackground(
        this,
        [inspection = columns()->shared(), items = m_responses->list()->items(), path = file.toStdString()] {
            writeFileAtomically(path, inspection::jsonLines(*inspection, items));
            return items.size();
        },
        [this, file](std::size_t rows) {
            m_header->setNote(rows == 1 ? tr("1 row written to %1").arg(QFileInfo(file).fileName())
                                        : tr("%L1 rows written to %2").arg(rows).arg(QFileInfo(file).fileName()));
        },
        [this](const QString& message) { say(message); });
}

void InspectPage::exportNow(const report::Figure& figure, const QList<report::Table>& tables)
{
    Json parameters{{"files", jsonOf(m_files)}, {"models", jsonOf(m_chosenNames)}, {"alpha", columns()->alpha()}};
    if (const auto shown = m_responses->item()) {
        const auto& item = columns()->inspection().item(*shown);
        parameters["file"] = columns()->inspection().files()[item.file].string();
        parameters["row"] = item.row + 1;
    }
    requestExport(*this, m_settings, figure, tables, parameters);
}

void InspectPage::copyFigureNow()
{
    if (const auto figure = m_responses->distributions()->figure()) {
        constexpr double dotsPerInch = 300.0;
        copyFigure(
            this, *figure, dotsPerInch, [this] { m_header->setNote(tr("The figure is on the clipboard")); },
            [this](const QString& problem) { say(problem); });
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
    const bool open = columns() != nullptr;
    m_stack->setCurrentIndex(scoring ? 2 : open ? 1 : 0);
    m_models->setVisible(open && !scoring);
    m_open->setVisible(open && !scoring);
    for (QPushButton* button : {m_copy, m_export}) {
        button->setVisible(!scoring);
        button->setEnabled(m_responses->distributions()->figure() != nullptr);
    }
}

void InspectPage::restore()
{
    m_open->setStartFolder(m_settings.value(known::runsFolder()));
    try {
        const QString stored = m_settings.value(known::pageParameters(id()));
        if (stored.isEmpty()) {
            return;
        }
        const Json json = parseJson(stored.toStdString(), "settings");
        m_files = m_wanted = listOf(json, "files");
        m_open->setRecent(listOf(json, "recent"));
        m_chosenNames = listOf(json, "models");
        m_responses->restore(json);
        if (json.contains("stars")) {
            m_responses->list()->setStars(inspection::Stars(json["stars"]));
        }
        if (json.contains("text")) {
            m_scoreText->setText(evaluation::ScoredText::fromJson(json["text"], "settings: text"));
        }
        m_scoreText->device()->restore(JsonObject(json, "settings"));
    } catch (const Error&) {
        // What another version kept: the defaults stand in its place.
    }
}

void InspectPage::save()
{
    Json json = m_responses->state();
    json["files"] = jsonOf(m_files);
    json["recent"] = jsonOf(m_open->recent());
    json["models"] = jsonOf(m_chosenNames);
    json["stars"] = m_responses->list()->stars().toJson();
    json["text"] = m_scoreText->text().toJson();
    m_scoreText->device()->store(json);
    m_settings.setValue(known::pageParameters(id()), QString::fromStdString(dumpJson(json)));
}

void InspectPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!m_restored) {
        // Files of the last session are read when the page is first looked at; those that are gone are left out.
        m_restored = true;
        QStringList there;
        std::copy_if(m_files.cbegin(), m_files.cend(), std::back_inserter(there),
            [](const QString& file) { return QFile::exists(file); });
        if (!there.isEmpty()) {
            read(there);
        }
    }
    m_openDemo->setVisible(QFileInfo(demoFolder()).isDir());
}

void InspectPage::openDropped(const QStringList& paths)
{
    QStringList files;
    for (const QString& path : paths) {
        if (QFileInfo(path).isDir()) {
            openFolder(path, true);
        } else {
            files << path;
        }
    }
    if (!files.isEmpty()) {
        openFiles(files, true);
    }
}

} // namespace dpl::ui
