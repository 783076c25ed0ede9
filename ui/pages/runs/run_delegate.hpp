#pragma once

#include "widgets/series_swatch.hpp"

namespace dpl::ui {

/// Cells of the table of runs: a swatch before the name, the state as a pill, the progress as a bar with its share.
class RunDelegate : public SeriesDelegate {
    Q_OBJECT

public:
    using SeriesDelegate::SeriesDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintGround(QPainter& painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const; ///< of selection and hover, without the text
};

} // namespace dpl::ui
