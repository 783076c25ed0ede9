#include "pages/results/results_page.hpp"

#include "base/error.hpp"
#include "charts/figure_view.hpp"
#include "evaluation/evaluated_responses.hpp"
#include "evaluation/model_key.hpp"
#include "evaluation/published_numbers.hpp"
#include "evaluation/slices.hpp"
#include "evaluation/summary_files.hpp"
#include "evaluation/summary_options.hpp"
#include "jobs/background.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "pages/export_request.hpp"
#include "pages/results/missing_card.hpp"
#include "pages/results/results_view.hpp"
#include "report/table_writers.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/figure_theme.hpp"
#include "widgets/icon.hpp"
#include "widgets/notice.hpp"
#include "widgets/page_header.hpp"
#include "widgets/primary_button.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/theme.hpp"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

using evaluation::SummaryOptions;
using evaluation::TieRule;
using report::SeriesRole;
using utility::QuantileRule;

namespace {

constexpr int sideBySideWidth = 900; // of the page, from which the figure has tables beside it
constexpr int largestRemembered = 12; // folders from elsewhere

SeriesRole roleOf(preference::RewardHead head)
{
    return head == preference::RewardHead::base           ? SeriesRole::base
        : head == preference::RewardHead::meanAndVariance ? SeriesRole::meanAndVariance
                                                          : SeriesRole::categorical;
}

/// Of the rows of Table 1a.
std::vector<SeriesRole> table1aRoles()
{
    std::vector<SeriesRole> roles;
    for (const auto& row : evaluation::publishedRates()) {
        roles.push_back(roleOf(row.model.head));
    }
    return roles;
}

QLabel* switchLabel(const QString& text, QWidget* buddy)
{
    auto* label = new SecondaryLabel(text);
    label->setBuddy(buddy);
    return label;
}

QList<report::Table> asList(const std::vector<report::Table>& tables)
{
    return {tables.begin(), tables.end()};
}

} // namespace

ResultsPage::ResultsPage(Settings& settings, JobQueue& queue, QWidget* parent) : Page(parent), m_settings(settings), m_queue(queue)
{
    m_header = new PageHeader(title());
    m_source = new QComboBox;
    m_source->setAccessibleName(tr("Evaluation files"));
    m_source->setToolTip(tr("Folder whose evaluation files are summarised, as dpl summarize {folder} does"));
    m_source->setMinimumContentsLength(24);
    m_source->setPlaceholderText(tr("No evaluation files"));
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_source->setMaximumWidth(360);
    m_header->addBesideTitle(m_source);
    m_copy = new QPushButton(tr("Copy LaTeX"));
    m_copy->setToolTip(tr("Put all tables on the clipboard as LaTeX (booktabs)"));
    m_export = new PrimaryButton(tr("Export…"));
    m_export->setToolTip(tr("Export the trade-off figure and the tables (Ctrl+E)"));
    m_header->addButton(m_copy);
    m_header->addButton(m_export);

    m_error = new Notice(Tone::bad);
    m_error->setText({});
    m_empty = new EmptyState(iconName(), tr("No results yet"),
        tr("Tables 1a and 1b stand here beside the paper's numbers as soon as there are evaluation files: from the page Evaluate, from a sweep, or in a folder from elsewhere, the authors' for instance."));
    m_empty->setButton(tr("Open folder…"));
    auto* emptyCard = new Card;
    emptyCard->body()->addWidget(m_empty, 1);
    m_stack = new QStackedWidget;
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(makeContent());
    m_switches = makeSwitches();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(m_header);
    column->addWidget(m_switches);
    column->addWidget(m_error);
    column->addWidget(m_stack, 1);

    connect(m_empty, &EmptyState::buttonClicked, this, &ResultsPage::openFolder);
    connect(m_source, &QComboBox::activated, this, &ResultsPage::sourceChosen);
    connect(m_copy, &QPushButton::clicked, this, &ResultsPage::copyLatex);
    connect(m_export, &QPushButton::clicked, this, &ResultsPage::exportFigure);
    const auto changed = [this] {
        save();
        recompute();
    };
    connect(m_alpha, &QDoubleSpinBox::valueChanged, this, changed);
    connect(m_quantileRule, &SegmentedControl::currentChanged, this, changed);
    connect(m_tieRule, &SegmentedControl::currentChanged, this, changed);
    connect(&m_queue, &JobQueue::statusChanged, this, &ResultsPage::statusChanged);
    connect(&m_settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::runsFolder().key && m_scanned) {
            rescan();
        }
    });
    addActions();
    restore();
    showSources();
    showEmpty();
    followTheme();
}

