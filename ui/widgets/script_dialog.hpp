#pragma once

#include "base/latest_request.hpp"
#include "jobs/job.hpp"

#include <QDialog>

class QPlainTextEdit;

namespace dpl::ui {

class ProblemLabel;
class WhereChooser;

/// The job script that would be sent to a cluster, as it is made of what is asked for, to be looked at and edited. What
/// the user changes holds for the next job alone.
class ScriptDialog : public QDialog {
    Q_OBJECT

public:
    /// `job` is given to the place that `where` asks for; `root` is the runs folder. Of several jobs, each of which has
    /// a script of its own, the first one's is shown, and cannot be edited.
    ScriptDialog(WhereChooser& where, const JobRequest& job, const QString& root, bool isOneOfSeveral, QWidget* parent);

    QPlainTextEdit* text() const { return m_text; }
    void accept() override; ///< keeps what was changed

Q_SIGNALS:
    void made(); ///< the script, or why there is none, is shown

private:
    WhereChooser& m_where;
    QString m_made; ///< the script as it is made
    QPlainTextEdit* m_text = nullptr;
    ProblemLabel* m_problem = nullptr;
    LatestRequest m_making;
};

/// The job that a place is given: of a request that may be done here, too.
Json recipeThere(const JobRequest& job, const PlaceRequest& place);

} // namespace dpl::ui
