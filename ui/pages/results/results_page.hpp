#pragma once

#include "jobs/job.hpp"
#include "pages/page.hpp"

#include <memory>

class QPushButton;
class QStackedWidget;

namespace dpl::evaluation {
struct Remedy;
}

namespace dpl::ui {

class JobQueue;
class Notice;
class PageHeader;
class ResultsContent;
class Settings;
class SourceChooser;
class SummarySwitches;
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

    void rescan(); ///< looks for evaluation files below the runs folder again
    void copyLatex(); ///< of all tables

protected:
    void showEvent(QShowEvent* event) override;

private:
    void addActions();
    void restore();
    void save();
    void load(const QString& folder);
    void recompute();
    void present(std::shared_ptr<const ResultsView> view);
    void fail(const QString& message);
    void showEmpty();
    void evaluationWanted(const evaluation::Remedy& remedy);
    void trainingWanted(const evaluation::Remedy& remedy);
    void statusChanged(const JobStatus& status);

    Settings& m_settings;
    JobQueue& m_queue;
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

    PageHeader* m_header = nullptr;
    SourceChooser* m_source = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_export = nullptr;
    SummarySwitches* m_switches = nullptr;
    Notice* m_error = nullptr;
    QStackedWidget* m_stack = nullptr;
    ResultsContent* m_content = nullptr;
    QList<QAction*> m_actions;
};

} // namespace dpl::ui