QWidget* ResultsPage::makeSwitches()
{
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_alpha = new QDoubleSpinBox;
    m_alpha->setDecimals(3);
    m_alpha->setRange(0.001, 0.999);
    m_alpha->setSingleStep(0.01);
    m_alpha->setValue(SummaryOptions().alpha);
    m_alpha->setAlignment(Qt::AlignRight);
    m_alpha->setKeyboardTracking(false);
    m_alpha->setAccessibleName(tr("Alpha"));
    m_alpha->setToolTip(tr("Risk-averse scores are the alpha-quantile of the utility (default: 0.01; --alpha)"));
    m_quantileRule = new SegmentedControl;
    m_quantileRule->addSegment(tr("reference"), tr("The inverse of the piecewise-linear distribution function whose i-th bin spans [i/n, (i+1)/n] (default; --quantile_rule reference)"));
    m_quantileRule->addSegment(tr("atom"), tr("The smallest atom whose cumulative probability reaches alpha; it ties many pairs (--quantile_rule atom)"));
    m_quantileRule->setAccessibleName(tr("Quantile rule of categorical distributions"));
    m_tieRule = new SegmentedControl;
    m_tieRule->addSegment(tr("count"), tr("Equal scores count as a jailbreak, and as right in accuracies: the reference's ≥ (default; --tie_rule counts)"));
    m_tieRule->addSegment(tr("strict"), tr("Equal scores count as neither: > (--tie_rule strict)"));
    m_tieRule->addSegment(tr("half"), tr("Equal scores count as half of one (--tie_rule half)"));
    m_tieRule->setAccessibleName(tr("Tie rule"));
    row->addWidget(switchLabel(tr("&Alpha"), m_alpha));
    row->addWidget(m_alpha);
    row->addSpacing(16);
    row->addWidget(switchLabel(tr("&Quantile"), m_quantileRule));
    row->addWidget(m_quantileRule);
    row->addSpacing(16);
    row->addWidget(switchLabel(tr("&Ties"), m_tieRule));
    row->addWidget(m_tieRule);
    row->addSpacing(16);
    m_caption = new ElidedLabel;
    m_caption->setAccessibleName(tr("What is shown"));
    row->addWidget(m_caption, 1);
    m_caption->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return bar;
}

