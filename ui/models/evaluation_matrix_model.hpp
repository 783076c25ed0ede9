#pragma once

#include "evaluation/evaluation_matrix.hpp"

#include <QAbstractTableModel>

#include <map>
#include <set>

namespace dpl::ui {

/// Reward models times datasets: what is evaluated, on how many rows and when, what is on its way, and, as check marks,
/// what is to be evaluated. That is what there is to do, unless the user says otherwise.
class EvaluationMatrixModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setMatrix(evaluation::EvaluationMatrix matrix);
    const evaluation::EvaluationMatrix& matrix() const { return m_matrix; }

    /// What a job is doing for these cells: "running · 40 %"; empty: nothing any more.
    void setActivity(const std::vector<evaluation::ChoiceCell>& cells, const QString& text);

    /// The cells of a choice that are not to be evaluated. Those that are not in the matrix yet, or there with other
    /// options, are.
    std::set<evaluation::ChoiceCell> leftOut(const evaluation::EvaluationChoice& choice) const;

    /// The evaluation file of a cell; empty: there is none that is whole.
    QString fileOf(const QModelIndex& index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override; ///< the model, then a column for each dataset
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void wantedChanged();

private:
    using Key = std::pair<std::string, std::string>; ///< folder of the model, path of the dataset

    static Key keyOf(const evaluation::EvaluationChoice& choice, const evaluation::ChoiceCell& cell);
    static evaluation::ChoiceCell cellAt(const QModelIndex& index);
    const evaluation::MatrixCell& at(const evaluation::ChoiceCell& cell) const;
    bool isWanted(const evaluation::ChoiceCell& cell) const;
    QString textOf(const evaluation::ChoiceCell& cell) const;
    QString toolTipOf(const evaluation::ChoiceCell& cell) const;

    evaluation::EvaluationMatrix m_matrix;
    std::map<evaluation::ChoiceCell, QString> m_activities;
    std::map<Key, bool> m_asked; ///< what the user said, whatever there is to do
};

} // namespace dpl::ui
