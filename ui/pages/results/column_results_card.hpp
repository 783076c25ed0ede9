#pragma once

#include "widgets/report_table_card.hpp"

class QComboBox;

namespace dpl::ui {

/// Results by the values of a column, which is chosen.
class ColumnResultsCard : public ReportTableCard {
    Q_OBJECT

public:
    explicit ColumnResultsCard(QWidget* parent = nullptr);

    /// A table for each column. The one that is shown stays, if it is among them.
    void setTables(const std::vector<std::string>& columns, std::vector<report::Table> tables);

    QComboBox* chooser() const { return m_choice; }

private:
    void showChosen();

    std::vector<report::Table> m_tables;
    QComboBox* m_choice = nullptr;
};

} // namespace dpl::ui
