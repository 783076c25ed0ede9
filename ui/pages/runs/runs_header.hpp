#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;

namespace dpl::ui {

class PageHeader;
class RunsTable;

/// The top of the page: its title, how many runs there are, and what holds for the whole table: its filter, grouping
/// and columns.
class RunsHeader : public QWidget {
    Q_OBJECT

public:
    RunsHeader(const QString& title, RunsTable* table, QWidget* parent = nullptr);

    void setNote(const QString& note);
    void setHasRuns(bool any); ///< without runs, there is nothing to filter
    void setCanExport(bool can);
    void clearFilter();
    void focusFilter();

Q_SIGNALS:
    void filtered();
    void exportRequested(); ///< of the curves
    void tableExportRequested();

private:
    void makeFilter();
    void makeGrouping();
    void makeExport();
    void showProblem();
    void chooseColumns(const QPoint& corner);
    QPushButton* makeButton(const QString& text, const QString& toolTip);

    RunsTable* m_table;
    PageHeader* m_row;
    QLineEdit* m_filter = nullptr;
    QLabel* m_problem = nullptr; ///< of the filter
    QPushButton* m_group = nullptr;
    QPushButton* m_columns = nullptr;
    QPushButton* m_export = nullptr;
    QAction* m_exportCurves = nullptr;
};

} // namespace dpl::ui
