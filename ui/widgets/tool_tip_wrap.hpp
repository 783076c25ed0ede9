#pragma once

#include <QObject>

namespace dpl::ui {

/// Breaks the lines of tooltips that would be wider than one reads. To be installed on the label of a tooltip.
class ToolTipWrap : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace dpl::ui
