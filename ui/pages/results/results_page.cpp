#include "pages/results/results_page.hpp"

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "evaluation/missing_work.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/job_queue.hpp"
#include "models/run_index.hpp"
#include "pages/export_request.hpp"
#include "pages/results/results_content.hpp"
#include "pages/results/results_reader.hpp"
#include "pages/results/results_sources.hpp"
#include "pages/results/results_view.hpp"
#include "pages/results/summary_switches.hpp"
#include "records/found_checkpoint.hpp"
#include "report/table_writers.hpp"
#include "settings/settings.hpp"
#include "summary/results_location.hpp"
#include "summary/summary.hpp"
#include "widgets/card.hpp"
#include "widgets/current_stack.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/folding_row.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/primary_button.hpp"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace dpl::ui {

namespace {

QWidget* inCard(EmptyState* state)
{
    auto* card = new Card;
    card->body()->addWidget(state, 1);
    return card;
}

/// What the caption stands for, and how a terminal gives the same.
QString provenanceOf(const ResultsView& view)
{
    const summary::SummaryOptions& options = view.summary.options;
    return ResultsPage::tr("From %1\nSummarised as: dpl summarize %1 --alpha %2 --quantile_rule %3 --tie_rule %4")
               .arg(QString::fromStdString(view.loaded->data.root.string()), QString::number(options.alpha),
                   QString::fromStdString(summary::toString(options.quantileRule)),
                   QString::fromStdString(summary::toString(options.tieRule)))
        + (options.paperNumbers ? QStringLiteral(" --paper") : QString());
}

} // namespace

ResultsPage::ResultsPage(Settings& settings, JobQueue& queue, RunIndex& index, QWidget* parent)
    : Page(parent), m_settings(settings), m_queue(queue), m_index(index)
{
    m_header = new PageHeader(title());
    m_sources = new ResultsSources;
    m_header->addBesideTitle(m_sources);
    m_copy = new QPushButton(tr("Copy LaTeX"));
    m_copy->setToolTip(tr("Copy all tables to the clipboard as LaTeX (booktabs)"));
    m_export = new PrimaryButton(tr("Export…"));
    m_export->setToolTip(tr("Export the trade-off figure and the tables (Ctrl+E)"));
    m_header->addButton(makeSectionsButton());
    m_header->addButton(m_copy);
    m_header->addButton(m_export);

    m_bar = new QWidget;
    m_switches = new SummarySwitches;
    m_caption = new ElidedLabel;
    m_caption->setAccessibleName(tr("What is shown"));
    m_caption->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* bar = new FoldingRow(m_bar);
    bar->setSpacing(24);
    bar->addWidget(m_switches);
    bar->addSpring();
    bar->addWidget(m_caption);

    m_error = new Notice(Tone::bad);
    m_error->setText({});
    auto* empty = new EmptyState(iconName(), tr("No results yet"),
        tr("Tables 1a and 1b appear here, next to the paper's numbers, once there are evaluation files: from the "
           "Evaluate page, from a sweep, or in another folder, such as the authors'."));
    empty->setButton(tr("Open folder…"));
    m_nothing = inCard(empty);
    m_reading = inCard(new EmptyState(iconName(), tr("Reading evaluation files…"),
        tr("The files in the runs folder are listed; those of the newest run, or of the last folder opened, are "
           "summarised here.")));
    auto* failed = new EmptyState(iconName(), tr("These files cannot be summarised"),
        tr("See the message above. Try again once it is fixed, or choose another folder."));
    failed->setButton(tr("Try again"));
    m_failed = inCard(failed);
    m_content = new ResultsContent;
    m_stack = new CurrentStack;
    for (QWidget* place : {m_nothing, m_reading, m_failed, static_cast<QWidget*>(m_content)}) {
        m_stack->addWidget(place);
    }

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_bar);
    column->addWidget(m_error);
    column->addWidget(m_stack, 1);

    m_reader = new ResultsReader(this);
    addActions();
    restore();
    m_reader->setOptions(m_switches->options());
    turnTo(m_nothing);

    connect(empty, &EmptyState::buttonClicked, this, &ResultsPage::openFolder);
    connect(failed, &EmptyState::buttonClicked, this, &ResultsPage::rescan);
    connect(m_copy, &QPushButton::clicked, this, &ResultsPage::copyLatex);
    connect(m_export, &QPushButton::clicked, this, &ResultsPage::exportFigure);
    connect(m_sources, &ResultsSources::chosen, this, [this] { isElsewhere() ? rescan() : read(); });
    m_index.follow<summary::SourceFile>(this, [this] { takeSources(); });
    connect(&m_index, &RunIndex::looked, this, &ResultsPage::looked);
    connect(&m_index, &RunIndex::failed, this, [this](const QString& message) {
        if (std::exchange(m_scanning, false)) {
            fail(message);
        }
    });
    connect(m_reader, &ResultsReader::computed, this, &ResultsPage::present);
    connect(m_reader, &ResultsReader::failed, this, &ResultsPage::fail);
    connect(m_switches, &SummarySwitches::changed, this, [this] {
        save();
        m_reader->setOptions(m_switches->options());
    });
    connect(m_content, &ResultsContent::exportRequested, this, &ResultsPage::exportNow);
    connect(m_content, &ResultsContent::evaluationWanted, this, &ResultsPage::evaluationWanted);
    connect(m_content, &ResultsContent::rowsRequested, this, &ResultsPage::rowsRequested);
    connect(m_content, &ResultsContent::trainingWanted, this, &ResultsPage::trainingWanted);
    connect(&m_queue, &JobQueue::statusChanged, this, &ResultsPage::statusChanged);
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::runsFolder().key) {
            rescanWhenSeen();
        }
    });
}

