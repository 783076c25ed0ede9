#pragma once

#include "inspection/inspection_figures.hpp"
#include "report/table.hpp"
#include "widgets/card.hpp"

#include <memory>
#include <optional>

class QBoxLayout;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QTableView;

namespace dpl::ui {

class FigureView;
class ReportTableModel;
class SegmentedControl;

/// The reward distributions of both responses, the slider of alpha, and what each model prefers.
class DistributionView : public Card {
    Q_OBJECT

public:
    explicit DistributionView(QWidget* parent = nullptr);

    void setAlpha(double alpha); ///< of the controls; does not tell
    double alpha() const;
    void setAxis(inspection::UtilityAxis axis);
    inspection::UtilityAxis axis() const;

    void setItem(const inspection::InspectionColumns& columns, std::size_t item, std::size_t first, std::size_t second);
    void clear();

    std::shared_ptr<const report::Figure> figure() const { return m_shown; }
    const report::Table& preferences() const;

    QSlider* slider() const { return m_slider; }
    QDoubleSpinBox* spin() const { return m_spin; }
    FigureView* view() const { return m_figure; }

Q_SIGNALS:
    void alphaChanged(double alpha);
    void axisChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitTable();

    std::shared_ptr<const report::Figure> m_shown;
    SegmentedControl* m_axis = nullptr;
    QSlider* m_slider = nullptr;
    QDoubleSpinBox* m_spin = nullptr;
    FigureView* m_figure = nullptr;
    ReportTableModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_note = nullptr;
    QWidget* m_side = nullptr;
    QBoxLayout* m_content = nullptr;
};

} // namespace dpl::ui
