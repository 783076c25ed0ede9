#pragma once

#include <QWidget>

class QLabel;

namespace dpl::ui {

class FoldingRow;

/// The top row of a page: its title, what goes on, and its buttons at the right; in two lines where one is too narrow.
class PageHeader : public QWidget {
    Q_OBJECT

public:
    explicit PageHeader(const QString& title, QWidget* parent = nullptr);

    void addBesideTitle(QWidget* widget);
    void setNote(const QString& note); ///< after the widgets beside the title: "1 min 02 s left"
    void addButton(QWidget* button); ///< the primary one last

private:
    FoldingRow* m_row = nullptr;
    QLabel* m_note = nullptr;
};

} // namespace dpl::ui