/// The results are longer than a screen.
QPushButton* ResultsPage::makeSectionsButton()
{
    m_sections = new QPushButton(tr("Go to"));
    m_sections->setToolTip(tr("Scroll to a table or a figure"));
    auto* menu = new QMenu(m_sections);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const Card* section : m_content->sections()) {
            menu->addAction(section->title().replace(u'&', QStringLiteral("&&")), m_content,
                [this, section] { m_content->scrollTo(*section); });
        }
    });
    m_sections->setMenu(menu);
    return m_sections;
}

void ResultsPage::addActions()
{
    addPaletteAction(tr("Open a folder of evaluation files…"), QStringLiteral("open"), this, &ResultsPage::openFolder);
    const auto hasResults = [this] { return m_export->isEnabled(); };
    addPaletteAction(
        tr("Copy Tables 1a and 1b as LaTeX"), QStringLiteral("copy"), this, &ResultsPage::copyLatex, hasResults);
    addPaletteAction(tr("Export the results…"), QStringLiteral("export"), this, &ResultsPage::exportFigure, hasResults);
    addPaletteAction(tr("Look for evaluation files again"), QStringLiteral("results"), this, &ResultsPage::rescan);
}

void ResultsPage::restore()
{
    const QString stored = m_settings.value(known::pageParameters(id()));
    if (stored.isEmpty()) {
        return;
    }
    try {
        const Json value = parseJson(stored.toStdString(), "settings");
        const JsonObject json(value, "settings");
        m_sources->restore(json);
        m_switches->restore(json);
    } catch (const std::exception&) {
        // Of another version: the defaults stand in their place.
    }
}

void ResultsPage::save()
{
    Json json;
    m_sources->store(json);
    m_switches->store(json);
    m_settings.setValue(known::pageParameters(id()), QString::fromStdString(dumpJson(json)));
}

QString ResultsPage::source() const
{
    return m_sources->folder();
}

bool ResultsPage::isBusy() const
{
    return m_scanning || m_reader->isBusy();
}

void ResultsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!m_scanned) {
        rescan();
    }
}

void ResultsPage::rescan()
{
    m_scanned = true;
    m_scanning = true;
    if (!m_view) {
        turnTo(m_reading);
    }
    m_index.setFurtherPlaces<summary::SourceFile>(isElsewhere() ? QStringList{m_sources->folder()} : QStringList());
    m_awaited = m_index.look();
}

bool ResultsPage::isElsewhere() const
{
    const std::filesystem::path folder = m_sources->folder().toStdString();
    return !folder.empty() && !runs::liesIn(folder, m_index.root());
}

void ResultsPage::rescanWhenSeen()
{
    if (isVisible()) {
        rescan();
    } else {
        m_scanned = false;
    }
}

void ResultsPage::takeSources()
{
    auto below = m_index.all<summary::SourceFile>();
    std::erase_if(below, [this](const auto& file) { return !runs::liesIn(file->file, m_index.root()); });
    m_sources->setFound(summary::sourcesOf(below, m_index.root()));
    if (m_scanned && !m_scanning && filesOfSource() != m_filesRead) {
        read();
    }
}

