#pragma once

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace dpl::ui {

/// A row of choices of which one holds: 1-D | 2-D | Custom. Tab reaches it, the arrow keys choose.
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

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* m_group = nullptr;
    QHBoxLayout* m_row = nullptr;
    int m_current = -1;
};

} // namespace dpl::ui
