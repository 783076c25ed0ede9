#include "pages/evaluate/live_view.hpp"

#include "base/demi_bold.hpp"
#include "base/font_scale.hpp"
#include "base/quantity_text.hpp"
#include "charts/figure_view.hpp"
#include "figures/figure_style.hpp"
#include "jobs/job_text.hpp"
#include "models/report_table_model.hpp"
#include "report/number_text.hpp"
#include "widgets/card.hpp"
#include "widgets/current_stack.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/notice.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/secondary_label.hpp"

#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int numberWidth = 64;

/// Why there are no scores of a job.
QString nothingText(const JobStatus& status)
{
    switch (status.state) {
    case JobState::queued:
    case JobState::paused: return waitingText(status.state);
    case JobState::running:
        return status.progress.phase.empty() ? LiveView::tr("The model is being loaded.")
                                             : progressText(status.progress);
    case JobState::finished:
        return LiveView::tr("It had been evaluated before, so nothing was computed. Inspect scores opens the file.");
    case JobState::stopped:
        return LiveView::tr("It was stopped. The rows that are done are kept: the same evaluation resumes after them.");
    default: return LiveView::tr("It ended before any row was scored.");
    }
}

QString percent(double share)
{
    return QString::fromStdString(report::fixedText(100.0 * share, 1));
}

} // namespace

LiveView::LiveView(QWidget* parent) : QWidget(parent)
{
    auto* empty = new EmptyState(QStringLiteral("evaluate"), tr("Scores appear here as they arrive"),
        tr("Select reward models and datasets on the left, then start. Existing evaluation files, such as the "
           "authors', can be opened without evaluating anything."));
    empty->setButton(tr("Open evaluation files…"));
    auto* emptyCard = new Card;
    emptyCard->body()->addWidget(empty, 1);

    m_card = new Card;
    m_inspect = new QPushButton(tr("Inspect scores"));
    m_inspect->setToolTip(tr("Open the file that the evaluation writes, once it is done: every row, its texts and what "
                             "the model believes about them"));
    m_inspect->setEnabled(false);
    m_card->addBesideTitle(m_inspect);
    m_failure = new Notice(Tone::bad);
    m_waiting = new EmptyState(QStringLiteral("jobs"), tr("No scores"), nothingText({}));
    m_content = new CurrentStack;
    m_content->addWidget(m_waiting);
    m_content->addWidget(makeScores());
    m_warnings = new Notice(Tone::warning);
    m_card->body()->addWidget(m_failure);
    m_card->body()->addWidget(m_warnings);
    m_card->body()->addWidget(m_content, 1);

    m_stack = new CurrentStack;
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(m_card);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connect(empty, &EmptyState::buttonClicked, this, &LiveView::openRequested);
    connect(m_inspect, &QPushButton::clicked, this, [this] { Q_EMIT inspectionRequested(m_file); });
    connect(m_rowModel, &QAbstractItemModel::modelReset, this, &LiveView::fitColumns);
}

QWidget* LiveView::makeScores()
{
    m_rate = new QLabel;
    m_rate->setFont(demiBold(scaledFont(m_rate->font(), 1.6)));
    m_rate->setAccessibleName(tr("Rate so far"));
    m_facts = new SecondaryLabel;
    m_facts->setAccessibleName(tr("Progress"));
    m_figure = new FigureView;
    m_figure->setMinimumHeight(200);
    m_figure->setAccessibleName(
        tr("Rate by the number of rows, and distribution of the probability that one response is preferred"));
    m_rowModel = new ReportTableModel(this);
    m_rows = readingTable(m_rowModel, tr("Most recently scored rows"));
    m_rows->setWordWrap(false);
    m_rows->setMinimumHeight(forFont(*m_rows, 78)); // its header, a row and what scrolls it
    m_rows->setTextElideMode(Qt::ElideLeft); // texts differ at their ends

    auto* scores = new QWidget;
    auto* column = new QVBoxLayout(scores);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_rate);
    column->addWidget(m_facts);
    column->addWidget(m_figure, 3);
    column->addWidget(new SecondaryLabel(tr("Most recently scored")));
    column->addWidget(m_rows, 4);
    return scores;
}

void LiveView::showStatus(const JobStatus& status)
{
    m_file = status.folder;
    m_card->setTitle(status.title);
    m_inspect->setEnabled(status.state == JobState::finished);
    m_failure->setText(status.state == JobState::failed ? status.message : QString());
    m_warnings->setText(status.warnings.join(u'\n'));
    m_waiting->setSentence(nothingText(status));
    m_stack->setCurrentWidget(m_card);
}

void LiveView::setView(std::shared_ptr<const LiveScoresView> view)
{
    m_view = std::move(view);
    if (!m_view) {
        m_card->setNote({});
        m_content->setCurrentWidget(m_waiting);
        return;
    }
    const evaluation::LiveScores& scores = m_view->scores;
    m_rate->setVisible(scores.rate.total > 0);
    QStringList facts;
    if (scores.rate.total > 0) {
        m_rate->setText(
            tr("%1 % %2").arg(percent(scores.rate.share()), QString::fromStdString(evaluation::rateName(scores.kind))));
        facts << tr("95 % interval %1–%2 %").arg(percent(scores.rate.interval.low), percent(scores.rate.interval.high));
        facts << tr("%1 ties").arg(groupedText(scores.rate.ties));
    }
    facts << (scores.leftOut > 0 ? tr("%1 rows, %2 left out").arg(groupedText(scores.rows), groupedText(scores.leftOut))
                                 : tr("%1 rows").arg(groupedText(scores.rows)));
    facts << tr("%1 rows/s")
                 .arg(scores.rowsPerSecond < 100.0 ? QString::number(scores.rowsPerSecond, 'g', 3)
                                                   : groupedText(qRound64(scores.rowsPerSecond)));
    m_facts->setText(facts.join(tr(" · ")));
    m_card->setNote(scores.model.empty() ? QString() : tr("· %1").arg(QString::fromStdString(scores.model)));
    m_figure->setFigure(std::shared_ptr<const report::Figure>(m_view, &m_view->figure));
    m_rowModel->setTable(m_view->newest);
    m_content->setCurrentIndex(1);
}

void LiveView::fitColumns()
{
    QHeaderView* header = m_rows->horizontalHeader();
    for (int column = 0; column < m_rowModel->columnCount(); ++column) {
        const bool text = !m_rowModel->table().columns[std::size_t(column)].numeric;
        header->setSectionResizeMode(column, text ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (text) {
            header->setMinimumSectionSize(std::max(header->minimumSectionSize(), header->sectionSizeHint(column)));
        } else {
            header->resizeSection(column, std::max(numberWidth, header->sectionSizeHint(column)));
        }
    }
}

} // namespace dpl::ui
