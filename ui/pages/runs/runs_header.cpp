#include "pages/runs/runs_header.hpp"

#include "base/font_scale.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/runs/runs_table.hpp"
#include "widgets/page_header.hpp"
#include "widgets/secondary_label.hpp"

#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

RunsHeader::RunsHeader(const QString& title, RunsTable* table, QWidget* parent)
    : QWidget(parent), m_table(table), m_row(new PageHeader(title))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_row);
    makeFilter();
    column->addWidget(m_problem);
    m_group = makeButton(tr("Group by sweep"), tr("Show runs below the experiment they belong to (default: one list)"));
    m_group->setCheckable(true);
    m_columns = makeButton(tr("Columns"), tr("Choose the columns; drag headings to move them"));
    m_export = makeButton(tr("Export curves…"), tr("Export both charts as PDF, SVG, PNG, PGF or CSV (Ctrl+E)"));
    connect(m_group, &QPushButton::clicked, m_table, &RunsTable::setGrouped);
    connect(m_table, &RunsTable::layoutChosen, this, [this] { m_group->setChecked(m_table->isGrouped()); });
    connect(m_columns, &QPushButton::clicked, this, [this] {
        QMenu* menu = m_table->columnsMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
    });
    connect(m_export, &QPushButton::clicked, this, &RunsHeader::exportRequested);
    setHasRuns(false);
}

void RunsHeader::makeFilter()
{
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter: state:running head:base …"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(forFont(*m_filter, 264));
    m_filter->setAccessibleName(tr("Filter of the runs"));
    m_filter->setToolTip(tr("Words that must all be in a run's name, experiment, backbone, note or tags, and "
                            "state:, head:, subset:, seed:, tag:, "
                            "experiment:, backbone:, kind: with the start of the value (Ctrl+F)"));
    m_row->addButton(m_filter);
    m_problem = new SecondaryLabel;
    m_problem->setAlignment(Qt::AlignRight);
    m_problem->hide();
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_table->setFilter(text);
        m_problem->setText(m_table->filtered().problem());
        m_problem->setVisible(!m_problem->text().isEmpty());
        Q_EMIT filtered();
    });
    connect(m_filter, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
}

QPushButton* RunsHeader::makeButton(const QString& text, const QString& toolTip)
{
    auto* button = new QPushButton(text);
    button->setToolTip(toolTip);
    m_row->addButton(button);
    return button;
}

void RunsHeader::setNote(const QString& note)
{
    m_row->setNote(note);
}

void RunsHeader::setHasRuns(bool any)
{
    for (QWidget* widget : std::initializer_list<QWidget*>{m_filter, m_group, m_columns, m_export}) {
        widget->setVisible(any);
    }
}

void RunsHeader::setCanExport(bool can)
{
    m_export->setEnabled(can);
}

void RunsHeader::clearFilter()
{
    m_filter->clear();
}

void RunsHeader::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

} // namespace dpl::ui
