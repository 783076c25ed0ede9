#pragma once

#include "runs/run_filter.hpp"

#include <QSortFilterProxyModel>

#include <unordered_map>
#include <vector>

namespace dpl::ui {

class RunsModel;
struct RunRow;

/// Runs that a filter finds, sorted by what a column means rather than by its text; what is empty comes last in either
/// order. A group shows as long as one of its runs does, and says of those that show how many they are and what their
/// results are together.
class RunsFilterModel : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit RunsFilterModel(RunsModel* model, QObject* parent = nullptr);

    void setFilter(const QString& text); ///< as runs::RunFilter reads it
    QString problem() const { return QString::fromStdString(m_filter.problem()); }
    const RunRow* row(const QModelIndex& index) const; ///< null for a group
    int shownRuns() const;

    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void filterRead(); ///< another one, or with other parameters

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    /// What a row is sorted by: asking the model takes long, and sorting compares each row many times.
    struct Key {
        bool isKnown = false;
        bool isEmpty = true;
        double number = 0.0;
        QString text{};
    };

    const Key& keyOf(const QModelIndex& index) const; ///< of the model's

    QString groupText(const QModelIndex& group) const;

    RunsModel* m_model;
    mutable std::unordered_map<void*, std::vector<Key>> m_keys; ///< of m_keyColumn, by the row below what it lies in
    mutable int m_keyColumn = -1;
    QString m_text;
    int m_columns = 0; ///< that there were when the filter was read
    runs::RunFilter m_filter;
};

} // namespace dpl::ui
