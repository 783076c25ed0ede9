#include "pages/results/column_results_card.hpp"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace dpl::ui {

ColumnResultsCard::ColumnResultsCard(QWidget* parent) : ReportTableCard(tr("Results by column"), parent)
{
    setOptionalColumns({QStringLiteral("Comparisons"), QStringLiteral("Ties by α-quantile")});
    m_choice = new QComboBox;
    m_choice->setAccessibleName(tr("Column by which results are shown"));
    m_choice->setToolTip(tr("Choose a column of the evaluation files, such as the subsets of a benchmark"));
    body()->insertWidget(0, m_choice, 0, Qt::AlignLeft);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &ColumnResultsCard::showChosen);
}

void ColumnResultsCard::setTables(const std::vector<std::string>& columns, std::vector<report::Table> tables)
{
    const QString before = m_choice->currentText();
    m_tables = std::move(tables);
    {
        const QSignalBlocker blocker(m_choice);
        m_choice->clear();
        for (const std::string& column : columns) {
            m_choice->addItem(QString::fromStdString(column));
        }
        m_choice->setCurrentIndex(std::max(0, m_choice->findText(before)));
    }
    showChosen();
}

void ColumnResultsCard::showChosen()
{
    if (m_choice->currentIndex() >= 0 && std::size_t(m_choice->currentIndex()) < m_tables.size()) {
        setTable(m_tables[std::size_t(m_choice->currentIndex())]);
        setNote(tr("· accuracy, ties and r² by %1").arg(m_choice->currentText()));
    }
}

} // namespace dpl::ui
