#include "pages/synthetic/result_view.hpp"

#include "base/icon.hpp"
#include "charts/figure_view.hpp"
#include "models/report_table_model.hpp"
#include "pages/synthetic/findings_text.hpp"
#include "synthetic/figures.hpp"
#include "widgets/card.hpp"
#include "widgets/current_stack.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/series_swatch.hpp"

#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>
#include <QResizeEvent>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int sideBySideWidth = 1240; // of the view, from which losses and table have room beside each other

enum FigureSegment { learned, voting };

/// Of the lower stack.
enum ShownResult { noExperiment, lossesAndTable, waitingExperiment };

} // namespace

ResultView::ResultView(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_figureCard = makeFigureCard();
    column->addWidget(m_figureCard, 5);
    auto* lower = new QWidget;
    m_lower = new QBoxLayout(QBoxLayout::TopToBottom, lower);
    m_lower->setContentsMargins(0, 0, 0, 0);
    m_lower->setSpacing(12);
    m_lower->addWidget(makeLossCard());
    m_tableCard = makeTableCard();
    m_lower->addWidget(m_tableCard);
    auto* empty = new Card;
    auto* state = new EmptyState(QStringLiteral("synthetic"), tr("No experiment yet"),
        tr("Start one to watch the models learn: their losses here, what they believe above, and how far "
           "they agree "
           "with the Borda count and with the expected utility."));
    state->setButton(tr("Start"));
    m_start = state->button();
    connect(state, &EmptyState::buttonClicked, this, &ResultView::startRequested);
    empty->body()->addWidget(state, 1);
    auto* waiting = new Card;
    m_waiting = new EmptyState(QStringLiteral("jobs"), tr("No results yet"), {});
    waiting->body()->addWidget(m_waiting, 1);
    m_lowerStack = new CurrentStack;
    m_lowerStack->insertWidget(noExperiment, empty);
    m_lowerStack->insertWidget(lossesAndTable, lower);
    m_lowerStack->insertWidget(waitingExperiment, waiting);
    column->addWidget(m_lowerStack, 6);
}

void ResultView::setCanStart(bool canStart, const QString& toolTip)
{
    m_start->setEnabled(canStart);
    m_start->setToolTip(toolTip);
}

Card* ResultView::makeFigureCard()
{
    auto* card = new Card(tr("Environment"));
    m_figureChoice = new SegmentedControl;
    m_figureChoice->setAccessibleName(tr("Figure"));
    m_figureChoice->addSegment(tr("Learned"), tr("What the reward models learned"));
    m_figureChoice->addSegment(tr("Voting rules"),
        tr("What Borda, Copeland and maximin would choose, by the classifier's preferences and in truth (paper, "
           "appendix B.3)"));
    m_seed = new QComboBox;
    m_seed->setAccessibleName(tr("Seed whose curves are drawn"));
    m_seed->setToolTip(tr("Seed whose curves are drawn; losses and table are over all seeds"));
    card->addBesideTitle(m_seed);
    card->addBesideTitle(m_figureChoice);
    m_figure = new FigureView;
    m_figure->setMinimumHeight(172);
    m_figure->setAccessibleName(tr("Figure of the experiment"));
    card->body()->addWidget(m_figure, 1);
    m_figureChoice->hide();
    m_seed->hide();
    connect(m_figureChoice, &SegmentedControl::currentChanged, this, &ResultView::showFigure);
    connect(m_seed, &QComboBox::currentIndexChanged, this, &ResultView::seedChosen);
    return card;
}

Card* ResultView::makeLossCard()
{
    auto* card = new Card(tr("Training loss"));
    auto* exportButton = new QToolButton;
    exportButton->setIcon(icon(QStringLiteral("export")));
    exportButton->setAutoRaise(true);
    exportButton->setToolTip(tr("Export the loss curves…"));
    exportButton->setAccessibleName(tr("Export the loss curves"));
    card->addBesideTitle(exportButton);
    m_loss = new FigureView;
    m_loss->setMinimumHeight(100);
    m_loss->setAccessibleName(tr("Training loss of each model by iteration"));
    card->body()->addWidget(m_loss, 1);
    connect(exportButton, &QToolButton::clicked, this, &ResultView::exportLossRequested);
    return card;
}

