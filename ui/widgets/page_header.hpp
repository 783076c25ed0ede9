#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace dpl::ui {

/// The top row of a page: its title, what goes on, and its buttons at the right.
class PageHeader : public QWidget {
    Q_OBJECT

public:
    explicit PageHeader(const QString& title, QWidget* parent = nullptr);

    void addBesideTitle(QWidget* widget);
    void setNote(const QString& note); ///< after the widgets beside the title: "1 min 02 s left"
    void addButton(QWidget* button); ///< the primary one last

private:
    QHBoxLayout* m_besideTitle = nullptr;
    QHBoxLayout* m_buttons = nullptr;
    QLabel* m_note = nullptr;
};

} // namespace dpl::ui
