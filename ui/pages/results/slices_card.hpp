#pragma once

#include "data/data_subset.hpp"
#include "widgets/report_table_card.hpp"

#include <vector>

namespace dpl::ui {

class SegmentedControl;

/// r^2 by slice of the comparisons, a table for each set that models were trained on.
class SlicesCard : public ReportTableCard {
    Q_OBJECT

public:
    explicit SlicesCard(QWidget* parent = nullptr);

    /// One table for each train set. The choice stays while the train sets do, else the last one is shown. None: hidden.
    void setSlices(const std::vector<data::DataSubset>& trainSets, std::vector<report::Table> tables);

private:
    void showChosen();

    std::vector<data::DataSubset> m_trainSets;
    std::vector<report::Table> m_tables;
    SegmentedControl* m_choice = nullptr;
};

} // namespace dpl::ui
