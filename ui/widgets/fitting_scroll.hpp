#pragma once

#include <QScrollArea>

namespace dpl::ui {

/// Gives its widget all the room there is and never less than it needs: where there is less, it scrolls.
class FittingScroll : public QScrollArea {
    Q_OBJECT

public:
    explicit FittingScroll(QWidget* widget, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Whether it asks for its widget's width, and scrolls up and down alone.
    void setKeepsWidth(bool keeps);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fit();

    bool m_keepsWidth = false;
};

} // namespace dpl::ui
