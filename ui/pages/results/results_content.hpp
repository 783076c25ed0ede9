#pragma once

#include "evaluation/remedies.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"

#include <QList>
#include <QScrollArea>

#include <memory>

class QBoxLayout;

namespace dpl::ui {

class FigureCard;
class MissingCard;
class ReportTableCard;
class SlicesCard;
struct ResultsView;

/// Tables 1a and 1b, the trade-off, r^2 by slice and by hidden-context ratio, what is missing, further models and paired tests.
class ResultsContent : public QScrollArea {
    Q_OBJECT

public:
    explicit ResultsContent(QWidget* parent = nullptr);

    void setView(std::shared_ptr<const ResultsView> view);

Q_SIGNALS:
    void exportRequested(const report::Figure& figure, const QList<report::Table>& tables); ///< either may be empty, not both
    void evaluationWanted(const dpl::evaluation::Remedy& remedy);
    void trainingWanted(const dpl::evaluation::Remedy& remedy);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeColumn();
    void arrange();

    std::shared_ptr<const ResultsView> m_view;
    QBoxLayout* m_middle = nullptr; ///< figures, and beside them or below them the slices
    ReportTableCard* m_table1a = nullptr;
    ReportTableCard* m_table1b = nullptr;
    ReportTableCard* m_further = nullptr;
    ReportTableCard* m_paired = nullptr;
    ReportTableCard* m_ratioTable = nullptr;
    SlicesCard* m_slices = nullptr;
    FigureCard* m_tradeOff = nullptr;
    FigureCard* m_ratio = nullptr;
    MissingCard* m_missing = nullptr;
};

} // namespace dpl::ui
