#pragma once

#include "figures/polyline.hpp"

#include <QRectF>

#include <vector>

namespace dpl::ui {

/// Which parts of a plot area carry ink, on a coarse grid, so that legends and labels find a free place.
class Occupancy {
public:
    Occupancy(const QSizeF& size, double cell);

    void addRun(const Run& run);
    void addRect(const QRectF& rect);
    void addPoint(const QPointF& point);

    bool isFree(const QRectF& rect) const;

    /// Cells of a rectangle within the area that carry ink.
    int inkIn(const QRectF& rect) const;

    double cell() const { return m_cell; }
    QSizeF size() const { return m_size; }

private:
    int column(double x) const;
    int row(double y) const;

    QSizeF m_size;
    double m_cell;
    int m_columns;
    int m_rows;
    std::vector<bool> m_taken;
};

} // namespace dpl::ui
