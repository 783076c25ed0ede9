#pragma once

#include "records/row_choice.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"

#include <QList>
#include <QScrollArea>

#include <memory>

class QBoxLayout;
class QLabel;

namespace dpl::evaluation {
struct MissingWork;
}

namespace dpl::ui {

class Card;
class ColumnResultsCard;
class FigureCard;
class MissingCard;
class Notice;
class ReportTableCard;
class TrainSetsCard;
struct ResultsView;

/// The results themselves, to be scrolled: Tables 1a and 1b, the trade-off, calibration, r² by slice and by
/// hidden-context ratio, what is missing.
class ResultsContent : public QScrollArea {
    Q_OBJECT

public:
    explicit ResultsContent(QWidget* parent = nullptr);

    void present(const std::shared_ptr<const ResultsView>& view);

    /// The cards that are shown, from the top.
    QList<Card*> sections() const;
    void scrollTo(const Card& section);

Q_SIGNALS:
    void exportRequested(const dpl::report::Figure& figure,
        const QList<dpl::report::Table>& tables); ///< a figure without panels: tables alone
    void evaluationWanted(const dpl::evaluation::MissingWork& remedy); ///< its checkpoint is there
    void trainingWanted(const dpl::evaluation::MissingWork& remedy);
    void rowsRequested(const dpl::records::RowChoice& choice); ///< behind a number

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void showReliability(); ///< of the train set that is chosen
    void connectRows();

    std::shared_ptr<const ResultsView> m_view;
    QBoxLayout* m_column = nullptr;
    QBoxLayout* m_middle = nullptr; ///< the trade-off, and beside it or below it what follows
    QBoxLayout* m_beside = nullptr; ///< Table 1b, where there is room for it, and slices
    QBoxLayout* m_ratioRow = nullptr;
    QBoxLayout* m_calibrationRow = nullptr;
    ReportTableCard* m_table1a = nullptr;
    ReportTableCard* m_table1b = nullptr;
    FigureCard* m_tradeOff = nullptr;
    TrainSetsCard* m_slices = nullptr;
    FigureCard* m_reliability = nullptr;
    TrainSetsCard* m_calibration = nullptr;
    FigureCard* m_ratio = nullptr;
    ReportTableCard* m_ratioTable = nullptr;
    Notice* m_warnings = nullptr;
    MissingCard* m_missing = nullptr;
    Card* m_notes = nullptr;
    QLabel* m_notesText = nullptr;
    ReportTableCard* m_rewardBench = nullptr;
    ColumnResultsCard* m_byColumn = nullptr;
    ReportTableCard* m_further = nullptr;
    ReportTableCard* m_paired = nullptr;
};

} // namespace dpl::ui
