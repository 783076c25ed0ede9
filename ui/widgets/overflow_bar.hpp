#pragma once

#include <QAction>
#include <QList>
#include <QWidget>

class QMenu;
class QPushButton;

namespace dpl::ui {

/// A row of buttons, the most important first, none of which is ever cut: those that have no room are in a menu at its
/// end. A button follows its action's text, icon, tooltip and visibility.
class OverflowBar : public QWidget {
    Q_OBJECT

public:
    explicit OverflowBar(QWidget* parent = nullptr);

    void addButton(QAction* action);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Entry {
        QAction* action = nullptr;
        QPushButton* button = nullptr;
    };

    void arrange();
    int widthOfAll() const;

    QList<Entry> m_entries;
    QPushButton* m_more = nullptr;
    QMenu* m_menu = nullptr;
};

} // namespace dpl::ui
