#include "widgets/figure_theme.hpp"

#include "base/theme.hpp"
#include "charts/figure_view.hpp"

namespace dpl::ui {

FigureColours coloursOf(const Theme& theme)
{
    FigureColours colours = FigureColours::of(theme.figureGround);
    colours.background = theme.card;
    return colours;
}

void followTheme(FigureView& view, const Theme& theme)
{
    view.setGround(theme.figureGround);
    view.setColours(coloursOf(theme));
}

} // namespace dpl::ui
