#pragma once

namespace dpl::ui {

class FigureView;
struct FigureColours;
struct Theme;

/// The colours of figures in the window.
FigureColours coloursOf(const Theme& theme);

/// Gives a figure the colours of the theme. (A view learns of a new palette after the widget it is in.)
void followTheme(FigureView& view, const Theme& theme);

} // namespace dpl::ui
