#pragma once

#include "evaluation/evaluation_sources.hpp"
#include "jobs/job.hpp"
#include "pages/page.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"

#include <memory>
#include <vector>

class QBoxLayout;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace dpl::evaluation {
struct Remedy;
struct SummaryOptions;
}

namespace dpl::ui {

class Card;
class EmptyState;
class FigureView;
class JobQueue;
class MissingCard;
class Notice;
class PageHeader;
class ReportTableCard;
class SegmentedControl;
class Settings;
struct LoadedResults;
struct ResultsView;

/// Tables 1a and 1b, trade-off and r² of evaluation files, beside the paper's numbers.
class ResultsPage : public Page {
    Q_OBJECT

public:
    ResultsPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Results"); }
    QString iconName() const override { return QStringLiteral("results"); }

    void exportFigure() override; ///< the trade-off with all tables
    QList<QAction*> paletteActions() const override { return m_actions; }
    bool openPath(const QString& path) override; ///< a folder with evaluation files, or a response evaluation file

    std::shared_ptr<const ResultsView> view() const { return m_view; } ///< what is shown; null while there is nothing
    QString source() const; ///< folder whose files are shown, or read; empty without any
    bool isBusy() const { return m_scanning || m_loading || m_computing; }

    void openFolder(); ///< asks for one
    void rescan(); ///< looks for evaluation files below the runs folder again
    void copyLatex(); ///< of all tables

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeSwitches();
    QWidget* makeContent();
    void addActions();
    void restore();
    void save();
    void showSources();
    void sourceChosen(int index);
    void addFolder(const QString& folder);
    void load(const QString& folder);
    void recompute();
    void present(std::shared_ptr<const ResultsView> view);
    void showSlices();
    void fail(const QString& message);
    void showEmpty();
    evaluation::SummaryOptions options() const;
    std::filesystem::path experimentOf(const QString& folder) const;
    void exportNow(const report::Figure& figure, const QList<report::Table>& tables);
    void exportTable(const ReportTableCard& card);
    void evaluationWanted(const evaluation::Remedy& remedy);
    void trainingWanted(const evaluation::Remedy& remedy);
    void statusChanged(const JobStatus& status);
    void followTheme();
    void arrange();

    Settings& m_settings;
    JobQueue& m_queue;

    std::vector<evaluation::EvaluationSource> m_sources; ///< below the runs folder
    QStringList m_others; ///< folders from elsewhere
    QString m_folder;
    std::shared_ptr<const LoadedResults> m_loaded;
    std::shared_ptr<const ResultsView> m_view;
    // Count requests, so that a late answer to an earlier one is dropped.
    quint64 m_scan = 0;
    quint64 m_load = 0;
    quint64 m_compute = 0;
    bool m_scanning = false;
    bool m_loading = false;
    bool m_computing = false;
    bool m_scanned = false;
    bool m_restoring = false;

    PageHeader* m_header = nullptr;
    QComboBox* m_source = nullptr;
    QDoubleSpinBox* m_alpha = nullptr;
    SegmentedControl* m_quantileRule = nullptr;
    SegmentedControl* m_tieRule = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_export = nullptr;
    QWidget* m_switches = nullptr;
    Notice* m_error = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    QLabel* m_caption = nullptr;
    QBoxLayout* m_middle = nullptr; ///< figure, and beside it or below it Table 1b and what follows
    ReportTableCard* m_table1a = nullptr;
    ReportTableCard* m_table1b = nullptr;
    ReportTableCard* m_further = nullptr;
    ReportTableCard* m_paired = nullptr;
    ReportTableCard* m_slices = nullptr;
    SegmentedControl* m_sliceChoice = nullptr;
    Card* m_tradeOffCard = nullptr;
    FigureView* m_tradeOff = nullptr;
    QToolButton* m_exportTradeOff = nullptr;
    QLabel* m_noTradeOff = nullptr;
    Card* m_ratioCard = nullptr;
    FigureView* m_ratio = nullptr;
    ReportTableCard* m_ratioTable = nullptr;
    MissingCard* m_missing = nullptr;
    QList<QAction*> m_actions;
};

} // namespace dpl::ui
