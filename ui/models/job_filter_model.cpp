#include "models/job_filter_model.hpp"

#include "jobs/job_text.hpp"
#include "models/job_model.hpp"

#include <algorithm>

namespace dpl::ui {

JobFilterModel::JobFilterModel(JobModel& model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
}

void JobFilterModel::setSearch(const QString& text)
{
    QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    if (words != m_words) {
        m_words = std::move(words);
        invalidateFilter();
    }
}

const JobStatus& JobFilterModel::status(const QModelIndex& index) const
{
    return m_model.status(mapToSource(index));
}

bool JobFilterModel::isEarlier(const QModelIndex& index) const
{
    return mapToSource(index).row() >= m_model.sessionCount();
}

bool JobFilterModel::beginsSection(const QModelIndex& index) const
{
    return index.row() == 0 || (isEarlier(index) && !isEarlier(this->index(index.row() - 1, 0)));
}

bool JobFilterModel::filterAcceptsRow(int row, const QModelIndex&) const
{
    if (m_words.isEmpty())
        return true;
    const JobStatus& job = m_model.status(m_model.index(row));
    const QStringList texts{job.title, aboutText(job), stateText(job.state), job.message, job.folder};
    return std::all_of(m_words.begin(), m_words.end(), [&texts](const QString& word) {
        return std::any_of(texts.begin(), texts.end(),
            [&word](const QString& text) { return text.contains(word, Qt::CaseInsensitive); });
    });
}

} // namespace dpl::ui
