#pragma once

#include "report/figure.hpp"

#include <QImage>
#include <QSize>
#include <QString>
#include <QWidget>

namespace dpl::ui {

/// The figure as it will be on paper, at its true proportions and never larger than life, drawn in the background by
/// the code that exports it. Until a new picture is there, the one before it stays.
class FigurePreview : public QWidget {
    Q_OBJECT

public:
    explicit FigurePreview(QWidget* parent = nullptr);

    void setFigure(const report::Figure& figure);

    /// Where the sheet lies in the widget.
    QRect sheet() const;

    /// True once the picture shows the figure of now at the size of now, or why it cannot.
    bool isUpToDate() const;

    QSize sizeHint() const override { return {560, 360}; }
    QSize minimumSizeHint() const override { return {280, 180}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QSize pixels() const;
    void draw();

    report::Figure m_figure;
    QImage m_picture;
    QString m_problem;
    QSize m_drawnPixels; ///< what m_picture or m_problem is of; empty once the figure has changed
    bool m_drawing = false;
    bool m_changed = false; ///< the figure, while it was drawn
};

} // namespace dpl::ui
