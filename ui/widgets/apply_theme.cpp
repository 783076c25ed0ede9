#include "widgets/apply_theme.hpp"

#include "base/theme.hpp"
#include "widgets/workbench_style.hpp"

#include <QApplication>
#include <QToolTip>

namespace dpl::ui {

void applyTheme(const Theme& theme)
{
    if (!qobject_cast<WorkbenchStyle*>(QApplication::style()))
        QApplication::setStyle(new WorkbenchStyle);

    const QPalette palette = theme.palette();
    QApplication::setPalette(palette);

    // Selected text in a field is white on the accent; a selected row keeps its colours on a tinted ground.
    QPalette tinted = palette;
    tinted.setColor(QPalette::Highlight, theme.selection);
    tinted.setColor(QPalette::HighlightedText, theme.text);
    QApplication::setPalette(tinted, "QAbstractItemView");
    QApplication::setPalette(tinted, "QMenu");

    QPalette toolTip = palette;
    toolTip.setColor(QPalette::Window, theme.card);
    QToolTip::setPalette(toolTip);

    // Windows hear of their palette by posted events; delivered here, all widgets have it when this returns.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::ApplicationPaletteChange);
}

} // namespace dpl::ui
