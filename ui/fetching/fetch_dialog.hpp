#pragma once

#include "base/latest_request.hpp"
#include "hub/repository.hpp"
#include "jobs/job.hpp"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace dpl::ui {

class FactTable;
class FetchedFilesModel;
class JobQueue;
class Notice;
class SegmentedControl;

/// Fetching a model or a dataset by its name: what is in it, how large that is, its licence, and what of it is used.
/// Start queues a job. The hub is asked when the dialog is opened with a name, and when one is entered.
class FetchDialog : public QDialog {
    Q_OBJECT

public:
    /// `name`: may be empty, to be entered.
    FetchDialog(JobQueue& queue, hub::RepositoryKind kind, const QString& name, QWidget* parent = nullptr);

    bool isAsking() const { return m_asking.isRunning(); }
    QLineEdit* name() const { return m_name; }
    SegmentedControl* kind() const { return m_kind; }
    FetchedFilesModel& files() { return *m_files; }
    FactTable* facts() const { return m_facts; }
    Notice* problem() const { return m_problem; }
    QPushButton* askButton() const { return m_ask; }
    QPushButton* startButton() const { return m_start; }

    void accept() override; ///< queues the job

Q_SIGNALS:
    void queued(dpl::ui::JobId job);
    void answered(); ///< the hub's answer, or why there is none, is shown

private:
    QWidget* makeQuestion();
    hub::RepositoryKind chosenKind() const;
    void ask();
    void forget();
    void showFacts();
    void updateButtons();

    JobQueue& m_queue;
    std::optional<hub::Repository> m_listed; ///< what the files are of
    LatestRequest m_asking;
    QLineEdit* m_name = nullptr;
    SegmentedControl* m_kind = nullptr;
    QPushButton* m_ask = nullptr;
    FactTable* m_facts = nullptr;
    FetchedFilesModel* m_files = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_note = nullptr;
    Notice* m_problem = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace dpl::ui
