#include "pages/results/results_page.hpp"

#include "base/error.hpp"
#include "evaluation/summary_files.hpp"
#include "jobs/background.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/job_queue.hpp"
#include "pages/export_request.hpp"
#include "pages/results/results_content.hpp"
#include "pages/results/results_view.hpp"
#include "pages/results/source_chooser.hpp"
#include "pages/results/summary_switches.hpp"
#include "report/table_writers.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/icon.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/primary_button.hpp"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace dpl::ui {

ResultsPage::ResultsPage(Settings& settings, JobQueue& queue, QWidget* parent) : Page(parent), m_settings(settings), m_queue(queue)
{
    m_header = new PageHeader(title());
    m_source = new SourceChooser;
    m_header->addBesideTitle(m_source);
    m_copy = new QPushButton(tr("Copy LaTeX"));
    m_copy->setToolTip(tr("Put all tables on the clipboard as LaTeX (booktabs)"));
    m_export = new PrimaryButton(tr("Export…"));
    m_export->setToolTip(tr("Export the trade-off figure and the tables (Ctrl+E)"));
    m_header->addButton(m_copy);
    m_header->addButton(m_export);

    m_error = new Notice(Tone::bad);
    m_error->setText({});
    auto* empty = new EmptyState(iconName(), tr("No results yet"),
        tr("Tables 1a and 1b stand here beside the paper's numbers as soon as there are evaluation files: from the page Evaluate, from a sweep, or in a folder from elsewhere, the authors' for instance."));
    empty->setButton(tr("Open folder…"));
    auto* emptyCard = new Card;
    emptyCard->body()->addWidget(empty, 1);
    m_content = new ResultsContent;
    m_stack = new QStackedWidget;
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(m_content);
    m_switches = new SummarySwitches;

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_switches);
    column->addWidget(m_error);
    column->addWidget(m_stack, 1);

    connect(empty, &EmptyState::buttonClicked, m_source, &SourceChooser::askForFolder);
    connect(m_source, &SourceChooser::chosen, this, &ResultsPage::load);
    connect(m_copy, &QPushButton::clicked, this, &ResultsPage::copyLatex);
    connect(m_export, &QPushButton::clicked, this, &ResultsPage::exportFigure);
    connect(m_switches, &SummarySwitches::changed, this, [this] {
        save();
        recompute();
    });
    connect(m_content, &ResultsContent::exportRequested, this, [this](const report::Figure& figure, const QList<report::Table>& tables) {
        requestExport(*this, m_settings, figure, tables, evaluation::toJson(m_view->summary));
    });
    connect(m_content, &ResultsContent::evaluationWanted, this, &ResultsPage::evaluationWanted);
    connect(m_content, &ResultsContent::trainingWanted, this, &ResultsPage::trainingWanted);
    connect(&m_queue, &JobQueue::statusChanged, this, &ResultsPage::statusChanged);
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::runsFolder().key && m_scanned) {
            rescan();
        }
    });
    addActions();
    restore();
    showEmpty();
}

void ResultsPage::addActions()
{
    const auto add = [this](const QString& text, const QString& iconName, auto* receiver, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, receiver, slot);
        m_actions.append(action);
    };
    add(tr("Open a folder of evaluation files…"), QStringLiteral("open"), m_source, &SourceChooser::askForFolder);
    add(tr("Copy Tables 1a and 1b as LaTeX"), QStringLiteral("copy"), this, &ResultsPage::copyLatex);
    add(tr("Export the results…"), QStringLiteral("export"), this, &ResultsPage::exportFigure);
    add(tr("Look for evaluation files again"), QStringLiteral("results"), this, &ResultsPage::rescan);
}

void ResultsPage::restore()
{
    const QString stored = m_settings.value(known::pageParameters(iconName()));
    if (stored.isEmpty()) {
        return;
    }
    try {
        const Json value = parseJson(stored.toStdString(), "settings");
        const JsonObject json(value, "settings");
        QStringList others;
        for (const Json& other : json.array("others")) {
            others << QString::fromStdString(other.get<std::string>());
        }
        m_switches->restore(json);
        m_source->setOthers(others);
        m_source->setFolder(QString::fromStdString(json.string("folder", "")));
    } catch (const std::exception&) {
        // Of another version: the defaults stand in its place.
    }
}

void ResultsPage::save()
{
    Json json = m_switches->toJson();
    json["folder"] = m_source->folder().toStdString();
    json["others"] = Json::array();
    for (const QString& other : m_source->others()) {
        json["others"].push_back(other.toStdString());
    }
    m_settings.setValue(known::pageParameters(iconName()), QString::fromStdString(json.dump()));
}