std::vector<summary::SourceFile> ResultsPage::filesOfSource() const
{
    const std::filesystem::path folder = m_sources->folder().toStdString();
    std::vector<summary::SourceFile> files;
    for (const auto& file : m_index.all<summary::SourceFile>()) {
        if (!folder.empty() && runs::liesIn(file->source, folder)) {
            files.push_back(*file);
        }
    }
    return files;
}

void ResultsPage::looked()
{
    if (m_scanning && m_index.isAnswered(m_awaited)) {
        m_index.takeNow(this); // a path may be opened before the page is shown
        m_scanning = false;
        read();
    }
}

void ResultsPage::openFolder()
{
    m_sources->askForFolder();
}

bool ResultsPage::openPath(const QString& path)
{
    if (!summary::mayHoldResults(QDir::cleanPath(path).toStdString())) {
        return false;
    }
    m_sources->choose(path);
    rescan();
    return true;
}

void ResultsPage::read()
{
    if (!m_view) {
        m_error->setText({});
        turnTo(m_sources->folder().isEmpty() ? m_nothing : m_reading);
    }
    if (m_sources->folder().isEmpty()) {
        return;
    }
    save();
    m_filesRead = filesOfSource();
    m_header->setNote(tr("Reading…"));
    const std::filesystem::path experiment = m_sources->experiment();
    std::optional<std::vector<records::FoundCheckpoint>> checkpoints;
    if (runs::liesIn(experiment, m_index.root())) {
        checkpoints.emplace();
        for (const auto& found : m_index.all<records::FoundCheckpoint>()) {
            if (runs::liesIn(found->folder, experiment)) {
                checkpoints->push_back(*found);
            }
        }
    }
    m_reader->read(m_sources->folder().toStdString(), experiment, std::move(checkpoints));
}

void ResultsPage::present(const std::shared_ptr<const ResultsView>& view)
{
    m_view = view;
    m_error->setText({});
    m_header->setNote({});
    m_content->present(view);
    m_switches->setIsPapersData(view->loaded->data.isPapersData);
    m_caption->setText(QDir::toNativeSeparators(QString::fromStdString(view->loaded->data.root.string())));
    m_caption->setToolTip(provenanceOf(*view));
    turnTo(m_content);
}

void ResultsPage::fail(const QString& message)
{
    m_header->setNote({});
    m_error->setText(message);
    m_view = nullptr;
    turnTo(m_failed);
}

void ResultsPage::turnTo(QWidget* shown)
{
    m_stack->setCurrentWidget(shown);
    const bool hasResults = shown == m_content;
    m_bar->setVisible(hasResults);
    m_sections->setVisible(hasResults);
    m_copy->setEnabled(hasResults);
    m_export->setEnabled(hasResults);
}

void ResultsPage::copyLatex()
{
    if (!m_view) {
        return;
    }
    QString text;
    for (const report::Table& table : m_view->tables()) {
        text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + QString::fromStdString(report::toLatex(table));
    }
    QGuiApplication::clipboard()->setText(text);
    m_header->setNote(tr("The tables are on the clipboard as LaTeX"));
}

void ResultsPage::exportFigure()
{
    if (!m_view) {
        return;
    }
    const auto tables = m_view->tables();
    report::Figure none;
    none.name = "results";
    exportNow(m_view->tradeOff.value_or(none), {tables.begin(), tables.end()});
}

void ResultsPage::exportNow(const report::Figure& figure, const QList<report::Table>& tables)
{
    requestExport(*this, m_settings, figure, tables, summary::toJson(m_view->summary));
}

void ResultsPage::evaluationWanted(const evaluation::MissingWork& remedy)
{
    const ComputeOptions compute = m_settings.compute();
    if (remedy.evaluate) {
        m_queue.enqueue(evaluationJob(*remedy.evaluate, compute));
    } else if (remedy.score) {
        m_queue.enqueue(scoringJob(*remedy.score, compute));
    } else {
        Q_EMIT evaluationRequested({QString::fromStdString(remedy.checkpoint->folder.string())});
        return;
    }
    m_header->setNote(tr("Queued; the tables are updated when it is done"));
}

void ResultsPage::trainingWanted(const evaluation::MissingWork& remedy)
{
    if (remedy.sibling.empty()) {
        Q_EMIT pageRequested(QStringLiteral("train"));
    } else {
        Q_EMIT duplicateRequested(QString::fromStdString(remedy.sibling.string()));
    }
}

void ResultsPage::statusChanged(const JobStatus& status)
{
    if (status.kind.writesEvaluations && status.state == JobState::finished) {
        rescanWhenSeen();
    }
}

} // namespace dpl::ui
