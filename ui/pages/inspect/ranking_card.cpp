#include "pages/inspect/ranking_card.hpp"

#include "models/report_table_model.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/series_swatch.hpp"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int rankingRowHeight = 22;

} // namespace

RankingCard::RankingCard(QWidget* parent) : Card(tr("Ranking"), parent)
{
    m_model = new ReportTableModel(this);
    m_table = readingTable(m_model, tr("All responses as each model ranks them"), rankingRowHeight);
    m_table->setItemDelegateForColumn(0, new SeriesDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setMinimumHeight(5 * rankingRowHeight);
    body()->addWidget(m_table, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        if (row.isValid() && std::size_t(row.row()) < m_responses.size()) {
            Q_EMIT responseChosen(m_responses[std::size_t(row.row())]);
        }
    });
    hide();
}

void RankingCard::setItem(const inspection::InspectionColumns& columns, std::size_t item)
{
    const std::size_t responses = columns.inspection().item(item).responses;
    setVisible(responses > 2);
    if (responses <= 2) {
        return;
    }
    inspection::RankingTable ranking = inspection::rankingTable(columns, item);
    m_responses = std::move(ranking.responses);
    setNote(tr("· all %1 responses, by the mean and by the quantile").arg(responses));
    const bool otherRows = ranking.table.rows.size() != m_model->table().rows.size();
    m_model->setTable(std::move(ranking.table), std::move(ranking.roles));
    if (otherRows) {
        fitColumns(*m_table);
    }
}

void RankingCard::clear()
{
    hide();
    m_responses.clear();
    m_model->setTable({});
}

const report::Table& RankingCard::ranking() const
{
    return m_model->table();
}

} // namespace dpl::ui