QString ResultsPage::source() const
{
    return m_source->folder();
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
    const quint64 scan = ++m_scan;
    const std::filesystem::path root = m_settings.value(known::runsFolder()).toStdString();
    inBackground(this, [root] { return evaluation::findEvaluationSources(root); },
        [this, scan](std::vector<evaluation::EvaluationSource> found) {
            if (scan != m_scan) {
                return;
            }
            m_scanning = false;
            m_source->setSources(std::move(found));
            if (m_source->folder().isEmpty() && m_source->sources().empty()) {
                showEmpty();
            } else {
                load(m_source->folder().isEmpty() ? QString::fromStdString(m_source->sources().front().folder.string()) : m_source->folder());
            }
        },
        [this, scan](const QString& message) {
            if (scan == m_scan) {
                m_scanning = false;
                fail(message);
            }
        });
}

bool ResultsPage::openPath(const QString& path)
{
    const std::filesystem::path place = QDir::cleanPath(path).toStdString();
    // A look at names, not into files: what is wrong with them is said on the page.
    try {
        const auto files = evaluation::findSummaryFiles(place);
        if (files.comparisons.empty() && files.responses.empty()) {
            return false;
        }
    } catch (const Error&) {
        return false;
    }
    load(QDir::cleanPath(path));
    rescan();
    return true;
}

void ResultsPage::load(const QString& folder)
{
    m_source->setFolder(folder);
    save();
    m_loading = true;
    const quint64 load = ++m_load;
    m_header->setNote(tr("Reading…"));
    inBackground(this,
        [folder = std::filesystem::path(folder.toStdString()), experiment = m_source->experiment()] { return loadResults(folder, experiment); },
        [this, load](std::shared_ptr<const LoadedResults> loaded) {
            if (load != m_load) {
                return;
            }
            m_loading = false;
            m_loaded = std::move(loaded);
            recompute();
        },
        [this, load](const QString& message) {
            if (load == m_load) {
                m_loading = false;
                m_loaded = nullptr;
                fail(message);
            }
        });
}

void ResultsPage::recompute()
{
    if (!m_loaded) {
        return;
    }
    m_computing = true;
    const quint64 compute = ++m_compute;
    inBackground(this, [loaded = m_loaded, options = m_switches->options()] { return resultsViewOf(loaded, options); },
        [this, compute](std::shared_ptr<const ResultsView> view) {
            if (compute == m_compute) {
                m_computing = false;
                present(std::move(view));
            }
        },
        [this, compute](const QString& message) {
            if (compute == m_compute) {
                m_computing = false;
                fail(message);
            }
        });
}

void ResultsPage::present(std::shared_ptr<const ResultsView> view)
{
    m_view = std::move(view);
    m_error->setText({});
    m_header->setNote({});
    m_content->setView(m_view);
    m_switches->setSource(m_source->folder());
    m_stack->setCurrentWidget(m_content);
    m_switches->show();
    m_copy->setEnabled(true);
    m_export->setEnabled(true);
}

void ResultsPage::fail(const QString& message)
{
    m_header->setNote({});
    m_error->setText(message);
    m_view = nullptr;
    showEmpty();
}

void ResultsPage::showEmpty()
{
    m_stack->setCurrentIndex(0);
    m_switches->setVisible(false);
    m_copy->setEnabled(false);
    m_export->setEnabled(false);
}

void ResultsPage::copyLatex()
{
    if (!m_view) {
        return;
    }
    QStringList texts;
    for (const report::Table& table : m_view->tables()) {
        texts << QString::fromStdString(report::toLatex(table));
    }
    QGuiApplication::clipboard()->setText(texts.join(u'\n'));
    m_header->setNote(tr("The tables are on the clipboard as LaTeX"));
}

void ResultsPage::exportFigure()
{
    if (!m_view) {
        return;
    }
    report::Figure none;
    none.name = "results";
    const std::vector<report::Table> tables = m_view->tables();
    requestExport(*this, m_settings, m_view->tradeOff.value_or(none), {tables.begin(), tables.end()}, evaluation::toJson(m_view->summary));
}

void ResultsPage::evaluationWanted(const evaluation::Remedy& remedy)
{
    const ComputeOptions compute{m_settings.threadCount(), true, "cpu"};
    if (remedy.evaluate) {
        m_queue.enqueue(evaluationJob(*remedy.evaluate, compute));
    } else if (remedy.score) {
        m_queue.enqueue(scoringJob(*remedy.score, compute));
    } else {
        Q_EMIT evaluationRequested({QString::fromStdString(remedy.checkpoint->folder.string())});
        return;
    }
    m_header->setNote(tr("Queued; the tables follow when it is done"));
}

void ResultsPage::trainingWanted(const evaluation::Remedy& remedy)
{
    if (remedy.sibling.empty()) {
        Q_EMIT pageRequested(QStringLiteral("train"));
    } else {
        Q_EMIT duplicateRequested(QString::fromStdString(remedy.sibling.string()));
    }
}

void ResultsPage::statusChanged(const JobStatus& status)
{
    const bool writesFiles = status.kind == QStringLiteral("evaluation") || status.kind == QStringLiteral("scoring") || status.kind == QStringLiteral("sweep");
    if (m_scanned && writesFiles && status.state == JobState::finished) {
        rescan();
    }
}

} // namespace dpl::ui