QWidget* ResultsPage::makeContent()
{
    m_table1a = new ReportTableCard(tr("Table 1a · jailbreaks and helpfulness"));
    m_tradeOffCard = new Card(tr("Trade-off as α moves"));
    m_tradeOffCard->setNote(tr("· from 0.001 to 0.5"));
    m_exportTradeOff = cardButton(QStringLiteral("export"), tr("Export the trade-off"), tr("Export the figure as PDF, SVG, PNG or PGF…"));
    m_tradeOffCard->addBesideTitle(m_exportTradeOff);
    m_tradeOff = new FigureView;
    m_tradeOff->setMinimumHeight(320);
    m_tradeOff->setAccessibleName(tr("Helpfulness accuracy against jailbreak rate as alpha moves"));
    m_tradeOffCard->body()->addWidget(m_tradeOff, 1);
    m_noTradeOff = new SecondaryLabel(tr("The curve needs a distributional model that was trained on both subsets, with its evaluation of comparisons and of responses."));
    m_noTradeOff->setWordWrap(true);
    m_noTradeOff->setAlignment(Qt::AlignCenter);
    m_noTradeOff->setMinimumHeight(120);
    m_tradeOffCard->body()->addWidget(m_noTradeOff, 1);
    m_table1b = new ReportTableCard(tr("Table 1b · r², explained without hidden context"));
    m_slices = new ReportTableCard(tr("r² by slice"));
    m_sliceChoice = new SegmentedControl;
    m_sliceChoice->setAccessibleName(tr("What the models were trained on"));
    m_slices->body()->insertWidget(0, m_sliceChoice, 0, Qt::AlignLeft);
    m_missing = new MissingCard;
    m_ratioCard = new Card(tr("r² against the hidden-context ratio"));
    auto* exportRatio = cardButton(QStringLiteral("export"), tr("Export r² against the hidden-context ratio"), tr("Export the figure as PDF, SVG, PNG or PGF…"));
    m_ratioCard->addBesideTitle(exportRatio);
    m_ratio = new FigureView;
    m_ratio->setMinimumHeight(240);
    m_ratio->setAccessibleName(tr("r² against the share of training rows from the other objective"));
    m_ratioCard->body()->addWidget(m_ratio, 1);
    m_ratioTable = new ReportTableCard(tr("r² by ratio"));
    m_further = new ReportTableCard(tr("Further models"));
    m_paired = new ReportTableCard(tr("McNemar's exact test, pair by pair"));

    auto* left = new QVBoxLayout;
    left->setSpacing(12);
    left->addWidget(m_tradeOffCard);
    left->addWidget(m_ratioCard);
    left->addWidget(m_ratioTable);
    left->addWidget(m_missing);
    left->addStretch(1);
    auto* right = new QVBoxLayout;
    right->setSpacing(12);
    right->addWidget(m_slices);
    right->addStretch(1);
    m_middle = new QBoxLayout(QBoxLayout::LeftToRight);
    m_middle->setSpacing(12);
    m_middle->addLayout(left, 4);
    m_middle->addLayout(right, 5);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(m_table1a);
    column->addWidget(m_table1b);
    column->addLayout(m_middle);
    column->addWidget(m_further);
    column->addWidget(m_paired);
    column->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Results"));

    m_table1a->setOptionalColumns({QStringLiteral("Count")});
    m_table1b->setOptionalColumns({QStringLiteral("Rows")});
    m_slices->setOptionalColumns({QStringLiteral("Rows")});
    for (ReportTableCard* card : {m_table1a, m_table1b, m_slices, m_ratioTable, m_further, m_paired}) {
        connect(card, &ReportTableCard::exportRequested, this, [this, card] { exportTable(*card); });
    }
    connect(m_exportTradeOff, &QToolButton::clicked, this, [this] {
        if (m_view && m_view->tradeOff) {
            exportNow(*m_view->tradeOff, {});
        }
    });
    connect(exportRatio, &QToolButton::clicked, this, [this] {
        if (m_view && m_view->ratioFigure) {
            exportNow(*m_view->ratioFigure, {m_view->ratioTable});
        }
    });
    connect(m_sliceChoice, &SegmentedControl::currentChanged, this, &ResultsPage::showSlices);
    connect(m_missing, &MissingCard::evaluationWanted, this, &ResultsPage::evaluationWanted);
    connect(m_missing, &MissingCard::trainingWanted, this, &ResultsPage::trainingWanted);
    return scroll;
}

void ResultsPage::addActions()
{
    const auto add = [this](const QString& text, const QString& iconName, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        connect(action, &QAction::triggered, this, slot);
        m_actions.append(action);
    };
    add(tr("Open a folder of evaluation files…"), QStringLiteral("open"), &ResultsPage::openFolder);
    add(tr("Copy Tables 1a and 1b as LaTeX"), QStringLiteral("copy"), &ResultsPage::copyLatex);
    add(tr("Export the results…"), QStringLiteral("export"), &ResultsPage::exportFigure);
    add(tr("Look for evaluation files again"), QStringLiteral("results"), &ResultsPage::rescan);
}

void ResultsPage::restore()
{
    m_restoring = true;
    try {
        const QString stored = m_settings.value(known::pageParameters(iconName()));
        if (!stored.isEmpty()) {
            const Json value = parseJson(stored.toStdString(), "settings");
            const JsonObject json(value, "settings");
            m_folder = QString::fromStdString(json.string("folder", ""));
            for (const Json& other : json.array("others")) {
                m_others.append(QString::fromStdString(other.get<std::string>()));
            }
            m_alpha->setValue(json.number("alpha", SummaryOptions().alpha));
            m_quantileRule->setCurrentIndex(evaluation::quantileRuleFromString(json.string("quantile_rule")) == QuantileRule::atom ? 1 : 0);
            m_tieRule->setCurrentIndex(int(evaluation::tieRuleFromString(json.string("tie_rule"))));
        }
    } catch (const std::exception&) {
        // Of another version: the defaults stand in their place.
    }
    m_restoring = false;
}

void ResultsPage::save()
{
    if (m_restoring) {
        return;
    }
    const SummaryOptions now = options();
    Json json{{"folder", m_folder.toStdString()}, {"others", Json::array()}, {"alpha", now.alpha},
        {"quantile_rule", evaluation::toString(now.quantileRule)}, {"tie_rule", evaluation::toString(now.tieRule)}};
    for (const QString& other : m_others) {
        json["others"].push_back(other.toStdString());
    }
    m_settings.setValue(known::pageParameters(iconName()), QString::fromStdString(json.dump()));
}

