#pragma once

#include "inspection/inspection_figures.hpp"
#include "widgets/card.hpp"

#include <optional>
#include <span>

namespace dpl::ui {

class ClickableFigure;

/// Mean against sigma of the listed responses, or both utilities under a base model, with the selected item ringed; a
/// click selects the nearest one.
class ScatterCard : public Card {
    Q_OBJECT

public:
    explicit ScatterCard(QWidget* parent = nullptr);

    void setItems(const inspection::InspectionColumns& columns, std::size_t place, std::span<const std::uint32_t> items,
        std::optional<std::size_t> selected);
    void setSelected(
        const inspection::InspectionColumns& columns, std::size_t place, std::optional<std::size_t> selected);
    void clear();

    const inspection::ScatterFigure& shown() const { return m_shown; }
    ClickableFigure* view() const { return m_view; }

Q_SIGNALS:
    void clicked(std::size_t item);
    void exportRequested();

private:
    inspection::ScatterFigure m_shown;
    ClickableFigure* m_view = nullptr;
};

} // namespace dpl::ui
