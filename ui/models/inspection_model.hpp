#pragma once

#include "inspection/item_selection.hpp"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace dpl::ui {

/// The items of an inspection that a filter and an order select, with their numbers under one model. Rows are made when
/// they are shown.
class InspectionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { StarColumn, SubsetColumn, PromptColumn, FirstMeasure };
    enum Role { ItemRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// Another inspection, or other models of it. `place`: whose numbers are shown.
    void setColumns(std::shared_ptr<inspection::InspectionColumns> columns, std::size_t place);
    void setItems(std::vector<std::uint32_t> items);
    void setStars(std::vector<bool> stars); ///< [items]; empty: none

    /// The same models at another alpha: tells of the cells that it moves.
    void followAlpha(std::shared_ptr<inspection::InspectionColumns> columns);

    const std::vector<std::uint32_t>& items() const { return m_items; }
    std::size_t item(const QModelIndex& index) const { return m_items[std::size_t(index.row())]; }
    QModelIndex find(std::size_t item) const; ///< invalid if it is not selected

    /// What a column sorts by; nothing for the prompt.
    std::optional<inspection::ItemOrder> order(int column, bool descending) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString promptText(std::size_t item) const;

    std::shared_ptr<inspection::InspectionColumns> m_columns;
    std::size_t m_place = 0;
    std::vector<std::uint32_t> m_items;
    std::vector<bool> m_stars;
};

} // namespace dpl::ui
