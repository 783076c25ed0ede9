#pragma once

#include <QStackedWidget>

namespace dpl::ui {

/// A stack that needs the room of the widget that is shown, and not that of the largest.
class CurrentStack : public QStackedWidget {
    Q_OBJECT

public:
    explicit CurrentStack(QWidget* parent = nullptr);

    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return false; }
};

} // namespace dpl::ui
