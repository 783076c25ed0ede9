#include "pages/runs/column_chooser.hpp"

#include "pages/runs/runs_table.hpp"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int ofColumn = Qt::UserRole; // the number of an entry's column
constexpr int mostRows = 16; // that are seen at once

} // namespace

ColumnChooser::ColumnChooser(RunsTable& table, QWidget* parent)
    : QWidget(parent, Qt::Popup), m_table(table), m_find(new QLineEdit), m_list(new QListWidget)
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_find->setPlaceholderText(tr("Find a column or parameter"));
    m_find->setAccessibleName(tr("Find a column or parameter"));
    m_find->setClearButtonEnabled(true);
    m_find->installEventFilter(this);
    m_list->setAccessibleName(tr("Columns of the table"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (int column = RunsModel::Name + 1; column < m_table.columns().count(); ++column) {
        const runs::RunColumn& which = m_table.columns().at(column);
        auto* item = new QListWidgetItem(QString::fromStdString(which.title), m_list);
        item->setToolTip(QString::fromStdString(which.meaning));
        item->setData(ofColumn, column);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(m_table.isColumnHidden(column) ? Qt::Unchecked : Qt::Checked);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_find);
    column->addWidget(m_list);
    m_list->setMinimumWidth(m_list->sizeHintForColumn(0) + 32);
    m_list->setFixedHeight(m_list->sizeHintForRow(0) * std::min(mostRows, m_list->count()) + 4);
    setFocusProxy(m_find);
    connect(m_find, &QLineEdit::textChanged, this, &ColumnChooser::find);
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        m_table.showColumn(item->data(ofColumn).toInt(), item->checkState() == Qt::Checked);
    });
}

void ColumnChooser::openAt(const QPoint& corner)
{
    adjustSize();
    QPoint at = corner;
    if (const QScreen* on = screen()) {
        const QRect room = on->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        at.setY(std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(at);
    show();
    m_find->setFocus();
}

void ColumnChooser::find(const QString& text)
{
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        item->setHidden(!item->text().contains(text, Qt::CaseInsensitive));
    }
}

/// The arrow keys go from the field into the list.
bool ColumnChooser::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_find && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Down) {
        for (int row = 0; row < m_list->count(); ++row) {
            if (!m_list->item(row)->isHidden()) {
                m_list->setCurrentRow(row);
                break;
            }
        }
        m_list->setFocus();
        return true;
    }
    return QWidget::eventFilter(object, event);
}

} // namespace dpl::ui
