#pragma once

#include "report/figure.hpp"

#include <QImage>
#include <QString>
#include <QWidget>

namespace dpl::ui {

/// The figure as it will be on paper, at its true proportions and never larger than life, drawn by the code that
/// exports it.
class FigurePreview : public QWidget {
    Q_OBJECT

public:
    explicit FigurePreview(QWidget* parent = nullptr);

    void setFigure(const report::Figure& figure);

    /// Where the sheet lies in the widget.
    QRect sheet() const;

    QSize sizeHint() const override { return {560, 360}; }
    QSize minimumSizeHint() const override { return {280, 180}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    report::Figure m_figure;
    QImage m_picture; ///< of the size it was last painted in
    QString m_problem;
};

} // namespace dpl::ui
