#include "pages/results/results_content.hpp"

#include "base/quantity_text.hpp"
#include "pages/results/column_results_card.hpp"
#include "pages/results/figure_card.hpp"
#include "pages/results/missing_card.hpp"
#include "pages/results/results_view.hpp"
#include "pages/results/train_sets_card.hpp"
#include "summary/published_numbers.hpp"
#include "summary/slices.hpp"
#include "summary/summarized_rows.hpp"
#include "summary/summary_tables.hpp"
#include "summary/table_rows.hpp"
#include "widgets/card.hpp"
#include "widgets/notice.hpp"
#include "widgets/report_table_card.hpp"

#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

namespace dpl::ui {

using report::SeriesRole;

namespace {

// Widths from which a figure has what follows beside it, and from which Table 1b fits there, too.
constexpr int sideBySideWidth = 860;
constexpr int widePage = 1400;
constexpr int tallestFigure = 560;
constexpr int figureShare = 4; // of the width, of a figure with a table beside it
constexpr int tableShare = 5;

/// Of the rows of Table 1a.
std::vector<SeriesRole> table1aRoles()
{
    std::vector<SeriesRole> roles;
    for (const auto& row : summary::publishedRates()) {
        roles.push_back(records::roleOf(row.model));
    }
    return roles;
}

/// What Table 1a counts: "187 prompts, 8552 comparisons, rates and differences in %".
QString basisOf(const summary::Summary& summary)
{
    const auto [prompts, comparisons] = summary::summarizedRows(summary);
    QStringList parts;
    if (prompts > 0) {
        parts << ResultsContent::tr("%1 prompts").arg(groupedText(prompts));
    }
    if (comparisons > 0) {
        parts << ResultsContent::tr("%1 comparisons").arg(groupedText(comparisons));
    }
    parts << (summary.besidePaper ? ResultsContent::tr("rates and differences in %")
                                  : ResultsContent::tr("rates in %"));
    return parts.join(QStringLiteral(", "));
}

} // namespace

ResultsContent::ResultsContent(QWidget* parent) : QScrollArea(parent)
{
    m_warnings = new Notice(Tone::warning);
    m_table1a = new ReportTableCard(tr("Table 1a · jailbreaks and helpfulness"));
    m_table1a->setOptionalColumns({QStringLiteral("Count")});
    m_table1b = new ReportTableCard(tr("Table 1b · r², explained without hidden context"));
    m_table1b->setOptionalColumns({QStringLiteral("Rows")});
    m_tradeOff = new FigureCard(tr("Trade-off as α moves"),
        tr("Helpfulness accuracy against jailbreak rate as alpha moves"), tr("Export the trade-off"));
    m_tradeOff->setNote(tr("· from 0.001 to 0.5"));
    m_tradeOff->setNeeds(tr("The curve needs a distributional model that was trained on both subsets and "
                            "evaluated on comparisons and on responses."));
    m_tradeOff->setMaximumHeight(tallestFigure);
    m_slices = new TrainSetsCard(tr("r² by slice"));
    m_reliability = new FigureCard(tr("Reliability"),
        tr("Share of comparisons in which each model is right against its confidence"),
        tr("Export the reliability curves"));
    m_reliability->setMaximumHeight(tallestFigure);
    m_calibration = new TrainSetsCard(tr("Calibration of P(chosen preferred)"));
    m_calibration->setOptionalColumns(
        {QStringLiteral("Rows"), QStringLiteral("Confidence"), QStringLiteral("Brier"), QStringLiteral("Log loss")});
    m_ratio = new FigureCard(tr("r² against the hidden-context ratio"),
        tr("r² against the share of training rows from the other objective"),
        tr("Export r² against the hidden-context ratio"));
    m_ratio->setMaximumHeight(tallestFigure);
    m_ratioTable = new ReportTableCard(tr("r² by ratio"));
    m_missing = new MissingCard;
    m_notes = new Card(tr("Notes"));
    m_notesText = new QLabel;
    m_notesText->setTextFormat(Qt::PlainText);
    m_notesText->setWordWrap(true);
    m_notesText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_notesText->setAccessibleName(tr("What the trainings and evaluations behind the tables warned of"));
    m_notes->body()->addWidget(m_notesText);
    m_rewardBench = new ReportTableCard(tr("RewardBench"));
    m_byColumn = new ColumnResultsCard;
    m_further = new ReportTableCard(tr("Further models"));
    m_paired = new ReportTableCard(tr("McNemar's exact test, pair by pair"));
    m_paired->setOptionalColumns(
        {QStringLiteral("Pairs"), QStringLiteral("Only first"), QStringLiteral("Only second")});

    m_beside = new QVBoxLayout;
    m_beside->addWidget(m_slices);
    m_beside->addStretch(1);
    m_middle = new QBoxLayout(QBoxLayout::LeftToRight);
    m_middle->addWidget(m_tradeOff, figureShare);
    m_middle->addLayout(m_beside, tableShare);
    auto* calibrations = new QVBoxLayout;
    calibrations->addWidget(m_calibration);
    calibrations->addStretch(1);
    m_calibrationRow = new QBoxLayout(QBoxLayout::LeftToRight);
    m_calibrationRow->addWidget(m_reliability, figureShare);
    m_calibrationRow->addLayout(calibrations, tableShare);
    auto* ratios = new QVBoxLayout;
    ratios->addWidget(m_ratioTable);
    ratios->addStretch(1);
    m_ratioRow = new QBoxLayout(QBoxLayout::LeftToRight);
    m_ratioRow->addWidget(m_ratio, figureShare);
    m_ratioRow->addLayout(ratios, tableShare);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->addWidget(m_warnings);
    m_column->addWidget(m_table1a);
    m_column->addWidget(m_table1b);
    m_column->addLayout(m_middle);
    m_column->addLayout(m_calibrationRow);
    m_column->addLayout(m_ratioRow);
    m_column->addWidget(m_rewardBench);
    m_column->addWidget(m_byColumn);
    m_column->addWidget(m_missing);
    m_column->addWidget(m_notes);
    m_column->addWidget(m_further);
    m_column->addWidget(m_paired);
    m_column->addStretch(1);
    for (QBoxLayout* layout : {m_column, m_middle, m_beside, m_ratioRow, m_calibrationRow}) {
        layout->setSpacing(12);
    }
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Results"));

    for (ReportTableCard* card :
        {m_table1a, m_table1b, static_cast<ReportTableCard*>(m_slices), static_cast<ReportTableCard*>(m_calibration),
            m_ratioTable, m_rewardBench, static_cast<ReportTableCard*>(m_byColumn), m_further, m_paired}) {
        connect(card, &ReportTableCard::exportRequested, this, [this, card] {
            report::Figure none;
            none.name = card->table().name;
            Q_EMIT exportRequested(none,
                card == m_table1a ? QList<report::Table>{card->table(), m_view->shortTable1a}
                                  : QList<report::Table>{card->table()});
        });
        connect(card, &ReportTableCard::rowsRequested, this, &ResultsContent::rowsRequested);
    }
    connectRows();
    connect(m_calibration, &TrainSetsCard::otherChosen, this, &ResultsContent::showReliability);
    connect(m_reliability, &FigureCard::exportRequested, this, [this] {
        Q_EMIT exportRequested(m_view->reliability[std::size_t(m_calibration->chosen())], {m_calibration->table()});
    });
    connect(m_tradeOff, &FigureCard::exportRequested, this, [this] { Q_EMIT exportRequested(*m_view->tradeOff, {}); });
    connect(m_ratio, &FigureCard::exportRequested, this,
        [this] { Q_EMIT exportRequested(*m_view->ratioFigure, {m_view->ratioTable}); });
    connect(m_missing, &MissingCard::evaluationWanted, this, &ResultsContent::evaluationWanted);
    connect(m_missing, &MissingCard::trainingWanted, this, &ResultsContent::trainingWanted);
}

void ResultsContent::present(const std::shared_ptr<const ResultsView>& view)
{
    m_view = view;
    QStringList warnings;
    for (const std::string& warning : view->summary.warnings) {
        warnings << QString::fromStdString(warning);
    }
    m_warnings->setText(warnings.join(u'\n'));
    m_table1a->setTable(view->table1a, table1aRoles());
    m_table1a->setNote(tr("· %1").arg(basisOf(view->summary)));
    m_table1b->setTable(view->table1b);
    m_tradeOff->setFigure(view->tradeOff);
    m_slices->setTables(summary::slicedTrainSets(view->loaded->data), view->slices);
    m_slices->setVisible(!view->slices.empty());
    m_calibration->setTables(view->calibrated, view->calibration);
    m_calibration->setVisible(!view->calibration.empty());
    m_reliability->setVisible(!view->calibration.empty());
    showReliability();
    m_ratio->setFigure(view->ratioFigure);
    m_ratio->setVisible(view->ratioFigure.has_value());
    m_ratioTable->setTable(view->ratioTable);
    m_ratioTable->setVisible(view->ratioFigure.has_value());
    m_rewardBench->setTable(view->rewardBench);
    m_rewardBench->setVisible(!view->rewardBench.rows.empty());
    m_byColumn->setTables(view->columns, view->byColumn);
    m_byColumn->setVisible(!view->byColumn.empty());
    m_missing->setMissing(view->missing);
    m_missing->setVisible(!view->missing.empty());
    QStringList notes;
    for (const std::string& note : view->summary.notes) {
        notes << QString::fromStdString(note);
    }
    if (view->ratioFigure) {
        for (const std::string& note : view->ratioFigure->notes) {
            notes << QString::fromStdString(note);
        }
    }
    m_notes->setNote(tr("· what trainings and evaluations warned of; exported tables and figures say it, too"));
    m_notesText->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    std::vector<SeriesRole> furtherRoles;
    for (const summary::FurtherModel& of : summary::furtherModels(view->summary)) {
        furtherRoles.push_back(of.role);
    }
    m_further->setTable(view->further, std::move(furtherRoles));
    m_further->setVisible(!view->further.rows.empty());
    m_paired->setTable(view->paired);
    m_paired->setVisible(!view->paired.rows.empty());
    arrange();
}

QList<Card*> ResultsContent::sections() const
{
    QList<Card*> shown{m_table1a, m_table1b, m_tradeOff, m_slices, m_reliability, m_calibration, m_ratio, m_ratioTable,
        m_rewardBench, m_byColumn, m_missing, m_notes, m_further, m_paired};
    shown.removeIf([this](const Card* card) { return !card->isVisibleTo(this); });
    return shown;
}

void ResultsContent::scrollTo(const Card& section)
{
    verticalScrollBar()->setValue(section.mapTo(widget(), QPoint()).y());
}

void ResultsContent::showReliability()
{
    const int chosen = m_calibration->chosen();
    m_reliability->setFigure(chosen < 0 ? std::nullopt : std::optional(m_view->reliability[std::size_t(chosen)]));
}

void ResultsContent::connectRows()
{
    const auto data = [this]() -> const summary::EvaluationData& { return m_view->loaded->data; };
    m_table1a->setRowSource([this, data](std::size_t row, std::size_t column) {
        return summary::rowsOfTable1a(data(), m_view->summary, row, column);
    });
    m_table1b->setRowSource([this, data](std::size_t row, std::size_t column) {
        return summary::rowsOfTable1b(data(), m_view->summary, row, column);
    });
    m_further->setRowSource([this, data](std::size_t row, std::size_t column) {
        return summary::rowsOfFurtherModels(data(), m_view->summary, row, column);
    });
    m_paired->setRowSource([this, data](std::size_t row, std::size_t) {
        return summary::rowsOfPairedTests(data(), m_view->summary, row);
    });
    m_slices->setRowSource([this, data](std::size_t row, std::size_t column) {
        return summary::rowsOfSlices(data(), m_slices->chosenTrainSet(), m_slices->table(), row, column);
    });
    m_calibration->setRowSource([this, data](std::size_t row, std::size_t) {
        return summary::rowsOfCalibration(data(), m_view->summary, m_calibration->chosenTrainSet(), row);
    });
    const auto take = [this](const records::RowChoice& choice) { Q_EMIT rowsRequested(choice); };
    m_tradeOff->setHint(tr("Click a point to inspect its rows"));
    connect(m_tradeOff, &FigureCard::clicked, this, [this, data, take](int, double x, double y) {
        chooseRows(*this, summary::rowsOfTradeOff(data(), m_view->summary.options, m_view->curves, x, y), take);
    });
    m_reliability->setHint(tr("Click a point to inspect its comparisons"));
    connect(m_reliability, &FigureCard::clicked, this, [this, data, take](int panel, double x, double y) {
        chooseRows(*this,
            summary::rowsOfReliability(
                data(), m_view->summary, m_calibration->chosenTrainSet(), std::size_t(panel), x, y),
            take);
    });
}

void ResultsContent::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

void ResultsContent::arrange()
{
    const bool wide = width() >= widePage;
    const bool besideEachOther = width() >= sideBySideWidth;
    // By the area's own width: the viewport's depends on the heights that come of this.
    if (wide != (m_beside->indexOf(m_table1b) >= 0)) {
        (wide ? m_column : m_beside)->removeWidget(m_table1b);
        if (wide) {
            m_beside->insertWidget(0, m_table1b);
        } else {
            m_column->insertWidget(m_column->indexOf(m_table1a) + 1, m_table1b);
        }
    }
    const bool hasSlices = m_view && !m_view->slices.empty();
    const int room = width() - verticalScrollBar()->sizeHint().width() - m_middle->spacing();
    const int besideFigure = room * tableShare / (figureShare + tableShare);
    const bool slicesFit = !hasSlices || m_slices->leastTableWidth() <= besideFigure;
    m_middle->setDirection(
        besideEachOther && slicesFit && (wide || hasSlices) ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_missing->setColumns(wide ? 2 : 1);
    m_ratioRow->setDirection(besideEachOther ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_calibrationRow->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace dpl::ui
