#pragma once

namespace dpl::ui {

/// Registers the icons. A static library's resources are dropped by the linker unless somebody asks for them.
void loadResources();

} // namespace dpl::ui
