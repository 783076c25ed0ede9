#include "widgets/tool_tip_wrap.hpp"

#include "base/font_scale.hpp"

#include <QEvent>
#include <QLabel>

namespace dpl::ui {

bool ToolTipWrap::eventFilter(QObject* watched, QEvent* event)
{
    constexpr int widest = 440;
    auto* tip = qobject_cast<QLabel*>(watched);
    if (tip && event->type() == QEvent::Resize && !tip->wordWrap()) {
        // Qt sizes the label each time before it places it.
        const int width = forFont(*tip, widest);
        if (tip->width() > width) {
            tip->setWordWrap(true);
            tip->resize(width, tip->heightForWidth(width));
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace dpl::ui
