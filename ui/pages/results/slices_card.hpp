#pragma once

#include "data/data_subset.hpp"
#include "widgets/report_table_card.hpp"

namespace dpl::ui {

class SegmentedControl;

/// r² slice by slice, a table for each train set, of which one is chosen.
class SlicesCard : public ReportTableCard {
    Q_OBJECT

public:
    explicit SlicesCard(QWidget* parent = nullptr);

    void setSlices(
        const std::vector<data::DataSubset>& trainSets, std::vector<report::Table> tables); ///< a table for each

private:
    void showChosen();

    std::vector<data::DataSubset> m_trainSets;
    std::vector<report::Table> m_tables;
    SegmentedControl* m_choice = nullptr; ///< null before there is something to choose from
};

} // namespace dpl::ui
