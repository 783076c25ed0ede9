#include "pages/runs/runs_header.hpp"

#include "base/font_scale.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/runs/column_chooser.hpp"
#include "pages/runs/runs_table.hpp"
#include "widgets/page_header.hpp"
#include "widgets/secondary_label.hpp"

#include <QActionGroup>
#include <QHeaderView>
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
    makeGrouping();
    m_columns =
        makeButton(tr("Columns"), tr("Choose the columns, any parameter among them; drag headings to move them"));
    connect(m_columns, &QPushButton::clicked, this,
        [this] { chooseColumns(m_columns->mapToGlobal(QPoint(0, m_columns->height()))); });
    connect(m_table->header(), &QWidget::customContextMenuRequested, this,
        [this](const QPoint& at) { chooseColumns(m_table->header()->mapToGlobal(at)); });
    makeExport();
    setHasRuns(false);
}

void RunsHeader::makeGrouping()
{
    m_group = makeButton(tr("Group"), tr("Show runs below what they belong to, with mean ± sd of their results"));
    auto* menu = new QMenu(m_group);
    auto* choice = new QActionGroup(menu);
    const std::pair<RunGrouping, QString> groupings[]{{RunGrouping::none, tr("One list")},
        {RunGrouping::experiments, tr("By experiment")}, {RunGrouping::seeds, tr("By parameters, seeds together")}};
    for (const auto& [grouping, text] : groupings) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setActionGroup(choice);
        connect(action, &QAction::triggered, m_table, [this, which = grouping] { m_table->setGrouping(which); });
        connect(m_table, &RunsTable::layoutChosen, action,
            [this, action, which = grouping] { action->setChecked(m_table->grouping() == which); });
        action->setChecked(m_table->grouping() == grouping);
    }
    m_group->setMenu(menu);
}

void RunsHeader::makeExport()
{
    m_export = makeButton(tr("Export"), tr("Write the curves or the table into files"));
    auto* menu = new QMenu(m_export);
    m_exportCurves = menu->addAction(tr("Curves…"), this, &RunsHeader::exportRequested);
    m_exportCurves->setToolTip(tr("Export both charts as PDF, SVG, PNG, PGF or CSV (Ctrl+E)"));
    QAction* table = menu->addAction(tr("Table as CSV…"), this, &RunsHeader::tableExportRequested);
    table->setToolTip(tr("The runs and columns that are shown, in their order, with all digits"));
    menu->setToolTipsVisible(true);
    m_export->setMenu(menu);
}

void RunsHeader::chooseColumns(const QPoint& corner)
{
    (new ColumnChooser(*m_table, this))->openAt(corner);
}

void RunsHeader::showProblem()
{
    m_problem->setText(m_table->filtered().problem());
    m_problem->setVisible(!m_problem->text().isEmpty());
}

void RunsHeader::makeFilter()
{
    m_filter = new QLineEdit;
    m_filter->setPlaceholderText(tr("Filter: acc>0.9 lr<1e-4 head:base …"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(forFont(*m_filter, 280));
    m_filter->setAccessibleName(tr("Filter of the runs"));
    m_filter->setToolTip(tr("All of what is typed has to hold (Ctrl+F):\n"
                            "words in a run's name, experiment, backbone, note or tags\n"
                            "field:value, as in state:running, experiment:demo or tag:first\n"
                            "numbers, as in acc>0.9, lr<=1e-4, heldout>70%, time<2h\n"
                            "any parameter, as in num_train_epochs=4 or lr_scheduler_type:cosine\n"
                            "text with blanks in double quotes"));
    m_row->addButton(m_filter);
    m_problem = new SecondaryLabel;
    m_problem->setAlignment(Qt::AlignRight);
    m_problem->hide();
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_table->setFilter(text);
        Q_EMIT filtered();
    });
    connect(&m_table->filtered(), &RunsFilterModel::filterRead, this, &RunsHeader::showProblem);
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
    m_exportCurves->setEnabled(can);
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
