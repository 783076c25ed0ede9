#include "widgets/fact_table.hpp"

#include "base/theme.hpp"
#include "widgets/secondary_label.hpp"

#include <QGridLayout>
#include <QPainter>

namespace dpl::ui {

namespace {

constexpr int rowHeight = 28;
constexpr int columnGap = 24;

void prepare(QLabel* label, Qt::Alignment alignment)
{
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(alignment | Qt::AlignVCenter);
    label->setContentsMargins(0, 4, 0, 4);
}

} // namespace

FactTable::FactTable(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(columnGap);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(0, 1);
}

void FactTable::clear()
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int row = 0; row < m_grid->rowCount(); ++row) {
        m_grid->setRowMinimumHeight(row, 0);
    }
    m_names.clear();
    m_rows = 0;
    m_titleRows = 0;
}

void FactTable::setColumns(const QStringList& titles)
{
    for (int i = 0; i < int(titles.size()); ++i) {
        auto* title = new SecondaryLabel(titles.at(i), this);
        prepare(title, Qt::AlignRight);
        m_grid->addWidget(title, 0, i + 1);
    }
    m_grid->setRowMinimumHeight(0, rowHeight);
    m_rows = 1;
    m_titleRows = 1;
}

void FactTable::addRow(const QString& name, const QString& value, const QString& toolTip)
{
    addRow(name, QStringList{value}, toolTip);
}

void FactTable::addRow(const QString& name, const QStringList& values, const QString& toolTip)
{
    auto* label = new SecondaryLabel(name, this);
    label->setToolTip(toolTip);
    prepare(label, Qt::AlignLeft);
    label->setWordWrap(true); // names give way, numbers do not
    m_names.append(label);
    m_grid->addWidget(label, m_rows, 0);
    for (int i = 0; i < int(values.size()); ++i) {
        auto* value = new QLabel(values.at(i), this);
        prepare(value, Qt::AlignRight);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setObjectName(QStringLiteral("%1/%2").arg(name).arg(i));
        value->setAccessibleName(QStringLiteral("%1: %2").arg(name, values.at(i)));
        value->setToolTip(toolTip);
        m_grid->addWidget(value, m_rows, i + 1);
    }
    m_grid->setRowMinimumHeight(m_rows, rowHeight);
    ++m_rows;
}

QString FactTable::value(const QString& name, int column) const
{
    const auto* label = findChild<QLabel*>(QStringLiteral("%1/%2").arg(name).arg(column));
    return label ? label->text() : QString();
}

void FactTable::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    // Names fill their cells; the grid's own cells are not up to date where a name breaks into lines.
    for (const QLabel* name : m_names) {
        const bool isFirst = name == m_names.first();
        if (!isFirst || m_titleRows > 0) {
            painter.fillRect(QRect(0, name->y(), width(), 1), isFirst ? theme.border : theme.line);
        }
    }
}

} // namespace dpl::ui
