#pragma once

#include "records/row_choice.hpp"
#include "report/series_style.hpp"
#include "report/table.hpp"
#include "widgets/card.hpp"

#include <QStringList>

#include <functional>
#include <vector>

class QModelIndex;
class QTableView;
class QToolButton;

namespace dpl::ui {

class ReportTableModel;

/// A report::Table in a card, all of its rows to be seen, with buttons that copy it as LaTeX and export it. Ctrl+C
/// copies it, too.
class ReportTableCard : public Card {
    Q_OBJECT

public:
    explicit ReportTableCard(const QString& title, QWidget* parent = nullptr);

    void setTable(report::Table table, std::vector<report::SeriesRole> rowRoles = {});
    const report::Table& table() const;

    /// Columns of these titles are shown only where there is room for all; they are exported all the same.
    void setOptionalColumns(const QStringList& titles);

    int leastTableWidth() const; ///< of the card, from which its table does not scroll sideways

    /// Where the rows behind a cell are known: a double click or Return on it asks for them, a menu offers several.
    using RowSource = std::function<std::vector<records::RowChoice>(std::size_t row, std::size_t column)>;
    void setRowSource(RowSource source);
    void showRowsOf(const QModelIndex& cell);

    QTableView* view() const { return m_view; }
    void copyLatex() const;

Q_SIGNALS:
    void exportRequested();
    void rowsRequested(const dpl::records::RowChoice& choice);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fit();

    ReportTableModel* m_model = nullptr;
    QTableView* m_view = nullptr;
    QStringList m_optional;
    RowSource m_rows;
};

/// Asks which of several choices of rows is meant, at the pointer; takes a single one as it is. `take` is called with
/// it.
void chooseRows(QWidget& parent, const std::vector<records::RowChoice>& choices,
    const std::function<void(const records::RowChoice&)>& take);

/// A flat button with an icon for the title row of a card.
QToolButton* cardButton(const QString& iconName, const QString& text, const QString& toolTip);

} // namespace dpl::ui