Card* ResultView::makeTableCard()
{
    auto* card = new Card(tr("Agreement"));
    card->setNote(tr("losses in nats, time in milliseconds per iteration"));
    m_tableModel = new ReportTableModel(this);
    m_table = readingTable(m_tableModel, tr("Agreement of the models with the environment"));
    m_table->setItemDelegateForColumn(0, new SeriesDelegate(m_table));
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    keepFittedToRoom(m_table);
    card->body()->addWidget(m_table);
    m_findings = new SecondaryLabel;
    m_findings->setWordWrap(true);
    m_findings->setAlignment(Qt::AlignTop);
    card->body()->addWidget(m_findings);
    card->body()->addStretch(1);
    return card;
}

int ResultView::seedIndex() const
{
    return std::max(0, m_seed->currentIndex());
}

std::shared_ptr<const report::Figure> ResultView::figure() const
{
    if (!m_view) {
        return m_environmentFigure;
    }
    const bool showsVoting = m_figureChoice->isVisibleTo(this) && m_figureChoice->currentIndex() == voting;
    return showsVoting ? m_view->voting : m_view->learned;
}

void ResultView::setEnvironmentFigure(std::shared_ptr<const report::Figure> figure)
{
    m_environmentFigure = std::move(figure);
    if (!m_view) {
        showFigure();
    }
}

void ResultView::setView(std::shared_ptr<const SyntheticView> view)
{
    m_view = std::move(view);
    showSeeds();
    m_figureChoice->setVisible(m_view && m_view->voting);
    showFigure();
    m_loss->setFigure(m_view ? m_view->loss : nullptr);
    std::vector<report::SeriesRole> roles;
    if (m_view) {
        for (const auto model : m_view->result.params.models) {
            roles.push_back(synthetic::roleOf(model));
        }
    }
    m_tableModel->setTable(m_view ? m_view->table : report::Table{}, roles);
    m_findings->setText(m_view ? findingsText(m_view->findings) : QString());
    m_findings->setVisible(!m_findings->text().isEmpty());
    showLower();
    arrange();
}

void ResultView::setWaiting(const QString& sentence)
{
    if (sentence == m_waitsFor) {
        return;
    }
    m_waitsFor = sentence;
    m_waiting->setSentence(sentence);
    showLower();
}

void ResultView::showLower()
{
    m_lowerStack->setCurrentIndex(m_view ? lossesAndTable : m_waitsFor.isEmpty() ? noExperiment : waitingExperiment);
}

void ResultView::showSeeds()
{
    const QSignalBlocker blocker(m_seed);
    const int count = m_view ? int(m_view->result.models.size() / m_view->result.params.models.size()) : 0;
    const bool many = m_view && m_view->result.params.seeds > 1;
    m_seed->setVisible(many && m_view->result.finished);
    if (m_seed->count() == count) {
        return;
    }
    m_seed->clear();
    for (int i = 0; i < count; ++i) {
        m_seed->addItem(tr("seed %1").arg(m_view->result.params.seed + std::uint64_t(i)));
    }
}

void ResultView::showFigure()
{
    const auto shown = figure();
    m_figureCard->setTitle(!m_view             ? tr("Environment")
            : shown == m_view->voting && shown ? tr("Voting rules")
                                               : tr("Learned utility"));
    m_figure->setFigure(shown);
}

void ResultView::fitTable()
{
    fitToRoom(*m_table);
}

void ResultView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ResultView::arrange()
{
    fitTable();
    // A mean and a deviation in each cell need the whole width.
    const bool beside = width() >= sideBySideWidth && !(m_view && m_view->result.params.seeds > 1);
    m_lower->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_lower->setStretch(0, beside ? 5 : 1);
    m_lower->setStretch(1, beside ? 4 : 0);
}

} // namespace dpl::ui
