#pragma once

#include "jobs/evaluation_job.hpp"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace dpl::ui {

class Card;
class EmptyState;
class FigureView;
class Notice;
class ReportTableModel;

/// The scores of an evaluation as they come: its rate, how sure the model is, and the rows scored last; or why there
/// are none.
class LiveView : public QWidget {
    Q_OBJECT

public:
    explicit LiveView(QWidget* parent = nullptr);

    void showStatus(const JobStatus& status); ///< of the job whose scores are shown

    /// Null: it has not scored a row yet.
    void setView(std::shared_ptr<const LiveScoresView> view);
    std::shared_ptr<const LiveScoresView> view() const { return m_view; }

Q_SIGNALS:
    void openRequested(); ///< evaluation files, rather than evaluate anything
    void inspectionRequested(const QString& file); ///< that the evaluation wrote

private:
    QWidget* makeScores();
    void fitColumns();

    std::shared_ptr<const LiveScoresView> m_view;
    QString m_file; ///< that is written
    QStackedWidget* m_stack = nullptr;
    Card* m_card = nullptr;
    QPushButton* m_inspect = nullptr;
    Notice* m_failure = nullptr;
    Notice* m_warnings = nullptr; ///< rows left out, and what else is to be known
    QStackedWidget* m_content = nullptr;
    EmptyState* m_waiting = nullptr;
    QLabel* m_rate = nullptr;
    QLabel* m_facts = nullptr;
    FigureView* m_figure = nullptr;
    QTableView* m_rows = nullptr;
    ReportTableModel* m_rowModel = nullptr;
};

} // namespace dpl::ui
