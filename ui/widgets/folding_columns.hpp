#pragma once

#include <QList>
#include <QWidget>

class QBoxLayout;
class QScrollArea;

namespace dpl::ui {

/// Columns side by side, or below each other where they have not the room that they need.
class FoldingColumns : public QWidget {
    Q_OBJECT

public:
    explicit FoldingColumns(int spacing, QWidget* parent = nullptr);

    /// A column that scrolls by itself while the columns are side by side is shown whole below or above the others.
    void addColumn(QWidget* column, int stretch);
    bool isFolded() const { return m_folded; }

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();
    int widthSideBySide() const;

    QBoxLayout* m_box = nullptr;
    QList<QWidget*> m_columns;
    bool m_folded = false;
};

} // namespace dpl::ui
