#include "pages/runs/run_selection.hpp"

#include "jobs/job_text.hpp"
#include "models/model_role.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/runs/runs_table.hpp"
#include "report/distinct_roles.hpp"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace dpl::ui {

RunSelection::RunSelection(RunsModel* model, RunsTable* table, QObject* parent)
    : QObject(parent), m_model(model), m_table(table)
{
    m_following.setSingleShot(true);
    m_following.setInterval(0);
    connect(&m_following, &QTimer::timeout, this, &RunSelection::follow);
    connect(m_table, &RunsTable::selectedRunsChanged, &m_following, qOverload<>(&QTimer::start));
}

bool RunSelection::select(const QString& folder)
{
    if (m_table->select(folder)) {
        m_choseFirst = true;
        return true;
    }
    m_wanted = folder;
    return false;
}

void RunSelection::listed()
{
    if (!m_wanted.isEmpty()) {
        if (m_model->indexOf(m_wanted).isValid()) {
            if (!m_table->select(m_wanted)) {
                Q_EMIT filterInTheWay();
                m_table->select(m_wanted);
            }
            m_wanted.clear();
            m_choseFirst = true;
        }
    } else if (!m_choseFirst && m_table->filtered().rowCount() > 0 && m_folders.empty()) {
        m_choseFirst = true;
        m_table->selectFirst();
    }
    update();
}

std::vector<std::shared_ptr<const runs::ListedRun>> RunSelection::selected() const
{
    return {m_runs.begin(), m_runs.begin() + std::ptrdiff_t(std::min(m_runs.size(), m_folders.size()))};
}

std::vector<std::string> RunSelection::states() const
{
    std::vector<std::string> states;
    for (const auto& run : m_runs) {
        const RunRow* row = m_model->row(m_model->indexOf(QString::fromStdString(run->folder.string())));
        states.push_back(stateText(row ? row->state : rowOf(run).state).toStdString());
    }
    return states;
}

void RunSelection::follow()
{
    std::vector<QString> selected;
    for (const RunRow* row : m_table->selectedRows()) {
        selected.push_back(row->folder());
    }
    const QSet<QString> now(selected.begin(), selected.end());
    std::erase_if(m_folders, [&now](const QString& folder) { return !now.contains(folder); });
    const QSet<QString> before(m_folders.begin(), m_folders.end());
    std::copy_if(selected.begin(), selected.end(), std::back_inserter(m_folders),
        [&before](const QString& folder) { return !before.contains(folder); });
    update();
}

void RunSelection::update()
{
    m_runs.clear();
    std::vector<report::SeriesRole> own;
    for (const QString& folder : m_folders) {
        const RunRow* row = m_runs.size() < most ? m_model->row(m_model->indexOf(folder)) : nullptr;
        if (row) {
            m_runs.push_back(row->run);
            own.push_back(roleOf(*row->run));
        }
    }
    // What the others are compared with is always among them.
    if (const RunRow* baseline = m_model->row(m_model->indexOf(m_table->baseline()));
        baseline && !m_runs.empty() && std::find(m_runs.begin(), m_runs.end(), baseline->run) == m_runs.end()) {
        m_runs.push_back(baseline->run);
        own.push_back(roleOf(*baseline->run));
    }
    m_roles = report::distinctRoles(own);
    QHash<QString, report::SeriesRole> byFolder;
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        byFolder.insert(QString::fromStdString(m_runs[i]->folder.string()), m_roles[i]);
    }
    m_model->setCurveRoles(byFolder);
    Q_EMIT changed();
}

} // namespace dpl::ui
