#pragma once

#include "jobs/job.hpp"

#include <QSortFilterProxyModel>

namespace dpl::ui {

class JobModel;

/// The jobs in whose names, states or messages a search finds all its words.
class JobFilterModel : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit JobFilterModel(JobModel& model, QObject* parent = nullptr);

    void setSearch(const QString& text);

    const JobStatus& status(const QModelIndex& index) const; ///< of no job for no row; until the model changes
    bool isEarlier(const QModelIndex& index) const; ///< a run of an earlier session

    /// The first row of this session's jobs, or of the earlier runs.
    bool beginsSection(const QModelIndex& index) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    JobModel& m_model;
    QStringList m_words;
};

} // namespace dpl::ui
