#pragma once

#include "data/data_subset.hpp"
#include "widgets/report_table_card.hpp"

namespace dpl::ui {

class SegmentedControl;

/// A table for each train set, of which one is chosen.
class TrainSetsCard : public ReportTableCard {
    Q_OBJECT

public:
    explicit TrainSetsCard(const QString& title, QWidget* parent = nullptr);

    void setTables(const std::vector<data::DataSubset>& trainSets, std::vector<report::Table> tables); ///< one for each
    int chosen() const; ///< place of the table that is shown; -1 without any
    data::DataSubset chosenTrainSet() const; ///< of a card that has tables

Q_SIGNALS:
    void otherChosen();

private:
    void showChosen();

    std::vector<data::DataSubset> m_trainSets;
    std::vector<report::Table> m_tables;
    SegmentedControl* m_choice = nullptr; ///< null before there is something to choose from
};

} // namespace dpl::ui
