#pragma once

#include "shell/palette_entry.hpp"

#include <QList>
#include <QPointer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QModelIndex;

namespace dpl::ui {

class PaletteModel;

/// A search field over the window that finds actions, pages and runs. Up, Down and Return choose, Esc leaves. It covers
/// its parent, so that a click beside it leaves too.
class CommandPalette : public QWidget {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* parent);

    void open(QList<PaletteEntry> entries);

    QLineEdit* field() const { return m_field; }
    QListView* list() const { return m_list; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search(const QString& text);
    void activate(const QModelIndex& index);
    void leave();
    void layOut();

    PaletteModel* m_model = nullptr;
    QWidget* m_panel = nullptr;
    QLineEdit* m_field = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_nothing = nullptr;
    QPointer<QWidget> m_focusBefore;
};

} // namespace dpl::ui
