#include "pages/results/slices_card.hpp"

#include "records/model_key.hpp"
#include "widgets/segmented_control.hpp"

#include <QVBoxLayout>

namespace dpl::ui {

SlicesCard::SlicesCard(QWidget* parent) : ReportTableCard(tr("r² by slice"), parent)
{
    setOptionalColumns({QStringLiteral("Rows")});
}

void SlicesCard::setSlices(const std::vector<data::DataSubset>& trainSets, std::vector<report::Table> tables)
{
    m_tables = std::move(tables);
    if (trainSets != m_trainSets) {
        m_trainSets = trainSets;
        delete m_choice;
        m_choice = new SegmentedControl;
        m_choice->setAccessibleName(tr("What the models were trained on"));
        for (const data::DataSubset trainSet : trainSets) {
            m_choice->addSegment(
                QString::fromStdString(data::toString(trainSet)), tr("Models trained on these comparisons"));
        }
        m_choice->setCurrentIndex(int(trainSets.size()) - 1);
        connect(m_choice, &SegmentedControl::currentChanged, this, &SlicesCard::showChosen);
        body()->insertWidget(0, m_choice, 0, Qt::AlignLeft);
        m_choice->setVisible(trainSets.size() > 1);
    }
    showChosen();
}

void SlicesCard::showChosen()
{
    if (m_tables.empty()) {
        return;
    }
    setTable(m_tables[std::size_t(m_choice->currentIndex())]);
    setNote(tr("· trained on %1").arg(m_choice->currentText()));
}

} // namespace dpl::ui
