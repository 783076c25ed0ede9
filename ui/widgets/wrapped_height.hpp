#pragma once

class QLabel;

namespace dpl::ui {

/// Has a label with wrapped text claim the height that its text needs at the width that it gets. Layouts within stacked
/// pages and scroll areas do not ask for it.
void keepWrappedHeight(QLabel* label);

} // namespace dpl::ui
