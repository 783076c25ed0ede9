#include "pages/results/train_sets_card.hpp"

#include "records/model_key.hpp"
#include "widgets/segmented_control.hpp"

#include <QVBoxLayout>

namespace dpl::ui {

TrainSetsCard::TrainSetsCard(const QString& title, QWidget* parent) : ReportTableCard(title, parent)
{
    setOptionalColumns({QStringLiteral("Rows")});
}

void TrainSetsCard::setTables(const std::vector<data::DataSubset>& trainSets, std::vector<report::Table> tables)
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
        connect(m_choice, &SegmentedControl::currentChanged, this, [this] {
            showChosen();
            Q_EMIT otherChosen();
        });
        body()->insertWidget(0, m_choice, 0, Qt::AlignLeft);
        m_choice->setVisible(trainSets.size() > 1);
    }
    showChosen();
}

int TrainSetsCard::chosen() const
{
    return m_choice && !m_tables.empty() ? m_choice->currentIndex() : -1;
}

data::DataSubset TrainSetsCard::chosenTrainSet() const
{
    return m_trainSets.at(std::size_t(chosen()));
}

void TrainSetsCard::showChosen()
{
    if (chosen() < 0) {
        return;
    }
    setTable(m_tables[std::size_t(chosen())]);
    setNote(tr("· trained on %1").arg(m_choice->currentText()));
}

} // namespace dpl::ui
