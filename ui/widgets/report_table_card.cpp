#include "widgets/report_table_card.hpp"

#include "base/icon.hpp"
#include "models/report_table_model.hpp"
#include "report/table_writers.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/series_swatch.hpp"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QCursor>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

QToolButton* cardButton(const QString& iconName, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setAutoRaise(true);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    return button;
}

ReportTableCard::ReportTableCard(const QString& title, QWidget* parent) : Card(title, parent)
{
    auto* copy = cardButton(
        QStringLiteral("copy"), tr("Copy as LaTeX: %1").arg(title), tr("Copy the table as LaTeX (booktabs)"));
    auto* exporting = cardButton(
        QStringLiteral("export"), tr("Export: %1").arg(title), tr("Export the table as LaTeX, CSV or Markdown…"));
    addBesideTitle(copy);
    addBesideTitle(exporting);
    connect(copy, &QToolButton::clicked, this, &ReportTableCard::copyLatex);
    connect(exporting, &QToolButton::clicked, this, &ReportTableCard::exportRequested);
    m_model = new ReportTableModel(this);
    m_view = readingTable(m_model, title);
    m_view->setItemDelegateForColumn(0, new SeriesDelegate(m_view));
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->horizontalHeader()->setStretchLastSection(false);
    m_view->setWordWrap(false);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    body()->addWidget(m_view);
}

void chooseRows(QWidget& parent, const std::vector<records::RowChoice>& choices,
    const std::function<void(const records::RowChoice&)>& take)
{
    if (choices.size() == 1) {
        take(choices.front());
    } else if (!choices.empty()) {
        auto* menu = new QMenu(&parent);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const records::RowChoice& choice : choices) {
            QString what = QString::fromStdString(choice.what);
            QAction* action = menu->addAction(QCoreApplication::translate("ReportTableCard", "Inspect %1")
                                                  .arg(what.replace(u'&', QStringLiteral("&&"))));
            QObject::connect(action, &QAction::triggered, &parent, [take, choice] { take(choice); });
        }
        menu->popup(QCursor::pos());
    }
}

void ReportTableCard::setRowSource(RowSource source)
{
    m_rows = std::move(source);
    m_view->setToolTip(tr("Double-click a number to inspect the rows behind it (Return)"));
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QTableView::activated, this, &ReportTableCard::showRowsOf);
    connect(m_view, &QTableView::customContextMenuRequested, this,
        [this](const QPoint& at) { showRowsOf(m_view->indexAt(at)); });
}

void ReportTableCard::showRowsOf(const QModelIndex& cell)
{
    if (m_rows && cell.isValid()) {
        chooseRows(*this, m_rows(std::size_t(cell.row()), std::size_t(cell.column())),
            [this](const records::RowChoice& choice) { Q_EMIT rowsRequested(choice); });
    }
}

const report::Table& ReportTableCard::table() const
{
    return m_model->table();
}

void ReportTableCard::setTable(report::Table table, std::vector<report::SeriesRole> rowRoles)
{
    m_model->setTable(std::move(table), std::move(rowRoles));
    fit();
}

void ReportTableCard::setOptionalColumns(const QStringList& titles)
{
    m_optional = titles;
    fit();
}

int ReportTableCard::leastTableWidth() const
{
    const QMargins margins = layout()->contentsMargins();
    return leastWidth(*m_view, m_optional) + margins.left() + margins.right();
}

void ReportTableCard::copyLatex() const
{
    QGuiApplication::clipboard()->setText(QString::fromStdString(report::toLatex(m_model->table())));
}

bool ReportTableCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copyLatex();
        return true;
    }
    if (watched == m_view->viewport() && event->type() == QEvent::Resize) {
        fit();
    }
    return Card::eventFilter(watched, event);
}

void ReportTableCard::fit()
{
    fitToRoom(*m_view, m_optional);
}

} // namespace dpl::ui
