#pragma once

#include <QStringList>

class QWidget;

namespace dpl::test {

/// What is wrong with how the widgets that are shown below `root` are laid out, a sentence for each fault; empty if
/// everything fits:
/// - no widget lies over another with the same parent, but for what lies over a page on purpose (a drawer, the palette)
/// - no widget reaches beyond its parent, but in a scroll area, and there a scroll bar reaches it
/// - no widget is smaller than it has to be, and no text of a label, button, field, heading or cell is cut, but where
///   it ends in an ellipsis and the tooltip has the whole of it; numbers never are
QStringList layoutFaults(const QWidget& root);

} // namespace dpl::test
