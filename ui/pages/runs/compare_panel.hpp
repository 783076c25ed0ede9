#pragma once

#include "report/series_style.hpp"
#include "report/table.hpp"
#include "runs/listed_run.hpp"

#include <QWidget>

#include <memory>
#include <vector>

class QBoxLayout;
class QLabel;
class QTableView;

namespace dpl::ui {

class Card;
class ReportTableModel;

/// In what the selected runs differ: their parameters, and what came out.
class ComparePanel : public QWidget {
    Q_OBJECT

public:
    explicit ComparePanel(QWidget* parent = nullptr);

    /// `states`: as the list of runs shows them.
    void setRuns(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs,
        const std::vector<report::SeriesRole>& roles, const std::vector<std::string>& states);
    void setStates(const std::vector<std::string>& states); ///< of the same runs
    std::vector<report::Table> tables(); ///< for the export
    const ReportTableModel& differences();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void bringUpToDate();
    QTableView* addTable(Card* card, ReportTableModel* model, const QString& name);

    std::vector<std::shared_ptr<const runs::ListedRun>> m_runs;
    std::vector<report::SeriesRole> m_roles;
    std::vector<std::string> m_states; ///< of m_runs
    bool m_isStale = true; ///< the tables are not of these runs
    QBoxLayout* m_layout;
    ReportTableModel* m_differences;
    ReportTableModel* m_numbers;
    QTableView* m_differencesView;
    QTableView* m_numbersView;
    QLabel* m_nothing;
};

} // namespace dpl::ui
