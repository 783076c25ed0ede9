#pragma once

#include "base/json.hpp"
#include "pages/runs/curve_loader.hpp"
#include "report/figure.hpp"

#include <QWidget>

#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;
class QSplitter;
class QToolButton;

namespace dpl::ui {

class Card;
class CurvesView;
class Notice;
class CurveList;
class SegmentedControl;

/// Two charts beside each other with the curves of the selected runs, a list of these with their values, and what is
/// set for both: smoothing, horizontal axis, training or held-out, mean over seeds, differences to a baseline. Each
/// chart has its metric, its logarithmic axis and its zoom; the crosshair is in both at once.
class CurvesPanel : public QWidget {
    Q_OBJECT

public:
    explicit CurvesPanel(QWidget* parent = nullptr);

    QWidgetList controls() const { return m_controls; } ///< to be put into the bar above

    /// `baseline`: the folder of the one of them that others are compared with; empty: none.
    void setRuns(std::vector<std::shared_ptr<const runs::ListedRun>> runs, std::vector<report::SeriesRole> roles,
        const QString& baseline);
    void refresh(); ///< reads what was appended

    report::Figure figure() const; ///< both charts
    bool hasCurves() const;
    CurveList* list() const { return m_list; }
    CurvesView* chart(int index) const { return m_charts[std::size_t(index)].view; }
    QString metric(int index) const;
    void setMetric(int index, const QString& metric);

    Json state() const;
    void restore(const Json& state);

Q_SIGNALS:
    void changed(); ///< something of state()
    void curvesShown();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Chart {
        Card* card = nullptr;
        QComboBox* metric = nullptr;
        QCheckBox* logarithmic = nullptr;
        QToolButton* whole = nullptr;
        CurvesView* view = nullptr;
        QLabel* note = nullptr; ///< what is missing, and why
        QLabel* nothing = nullptr; ///< in the place of curves
        QString wanted; ///< metric, also while no run has it
    };

    void makeControls();
    void makeChart(std::size_t index, const QString& metric);
    runs::CurveOptions options() const;
    void optionsChanged();
    void load();
    void show(const LoadedCurves& curves);
    void updateNotes();
    void updateList();
    void makeRoomForNames();
    QString noteOf(const Chart& chart) const;

    QWidgetList m_controls;
    QSlider* m_smoothing = nullptr;
    QLabel* m_smoothingText = nullptr;
    SegmentedControl* m_axis = nullptr;
    SegmentedControl* m_series = nullptr;
    QCheckBox* m_overSeeds = nullptr;
    QCheckBox* m_minusBaseline = nullptr;
    Notice* m_problem = nullptr;
    std::array<Chart, 2> m_charts;
    bool m_isSplitterMoved = false; ///< by hand: then its sizes stay
    QSplitter* m_splitter = nullptr; ///< between the charts and the list
    CurveList* m_list = nullptr;
    CurveLoader* m_loader;
    std::vector<std::shared_ptr<const runs::ListedRun>> m_runs;
    std::vector<report::SeriesRole> m_roles;
    QString m_baseline;
    bool m_restoring = false;
};

} // namespace dpl::ui
