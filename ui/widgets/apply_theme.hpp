#pragma once

namespace dpl::ui {

struct Theme;

/// Makes a theme that of the application: WorkbenchStyle, if it is not set yet, and the palettes of all widgets, which
/// learn of it by QEvent::PaletteChange.
void applyTheme(const Theme& theme);

} // namespace dpl::ui
