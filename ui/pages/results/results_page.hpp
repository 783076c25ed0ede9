#pragma once

#include "pages/page.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"
#include "summary/evaluation_sources.hpp"

#include <memory>
#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace dpl::evaluation {
struct MissingWork;
}

namespace dpl::ui {

class JobQueue;
class Notice;
class PageHeader;
class ResultsContent;
class ResultsReader;
class ResultsSources;
class RunIndex;
class Settings;
class SummarySwitches;
struct JobStatus;
struct ResultsView;

/// Tables 1a and 1b, trade-off and r² of evaluation files, beside the paper's numbers.
class ResultsPage : public Page {
    Q_OBJECT

public:
    ResultsPage(Settings& settings, JobQueue& queue, RunIndex& index, QWidget* parent = nullptr);

    QString title() const override { return tr("Results"); }
    QString id() const override { return QStringLiteral("results"); }
    QString iconName() const override { return QStringLiteral("results"); }

    void exportFigure() override; ///< the trade-off with all tables
    bool openPath(const QString& path) override; ///< a folder with evaluation files, or a response evaluation file

    std::shared_ptr<const ResultsView> view() const { return m_view; } ///< what is shown; null while there is nothing
    QString source() const; ///< folder whose files are shown, or read; empty without any
    bool isBusy() const;

    void openFolder(); ///< asks for one
    void rescan(); ///< reads the evaluation files anew, once those below the runs folder were looked for again
    void copyLatex(); ///< of all tables

protected:
    void showEvent(QShowEvent* event) override;

private:
    QPushButton* makeSectionsButton();
    void addActions();
    void restore();
    void save();
    void takeSources();
    void looked();
    void rescanWhenSeen();
    bool isElsewhere() const; ///< what is shown, not below the runs folder
    void read();
    std::vector<summary::SourceFile> filesOfSource() const; ///< as the index has them
    void present(const std::shared_ptr<const ResultsView>& view);
    void fail(const QString& message);
    void turnTo(QWidget* shown); ///< one of the stack's
    void exportNow(const report::Figure& figure, const QList<report::Table>& tables);
    void evaluationWanted(const evaluation::MissingWork& remedy);
    void trainingWanted(const evaluation::MissingWork& remedy);
    void statusChanged(const JobStatus& status);

    Settings& m_settings;
    JobQueue& m_queue;
    RunIndex& m_index;

    std::shared_ptr<const ResultsView> m_view;
    std::vector<summary::SourceFile> m_filesRead; ///< or being read
    quint64 m_awaited = 0; ///< look
    bool m_scanning = false; ///< until it is answered
    bool m_scanned = false; ///< false, too, when it is to be done again as soon as the page is shown

    PageHeader* m_header = nullptr;
    ResultsSources* m_sources = nullptr;
    QPushButton* m_sections = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_export = nullptr;
    QWidget* m_bar = nullptr; ///< switches and caption
    SummarySwitches* m_switches = nullptr;
    QLabel* m_caption = nullptr;
    Notice* m_error = nullptr;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_nothing = nullptr;
    QWidget* m_reading = nullptr;
    QWidget* m_failed = nullptr;
    ResultsReader* m_reader = nullptr;
    ResultsContent* m_content = nullptr;
};

} // namespace dpl::ui
