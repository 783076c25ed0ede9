#pragma once

#include <QScrollArea>

namespace dpl::ui {

/// The widget in an area without a frame that scrolls it up and down where it is too high. Its layout gets room for the
/// scroll bar.
QScrollArea* scrolled(QWidget* widget);

} // namespace dpl::ui
