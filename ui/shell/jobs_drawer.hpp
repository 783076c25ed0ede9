#pragma once

#include <QSplitter>

namespace dpl::ui {

/// Lies over the pages and holds the jobs panel at its right, as wide as the user makes it; a click beside the panel
/// leaves it.
class JobsDrawer : public QSplitter {
    Q_OBJECT

public:
    explicit JobsDrawer(QWidget* covered);

    /// Takes the panel, `width` wide.
    void hold(QWidget* panel, int width);

Q_SIGNALS:
    void left();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* m_covered;
    QWidget* m_beside;
};

} // namespace dpl::ui
