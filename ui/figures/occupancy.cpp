#include "figures/occupancy.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::ui {

Occupancy::Occupancy(const QSizeF& size, double cell)
    : m_size(size), m_cell(cell), m_columns(std::max(1, static_cast<int>(std::ceil(size.width() / cell)))),
      m_rows(std::max(1, static_cast<int>(std::ceil(size.height() / cell)))),
      m_taken(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows), false)
{
}

// One is added and taken off again so that casting, which is much faster than std::floor, rounds down below zero, too.
int Occupancy::column(double x) const
{
    return static_cast<int>(std::clamp(x / m_cell, -1.0, m_columns + 0.0) + 1.0) - 1;
}

int Occupancy::row(double y) const
{
    return static_cast<int>(std::clamp(y / m_cell, -1.0, m_rows + 0.0) + 1.0) - 1;
}

void Occupancy::addPoint(const QPointF& point)
{
    const int i = column(point.x());
    const int j = row(point.y());
    if (i >= 0 && j >= 0 && i < m_columns && j < m_rows) {
        m_taken[static_cast<std::size_t>(j) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(i)] = true;
    }
}

void Occupancy::addRun(const Run& run)
{
    for (qsizetype k = 1; k < run.size(); ++k) {
        const QPointF step = run[k] - run[k - 1];
        const double length = std::max(std::abs(step.x()), std::abs(step.y()));
        const int pieces = std::clamp(static_cast<int>(length / m_cell) + 1, 1, m_columns + m_rows);
        for (int piece = 0; piece <= pieces; ++piece) {
            addPoint(run[k - 1] + step * (static_cast<double>(piece) / pieces));
        }
    }
}

void Occupancy::addRect(const QRectF& rect)
{
    const int left = std::max(0, column(rect.left()));
    const int right = std::min(m_columns - 1, column(rect.right()));
    const int top = std::max(0, row(rect.top()));
    const int bottom = std::min(m_rows - 1, row(rect.bottom()));
    for (int j = top; j <= bottom; ++j) {
        for (int i = left; i <= right; ++i) {
            m_taken[static_cast<std::size_t>(j) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(i)] =
                true;
        }
    }
}

int Occupancy::inkIn(const QRectF& rect) const
{
    int ink = 0;
    const int right = std::min(m_columns - 1, column(rect.right()));
    const int bottom = std::min(m_rows - 1, row(rect.bottom()));
    for (int j = std::max(0, row(rect.top())); j <= bottom; ++j) {
        for (int i = std::max(0, column(rect.left())); i <= right; ++i) {
            ink +=
                m_taken[static_cast<std::size_t>(j) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(i)]
                ? 1
                : 0;
        }
    }
    return ink;
}

bool Occupancy::isFree(const QRectF& rect) const
{
    if (rect.left() < 0.0 || rect.top() < 0.0 || rect.right() > m_size.width() || rect.bottom() > m_size.height()) {
        return false;
    }
    const int right = std::min(m_columns - 1, column(rect.right()));
    const int bottom = std::min(m_rows - 1, row(rect.bottom()));
    for (int j = row(rect.top()); j <= bottom; ++j) {
        for (int i = column(rect.left()); i <= right; ++i) {
            if (m_taken[static_cast<std::size_t>(j) * static_cast<std::size_t>(m_columns)
                    + static_cast<std::size_t>(i)]) {
                return false;
            }
        }
    }
    return true;
}

} // namespace dpl::ui
