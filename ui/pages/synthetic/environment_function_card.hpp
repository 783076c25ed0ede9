#pragma once

#include "models/piecewise_points_model.hpp"
#include "widgets/card.hpp"

class QLabel;
class QTableView;
class QToolButton;

namespace dpl::ui {

class EnvironmentDocument;
class EnvironmentPlot;
class SegmentedControl;

/// The utility or the probability of one hidden context, as a table of points and as a plot.
class EnvironmentFunctionCard : public Card {
    Q_OBJECT

public:
    enum Function { Utility, Probability };

    explicit EnvironmentFunctionCard(EnvironmentDocument& document, QWidget* parent = nullptr);

    void setContext(int context);
    void setFunction(Function function);

Q_SIGNALS:
    void rejected(const QString& reason);

private:
    SegmentedControl* makeModes();
    SegmentedControl* makeFunctions();
    QToolButton* makeTool(const QString& iconName, const QString& name, const QString& toolTip);
    void makeTable();
    void connectPlot();
    void refresh();
    void showValueAxis();

    const synthetic::PiecewiseLinear& functionOf(const synthetic::HiddenContext& context) const;
    std::vector<synthetic::HiddenContext> with(const synthetic::PiecewiseLinear& function) const;
    void setDependsOnA(bool depends);
    void setCurrentPoint(int point);
    void addPoint();
    void removePoint();

    EnvironmentDocument& m_document;
    PiecewisePointsModel* m_model;
    SegmentedControl* m_mode;
    SegmentedControl* m_which;
    QTableView* m_table;
    QToolButton* m_add;
    QToolButton* m_remove;
    EnvironmentPlot* m_plot;
    int m_context = 0;
    bool m_refreshing = false;
};

} // namespace dpl::ui
