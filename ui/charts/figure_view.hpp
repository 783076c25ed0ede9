#pragma once

#include "charts/figure_scene.hpp"
#include "figures/figure_style.hpp"
#include "report/figure.hpp"

#include <QGraphicsView>

#include <memory>

namespace dpl::ui {

/// Shows a figure, live or still. Setting a figure is cheap: it is drawn when the view is next painted, once however
/// many figures came in between, and not at all while the view is hidden or if nothing changed. Its colours are those
/// of the theme that its palette carries, on a card. Its accessible name is the figure's title, unless it is given
/// another.
class FigureView : public QGraphicsView {
    Q_OBJECT

public:
    explicit FigureView(QWidget* parent = nullptr);
    ~FigureView() override;

    void setFigure(std::shared_ptr<const report::Figure> figure);
    void setFigure(report::Figure figure);
    std::shared_ptr<const report::Figure> figure() const { return m_figure; }

    /// The figure as seen, brought up to date.
    const FigureScene& figureScene();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void followTheme();
    void changed();
    bool bringUpToDate();

    FigureScene* m_scene;
    std::shared_ptr<const report::Figure> m_figure;
    report::Ground m_ground = report::Ground::paper;
    FigureColours m_colours;
    QString m_title; ///< the accessible name that the view gave itself
    bool m_stale = true;
};

} // namespace dpl::ui
