#pragma once

#include "report/series_style.hpp"
#include "runs/listed_run.hpp"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace dpl::ui {

class RunsModel;
class RunsTable;

/// The selected runs in the order in which they were selected, so that each keeps its colour while others come and go.
class RunSelection : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t most = 64; ///< runs that are shown; more curves cannot be told apart

    RunSelection(RunsModel* model, RunsTable* table, QObject* parent = nullptr);

    /// Selects a run now, or as soon as it is in the list.
    bool select(const QString& folder);
    /// The list was read anew. The first time, the newest run is selected, so that there is something to see.
    void listed();

    std::size_t count() const { return m_folders.size(); }
    const std::vector<std::shared_ptr<const runs::ListedRun>>& runs() const
    {
        return m_runs;
    } ///< as they are now, the first `most`, and the baseline
    std::vector<std::shared_ptr<const runs::ListedRun>> selected() const; ///< without a baseline that is not
    const std::vector<report::SeriesRole>& roles() const { return m_roles; } ///< of runs()
    std::vector<std::string> states() const; ///< of runs(), as the list shows them

Q_SIGNALS:
    void changed(); ///< other runs, or the same with new numbers
    void filterInTheWay(); ///< hides what is to be selected

private:
    void follow();
    void update();

    RunsModel* m_model;
    RunsTable* m_table;
    QTimer m_following; ///< a selection that grows row by row is shown once
    std::vector<QString> m_folders;
    std::vector<std::shared_ptr<const runs::ListedRun>> m_runs;
    std::vector<report::SeriesRole> m_roles;
    QString m_wanted; ///< to be selected as soon as it is in the list
    bool m_choseFirst = false;
};

} // namespace dpl::ui