SummaryOptions ResultsPage::options() const
{
    SummaryOptions options;
    options.alpha = m_alpha->value();
    options.quantileRule = m_quantileRule->currentIndex() == 1 ? QuantileRule::atom : QuantileRule::reference;
    options.tieRule = static_cast<TieRule>(std::max(0, m_tieRule->currentIndex()));
    return options;
}

QString ResultsPage::source() const
{
    return m_folder;
}

void ResultsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!m_scanned) {
        rescan();
    }
    arrange();
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
            m_sources = std::move(found);
            if (m_folder.isEmpty() && !m_sources.empty()) {
                m_folder = QString::fromStdString(m_sources.front().folder.string());
            }
            showSources();
            if (m_folder.isEmpty()) {
                showEmpty();
            } else {
                load(m_folder);
            }
        },
        [this, scan](const QString& message) {
            if (scan == m_scan) {
                m_scanning = false;
                fail(message);
            }
        });
}

void ResultsPage::showSources()
{
    const QSignalBlocker blocker(m_source);
    m_source->clear();
    for (const evaluation::EvaluationSource& source : m_sources) {
        const QString folder = QString::fromStdString(source.folder.string());
        m_source->addItem(icon(QStringLiteral("runs")), QString::fromStdString(source.name), folder);
        m_source->setItemData(m_source->count() - 1, folder, Qt::ToolTipRole);
    }
    const auto addOther = [this](const QString& folder) {
        if (m_source->findData(folder) < 0) {
            m_source->addItem(icon(QStringLiteral("folder")), QFileInfo(folder).fileName(), folder);
            m_source->setItemData(m_source->count() - 1, folder, Qt::ToolTipRole);
        }
    };
    for (const QString& other : m_others) {
        addOther(other);
    }
    if (!m_folder.isEmpty()) {
        addOther(m_folder);
    }
    if (m_source->count() > 0) {
        m_source->insertSeparator(m_source->count());
    }
    m_source->addItem(icon(QStringLiteral("open")), tr("Other folder…"));
    m_source->setCurrentIndex(m_folder.isEmpty() ? -1 : m_source->findData(m_folder));
}

void ResultsPage::sourceChosen(int index)
{
    const QString folder = m_source->itemData(index).toString();
    if (folder.isEmpty()) {
        m_source->setCurrentIndex(m_folder.isEmpty() ? -1 : m_source->findData(m_folder));
        openFolder();
        return;
    }
    load(folder);
}

void ResultsPage::openFolder()
{
    auto* dialog = new QFileDialog(this, tr("Open a folder of evaluation files"), m_folder.isEmpty() ? QDir::homePath() : m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ResultsPage::addFolder);
    dialog->open();
}

void ResultsPage::addFolder(const QString& folder)
{
    const QString path = QDir::cleanPath(folder);
    const bool own = std::any_of(m_sources.begin(), m_sources.end(), [&](const auto& source) { return source.folder == path.toStdString(); });
    if (!own) {
        m_others.removeAll(path);
        m_others.prepend(path);
        m_others = m_others.mid(0, largestRemembered);
    }
    load(path);
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
    m_scanned = true;
    addFolder(path);
    rescan();
    return true;
}

std::filesystem::path ResultsPage::experimentOf(const QString& folder) const
{
    for (const evaluation::EvaluationSource& source : m_sources) {
        if (source.folder == folder.toStdString()) {
            return source.experiment;
        }
    }
    return folder.toStdString();
}

