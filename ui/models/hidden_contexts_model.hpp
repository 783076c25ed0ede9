#pragma once

#include "synthetic/piecewise_environment.hpp"

#include <QAbstractTableModel>

namespace dpl::ui {

/// The hidden contexts of an environment, one a row. Names can be edited, and probabilities that do not depend on a.
class HiddenContextsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { NameColumn, ProbabilityColumn, ColumnCount };
    enum Role {
        SeriesRole = Qt::UserRole, ///< of a name: int of report::SeriesRole, how the context's lines are drawn
    };

    explicit HiddenContextsModel(QObject* parent = nullptr);

    void setContexts(const std::vector<synthetic::HiddenContext>& contexts);
    const std::vector<synthetic::HiddenContext>& contexts() const { return m_contexts; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    /// A context was changed through the model; `what` says how, for the undo menu.
    void edited(const QString& what);
    void rejected(const QString& reason);

private:
    bool setName(synthetic::HiddenContext& context, const QString& name);
    bool setProbability(synthetic::HiddenContext& context, const QString& text);

    void tellAllChanged();

    std::vector<synthetic::HiddenContext> m_contexts;
    int m_decimals = 0; ///< of the probabilities, so that their points are aligned
};

} // namespace dpl::ui
