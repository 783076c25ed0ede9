#pragma once

#include "jobs/synthetic_job.hpp"

#include <QWidget>

class QBoxLayout;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace dpl::ui {

class Card;
class EmptyState;
class FigureView;
class ReportTableModel;
class SegmentedControl;

/// The right side of the Synthetic page: the figure on top, under it the losses and the table of agreement, beside each
/// other where there is room.
class ResultView : public QWidget {
    Q_OBJECT

public:
    explicit ResultView(QWidget* parent = nullptr);

    /// Shows an experiment, or one so far.
    void setView(std::shared_ptr<const SyntheticView> view);
    std::shared_ptr<const SyntheticView> view() const { return m_view; }

    /// Shows the environment, before there is anything learned.
    void setEnvironmentFigure(std::shared_ptr<const report::Figure> figure);

    /// The figure on top, as drawn.
    std::shared_ptr<const report::Figure> figure() const;

    int seedIndex() const;

    /// Whether the empty state's button starts an experiment, and if not, why.
    void setCanStart(bool canStart, const QString& toolTip);

    /// Of an experiment that has no results yet, what it waits for, in a sentence; empty: there is none.
    void setWaiting(const QString& sentence);

Q_SIGNALS:
    void seedChosen(int index); ///< another repetition's curves are wanted
    void exportLossRequested();
    void startRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    Card* makeFigureCard();
    Card* makeLossCard();
    Card* makeTableCard();
    void showFigure();
    void showLower();
    void showSeeds();
    void fitTable();
    void arrange();

    std::shared_ptr<const SyntheticView> m_view;
    std::shared_ptr<const report::Figure> m_environmentFigure;

    Card* m_figureCard = nullptr;
    SegmentedControl* m_figureChoice = nullptr;
    QComboBox* m_seed = nullptr;
    FigureView* m_figure = nullptr;
    QPushButton* m_start = nullptr; ///< of the empty state
    QStackedWidget* m_lowerStack = nullptr; ///< losses and table, or what will be there
    EmptyState* m_waiting = nullptr;
    QString m_waitsFor;
    QBoxLayout* m_lower = nullptr;
    FigureView* m_loss = nullptr;
    Card* m_tableCard = nullptr;
    QTableView* m_table = nullptr;
    ReportTableModel* m_tableModel = nullptr;
    QLabel* m_findings = nullptr;
};

} // namespace dpl::ui