void ResultsPage::load(const QString& folder)
{
    m_folder = folder;
    save();
    showSources();
    m_loading = true;
    const quint64 load = ++m_load;
    m_header->setNote(tr("Reading…"));
    inBackground(this, [folder = std::filesystem::path(folder.toStdString()), experiment = experimentOf(folder)] { return loadResults(folder, experiment); },
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
    if (!m_loaded || m_restoring) {
        return;
    }
    m_computing = true;
    const quint64 compute = ++m_compute;
    inBackground(this, [loaded = m_loaded, options = options()] { return resultsViewOf(loaded, options); },
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
    m_table1a->setTable(m_view->table1a, table1aRoles());
    m_table1b->setTable(m_view->table1b);
    m_further->setTable(m_view->further);
    m_further->setVisible(!m_view->further.rows.empty());
    m_paired->setTable(m_view->paired);
    m_paired->setVisible(!m_view->paired.rows.empty());
    m_tradeOff->setVisible(m_view->tradeOff.has_value());
    m_exportTradeOff->setEnabled(m_view->tradeOff.has_value());
    m_noTradeOff->setVisible(!m_view->tradeOff);
    if (m_view->tradeOff) {
        m_tradeOff->setFigure(*m_view->tradeOff);
    }
    m_ratioCard->setVisible(m_view->ratioFigure.has_value());
    m_ratioTable->setVisible(m_view->ratioFigure.has_value());
    if (m_view->ratioFigure) {
        m_ratio->setFigure(*m_view->ratioFigure);
        m_ratioTable->setTable(m_view->ratioTable);
    }
    m_missing->setVisible(!m_view->missing.empty());
    m_missing->setMissing(m_view->missing);

    const auto trainSets = evaluation::slicedTrainSets(m_view->loaded->data);
    if (m_sliceChoice->count() != int(trainSets.size()) || m_sliceChoice->property("folder") != m_folder) {
        auto* choice = new SegmentedControl;
        choice->setAccessibleName(m_sliceChoice->accessibleName());
        for (const data::DataSubset trainSet : trainSets) {
            choice->addSegment(QString::fromStdString(evaluation::paperName(trainSet)), tr("Models trained on these comparisons"));
        }
        choice->setProperty("folder", m_folder);
        choice->setCurrentIndex(int(trainSets.size()) - 1);
        connect(choice, &SegmentedControl::currentChanged, this, &ResultsPage::showSlices);
        m_slices->body()->replaceWidget(m_sliceChoice, choice);
        m_sliceChoice->deleteLater();
        m_sliceChoice = choice;
    }
    m_slices->setVisible(!m_view->slices.empty());
    m_sliceChoice->setVisible(m_view->slices.size() > 1);
    showSlices();

    std::int64_t prompts = 0;
    std::int64_t comparisons = 0;
    for (const auto& model : m_view->summary.models) {
        prompts = std::max(prompts, model.jailbreak ? model.jailbreak->jailbreaks.mean.total : 0);
        comparisons = std::max(comparisons, model.comparisons ? model.comparisons->rows : 0);
    }
    QStringList parts;
    if (prompts > 0) {
        parts << tr("%1 prompts").arg(groupedText(prompts));
    }
    if (comparisons > 0) {
        parts << tr("%1 comparisons").arg(groupedText(comparisons));
    }
    m_caption->setText(QDir::toNativeSeparators(m_folder));
    m_caption->setToolTip(tr("From %1\nSummarised as: dpl summarize %1 --alpha %2 --quantile_rule %3 --tie_rule %4")
                              .arg(m_folder, QString::number(m_view->summary.options.alpha), QString::fromStdString(evaluation::toString(m_view->summary.options.quantileRule)),
                                  QString::fromStdString(evaluation::toString(m_view->summary.options.tieRule))));
    parts << tr("rates and differences in %");
    m_table1a->setNote(tr("· %1").arg(parts.join(tr(", "))));
    m_stack->setCurrentIndex(1);
    m_switches->show();
    m_copy->setEnabled(true);
    m_export->setEnabled(true);
    arrange();
}

void ResultsPage::showSlices()
{
    const int index = m_sliceChoice->currentIndex();
    if (m_view && index >= 0 && index < int(m_view->slices.size())) {
        m_slices->setTable(m_view->slices[std::size_t(index)]);
        m_slices->setNote(tr("· trained on %1").arg(m_sliceChoice->currentText()));
    }
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
    report::Figure figure;
    figure.name = "results";
    exportNow(m_view->tradeOff.value_or(figure), asList(m_view->tables()));
}

void ResultsPage::exportTable(const ReportTableCard& card)
{
    report::Figure none;
    none.name = card.table().name;
    exportNow(none, {card.table()});
}

void ResultsPage::exportNow(const report::Figure& figure, const QList<report::Table>& tables)
{
    requestExport(*this, m_settings, figure, tables, evaluation::toJson(m_view->summary));
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

void ResultsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    arrange();
}

void ResultsPage::arrange()
{
    const bool beside = width() >= sideBySideWidth && m_view && !m_view->slices.empty();
    m_middle->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void ResultsPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        followTheme();
    }
}

void ResultsPage::followTheme()
{
    const Theme theme = Theme::of(*this);
    for (FigureView* view : {m_tradeOff, m_ratio}) {
        if (view) {
            ui::followTheme(*view, theme);
        }
    }
}

} // namespace dpl::ui
