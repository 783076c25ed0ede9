#pragma once

#include <QWidget>

class QAbstractButton;
class QButtonGroup;

namespace dpl::ui {

/// A row of choices of which one holds: 1-D | 2-D | Custom. Tab reaches it, the arrow keys choose. Where it has less
/// room than that, it is a button that shows the choice and has all of them in a menu.
class SegmentedControl : public QWidget {
    Q_OBJECT
    Q_PROPERTY(int currentIndex READ currentIndex WRITE setCurrentIndex NOTIFY currentChanged USER true)

public:
    explicit SegmentedControl(QWidget* parent = nullptr);
    SegmentedControl(const QStringList& segments, QWidget* parent = nullptr);

    int addSegment(const QString& text, const QString& toolTip = {});
    int count() const;

    int currentIndex() const; ///< -1 without segments
    QString currentText() const;
    void setCurrentIndex(int index); ///< tells by currentChanged, if it is another one
    void setSegmentEnabled(int index, bool enabled);
    bool isFolded() const { return m_folded; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void showMenu();

    QButtonGroup* m_group = nullptr;
    QAbstractButton* m_menuButton = nullptr; ///< in place of the row; made when it is first narrow
    int m_current = -1;
    bool m_folded = false;
};

} // namespace dpl::ui
