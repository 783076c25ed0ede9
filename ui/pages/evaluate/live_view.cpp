#include "pages/evaluate/live_view.hpp"

#include "charts/figure_view.hpp"
#include "models/report_table_model.hpp"
#include "report/number_text.hpp"
#include "jobs/job_text.hpp"
#include "widgets/card.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/figure_theme.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/theme.hpp"

#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

enum Place { nothing, waiting, live };

QString percent(double share)
{
    return QString::fromStdString(report::fixedText(100.0 * share, 1));
}

} // namespace

LiveView::LiveView(QWidget* parent) : QWidget(parent)
{
    m_empty = new EmptyState(QStringLiteral("evaluate"), tr("Scores appear here as they come"),
        tr("Check reward models and datasets at the left and start. Evaluation files that are there already, the authors' for instance, open without evaluating anything."));
    m_empty->setButton(tr("Open evaluation files…"));
    auto* emptyCard = new Card;
    emptyCard->body()->addWidget(m_empty, 1);
    m_waiting = new SecondaryLabel;
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setWordWrap(true);
    auto* waitingCard = new Card;
    waitingCard->body()->addWidget(m_waiting, 1);

    m_card = new Card;
    m_rate = new QLabel;
    QFont font = m_rate->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    font.setWeight(QFont::DemiBold);
    m_rate->setFont(font);
    m_rate->setAccessibleName(tr("Rate so far"));
    m_facts = new SecondaryLabel;
    m_facts->setAccessibleName(tr("Progress"));
    m_figure = new FigureView;
    m_figure->setMinimumHeight(200);
    m_figure->setAccessibleName(tr("Rate by the number of rows, and distribution of the probability that one response is preferred"));
    m_rowModel = new ReportTableModel(this);
    m_rows = readingTable(m_rowModel, tr("Rows scored last"));
    m_rows->setWordWrap(false);
    m_rows->setTextElideMode(Qt::ElideLeft); // texts differ at their ends
    m_card->body()->addWidget(m_rate);
    m_card->body()->addWidget(m_facts);
    m_card->body()->addWidget(m_figure, 3);
    auto* newest = new SecondaryLabel(tr("Scored last"));
    m_card->body()->addWidget(newest);
    m_card->body()->addWidget(m_rows, 4);

    m_stack = new QStackedWidget;
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(waitingCard);
    m_stack->addWidget(m_card);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    connect(m_empty, &EmptyState::buttonClicked, this, &LiveView::openRequested);
    connect(m_rowModel, &QAbstractItemModel::modelReset, this, &LiveView::fitColumns);
    followTheme();
}

void LiveView::setTitle(const QString& title)
{
    m_card->setTitle(title);
}

void LiveView::setWaiting(const QString& sentence)
{
    m_waiting->setText(sentence);
    if (!m_view) {
        m_stack->setCurrentIndex(sentence.isEmpty() ? nothing : waiting);
    }
}

void LiveView::setView(std::shared_ptr<const LiveScoresView> view)
{
    m_view = std::move(view);
    if (!m_view) {
        setWaiting(m_waiting->text());
        return;
    }
    const evaluation::LiveScores& scores = m_view->scores;
    const QString name = QString::fromStdString(evaluation::rateName(scores.kind));
    if (scores.rate.total > 0) {
        m_rate->setText(tr("%1 % %2").arg(percent(scores.rate.share()), name));
    }
    QStringList facts;
    if (scores.rate.total > 0) {
        facts << tr("95 % interval %1–%2 %").arg(percent(scores.rate.interval.low), percent(scores.rate.interval.high));
        facts << tr("%1 ties").arg(groupedText(scores.rate.ties));
    }
    facts << tr("%1 rows").arg(groupedText(scores.rows));
    facts << tr("%1 rows/s").arg(scores.rowsPerSecond < 100.0 ? QString::number(scores.rowsPerSecond, 'g', 3) : groupedText(qRound64(scores.rowsPerSecond)));
    m_facts->setText(facts.join(tr(" · ")));
    m_card->setNote(scores.model.empty() ? QString() : tr("· %1").arg(QString::fromStdString(scores.model)));
    m_figure->setFigure(std::shared_ptr<const report::Figure>(m_view, &m_view->figure));
    m_rowModel->setTable(m_view->newest);
    m_stack->setCurrentIndex(live);
}

void LiveView::fitColumns()
{
    QHeaderView* header = m_rows->horizontalHeader();
    for (int column = 0; column < m_rowModel->columnCount(); ++column) {
        const bool text = !m_rowModel->table().columns[std::size_t(column)].numeric;
        header->setSectionResizeMode(column, text ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (!text) {
            header->resizeSection(column, 72);
        }
    }
}

void LiveView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        followTheme();
    }
}

void LiveView::followTheme()
{
    if (m_figure) {
        ui::followTheme(*m_figure, Theme::of(*this));
    }
}

} // namespace dpl::ui
