#pragma once

#include "jobs/evaluation_job.hpp"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableView;

namespace dpl::ui {

class Card;
class EmptyState;
class FactTable;
class FigureView;
class ReportTableModel;

/// The scores of an evaluation as they come: its rate, how sure the model is, and the rows scored last.
class LiveView : public QWidget {
    Q_OBJECT

public:
    explicit LiveView(QWidget* parent = nullptr);

    /// Null: nothing is evaluated, or it has not scored a row yet.
    void setView(std::shared_ptr<const LiveScoresView> view);
    std::shared_ptr<const LiveScoresView> view() const { return m_view; }

    void setTitle(const QString& title); ///< of the job
    void setWaiting(const QString& sentence); ///< said while there is no view; empty: as before any evaluation

Q_SIGNALS:
    void openRequested(); ///< evaluation files, rather than evaluate anything

protected:
    void changeEvent(QEvent* event) override;

private:
    void followTheme();
    void fitColumns();

    std::shared_ptr<const LiveScoresView> m_view;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QLabel* m_waiting = nullptr;
    Card* m_card = nullptr;
    QLabel* m_rate = nullptr;
    QLabel* m_facts = nullptr;
    FigureView* m_figure = nullptr;
    QTableView* m_rows = nullptr;
    ReportTableModel* m_rowModel = nullptr;
};

} // namespace dpl::ui
