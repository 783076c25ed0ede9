#pragma once

#include <QStringList>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace dpl::ui {

/// A short table of what is known of something: a name at the left, one or more values at the right, thin lines
/// between. Values can be selected and copied.
class FactTable : public QWidget {
    Q_OBJECT

public:
    explicit FactTable(QWidget* parent = nullptr);

    void clear();
    bool isEmpty() const { return m_rows == m_titleRows; }
    void setColumns(const QStringList& titles); ///< of the value columns, above the first row

    /// `name` is also the row's name for those who do not see the table.
    void addRow(const QString& name, const QString& value, const QString& toolTip = {});
    void addRow(const QString& name, const QStringList& values, const QString& toolTip = {});

    /// The value of a row, by its name; empty without such a row.
    QString value(const QString& name, int column = 0) const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QGridLayout* m_grid = nullptr;
    QList<QLabel*> m_names;
    int m_rows = 0;
    int m_titleRows = 0;
};

} // namespace dpl::ui
