#include "pages/results/results_content.hpp"

#include "evaluation/published_numbers.hpp"
#include "evaluation/slices.hpp"
#include "inspection/inspection.hpp"
#include "jobs/job_text.hpp"
#include "pages/results/missing_card.hpp"
#include "pages/results/results_view.hpp"
#include "pages/results/slices_card.hpp"
#include "widgets/figure_card.hpp"
#include "widgets/report_table_card.hpp"

#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int sideBySideWidth = 860; // from which the figures have the slices beside them

/// Of the rows of Table 1a.
std::vector<report::SeriesRole> table1aRoles()
{
    std::vector<report::SeriesRole> roles;
    for (const auto& row : evaluation::publishedRates()) {
        roles.push_back(inspection::seriesRole(row.model.head));
    }
    return roles;
}

/// Of how many prompts and comparisons the numbers are.
QString countsText(const evaluation::Summary& summary)
{
    std::int64_t prompts = 0;
    std::int64_t comparisons = 0;
    for (const auto& model : summary.models) {
        prompts = std::max(prompts, model.jailbreak ? model.jailbreak->jailbreaks.mean.total : 0);
        comparisons = std::max(comparisons, model.comparisons ? model.comparisons->rows : 0);
    }
    QStringList parts;
    if (prompts > 0) {
        parts << ResultsContent::tr("%1 prompts").arg(groupedText(prompts));
    }
    if (comparisons > 0) {
        parts << ResultsContent::tr("%1 comparisons").arg(groupedText(comparisons));
    }
    parts << ResultsContent::tr("rates and differences in %");
    return parts.join(ResultsContent::tr(", "));
}

} // namespace

ResultsContent::ResultsContent(QWidget* parent) : QScrollArea(parent)
{
    setWidget(makeColumn());
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Results"));

    for (ReportTableCard* card : {m_table1a, m_table1b, static_cast<ReportTableCard*>(m_slices), m_ratioTable, m_further, m_paired}) {
        connect(card, &ReportTableCard::exportRequested, this, [this, card] {
            report::Figure none;
            none.name = card->table().name;
            Q_EMIT exportRequested(none, {card->table()});
        });
    }
    connect(m_tradeOff, &FigureCard::exportRequested, this, [this] { Q_EMIT exportRequested(*m_view->tradeOff, {}); });
    connect(m_ratio, &FigureCard::exportRequested, this, [this] { Q_EMIT exportRequested(*m_view->ratioFigure, {m_view->ratioTable}); });
    connect(m_missing, &MissingCard::evaluationWanted, this, &ResultsContent::evaluationWanted);
    connect(m_missing, &MissingCard::trainingWanted, this, &ResultsContent::trainingWanted);
}

QWidget* ResultsContent::makeColumn()
{
    m_table1a = new ReportTableCard(tr("Table 1a · jailbreaks and helpfulness"));
    m_table1a->setOptionalColumns({QStringLiteral("Count")});
    m_table1b = new ReportTableCard(tr("Table 1b · r², explained without hidden context"));
    m_table1b->setOptionalColumns({QStringLiteral("Rows")});
    m_tradeOff = new FigureCard(tr("Trade-off as α moves"), tr("Helpfulness accuracy against jailbreak rate as alpha moves"), tr("Export the trade-off"), 320);
    m_tradeOff->setNote(tr("· from 0.001 to 0.5"));
    m_tradeOff->setNothingText(
        tr("The curve needs a distributional model that was trained on both subsets, with its evaluation of comparisons and of responses."));
    m_ratio = new FigureCard(tr("r² against the hidden-context ratio"), tr("r² against the share of training rows from the other objective"),
        tr("Export r² against the hidden-context ratio"), 240);
    m_ratioTable = new ReportTableCard(tr("r² by ratio"));
    m_slices = new SlicesCard;
    m_missing = new MissingCard;
    m_further = new ReportTableCard(tr("Further models"));
    m_paired = new ReportTableCard(tr("McNemar's exact test, pair by pair"));

    const auto columnOf = [](std::initializer_list<QWidget*> cards) {
        auto* column = new QVBoxLayout;
        column->setSpacing(12);
        for (QWidget* card : cards) {
            column->addWidget(card);
        }
        return column;
    };
    QVBoxLayout* left = columnOf({m_tradeOff, m_ratio, m_ratioTable, m_missing});
    QVBoxLayout* right = columnOf({m_slices});
    left->addStretch(1);
    right->addStretch(1);
    m_middle = new QBoxLayout(QBoxLayout::LeftToRight);
    m_middle->setSpacing(12);
    m_middle->addLayout(left, 4);
    m_middle->addLayout(right, 5);
    QVBoxLayout* all = columnOf({m_table1a, m_table1b, m_further, m_paired});
    all->insertLayout(2, m_middle);
    all->addStretch(1);
    all->setContentsMargins(0, 0, 0, 0);
    auto* content = new QWidget;
    content->setLayout(all);
    return content;
}

void ResultsContent::setView(std::shared_ptr<const ResultsView> view)
{
    m_view = std::move(view);
    m_table1a->setTable(m_view->table1a, table1aRoles());
    m_table1a->setNote(tr("· %1").arg(countsText(m_view->summary)));
    m_table1b->setTable(m_view->table1b);
    m_further->setTable(m_view->further);
    m_further->setVisible(!m_view->further.rows.empty());
    m_paired->setTable(m_view->paired);
    m_paired->setVisible(!m_view->paired.rows.empty());
    m_tradeOff->setFigure(m_view->tradeOff);
    m_ratio->setFigure(m_view->ratioFigure);
    m_ratio->setVisible(m_view->ratioFigure.has_value());
    m_ratioTable->setVisible(m_view->ratioFigure.has_value());
    if (m_view->ratioFigure) {
        m_ratioTable->setTable(m_view->ratioTable);
    }
    m_slices->setSlices(evaluation::slicedTrainSets(m_view->loaded->data), m_view->slices);
    m_missing->setVisible(!m_view->missing.empty());
    m_missing->setMissing(m_view->missing);
    arrange();
}

void ResultsContent::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

void ResultsContent::arrange()
{
    const bool beside = width() >= sideBySideWidth && m_view && !m_view->slices.empty();
    m_middle->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace dpl::ui
