#pragma once

#include <QWidget>

class QLineEdit;
class QListWidget;

namespace dpl::ui {

class RunsTable;

/// A popup in which the columns of the table of runs are checked: what every run has, and below it every parameter
/// that one of them has, with a field to find one.
class ColumnChooser : public QWidget {
    Q_OBJECT

public:
    explicit ColumnChooser(RunsTable& table, QWidget* parent = nullptr);

    void openAt(const QPoint& corner); ///< on the screen

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void find(const QString& text);

    RunsTable& m_table;
    QLineEdit* m_find;
    QListWidget* m_list;
};

} // namespace dpl::ui
