#pragma once

#include <QLabel>

namespace dpl::ui {

/// A label in the secondary colour that gives way where room is short: it ends in an ellipsis then, and tells the whole
/// text in its tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace dpl::ui
