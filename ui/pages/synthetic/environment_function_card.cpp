#include "pages/synthetic/environment_function_card.hpp"

#include "base/demi_bold.hpp"
#include "base/font_scale.hpp"
#include "base/icon.hpp"
#include "pages/synthetic/environment_cell_delegate.hpp"
#include "pages/synthetic/environment_document.hpp"
#include "pages/synthetic/environment_plot.hpp"
#include "report/figure.hpp"
#include "synthetic/figures.hpp"
#include "widgets/segmented_control.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace dpl::ui {

using synthetic::HiddenContext;
using synthetic::PiecewiseLinear;

namespace {

constexpr int tableWidth = 168;
constexpr int placeWidth = 64; ///< of the column of a
constexpr int pointRowHeight = 28;
constexpr int titleWidth = 112; ///< longer names end in an ellipsis

/// The extent of functions, rounded as a figure's axis is, with room to drag beyond it.
std::pair<double, double> rangeOf(const std::vector<EnvironmentPlot::Curve>& curves)
{
    report::Panel panel;
    for (const EnvironmentPlot::Curve& curve : curves) {
        report::Line line;
        for (const auto& [a, value] : curve.function.points()) {
            line.x.push_back(a);
            line.y.push_back(value);
        }
        panel.layers.emplace_back(std::move(line));
    }
    const auto [low, high] = report::axisRange(panel, report::AxisPosition::left);
    const double room = 0.1 * (high - low);
    return {low - room, high + room};
}

} // namespace

EnvironmentFunctionCard::EnvironmentFunctionCard(EnvironmentDocument& document, QWidget* parent)
    : Card(QStringLiteral(" "), parent), m_document(document), m_model(new PiecewisePointsModel(this)),
      m_mode(makeModes()), m_which(makeFunctions()), m_table(new QTableView(this)),
      m_add(makeTool(QStringLiteral("add"), tr("Add point"), tr("Add a point after the selected one (Insert)"))),
      m_remove(makeTool(QStringLiteral("remove"), tr("Remove point"), tr("Remove the selected point (Delete)"))),
      m_plot(new EnvironmentPlot(this))
{
    addBesideTitle(m_mode);
    addBesideTitle(m_which);
    makeTable();
    m_plot->setAccessibleName(tr("Points of the function"));

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto* left = new QVBoxLayout;
    left->setSpacing(4);
    left->addWidget(m_table, 1);
    left->addLayout(buttons);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addLayout(left);
    row->addWidget(m_plot, 1);
    body()->addLayout(row, 1);
    setTabOrder(m_table, m_add);
    setTabOrder(m_add, m_remove);
    setTabOrder(m_remove, m_plot);

    connect(m_which, &SegmentedControl::currentChanged, this, [this] {
        m_document.cancelPreview();
        refresh();
        setCurrentPoint(0);
    });
    connect(m_mode, &SegmentedControl::currentChanged, this, [this](int index) {
        if (!m_refreshing)
            setDependsOnA(index == 1);
    });
    connect(m_add, &QToolButton::clicked, this, &EnvironmentFunctionCard::addPoint);
    connect(m_remove, &QToolButton::clicked, this, &EnvironmentFunctionCard::removePoint);
    connect(m_model, &PiecewisePointsModel::edited, this,
        [this](const QString& what) { m_document.change(with(m_model->function()), what); });
    connect(m_model, &PiecewisePointsModel::rejected, this, &EnvironmentFunctionCard::rejected);
    connect(&m_document, &EnvironmentDocument::changed, this, &EnvironmentFunctionCard::refresh);
    connectPlot();
    refresh();
    setCurrentPoint(0);
}

SegmentedControl* EnvironmentFunctionCard::makeModes()
{
    auto* modes = new SegmentedControl(this);
    modes->addSegment(tr("Constant"), tr("The same probability for all alternatives"));
    modes->addSegment(tr("Varies"), tr("A probability that changes with the alternative"));
    modes->setAccessibleName(tr("Kind of probability"));
    return modes;
}

SegmentedControl* EnvironmentFunctionCard::makeFunctions()
{
    auto* functions = new SegmentedControl(this);
    functions->addSegment(tr("Utility"), tr("How useful the annotators of this context find alternative a"));
    functions->addSegment(tr("Probability"), tr("How often annotators of this context judge alternative a"));
    functions->setAccessibleName(tr("Function to edit"));
    return functions;
}

QToolButton* EnvironmentFunctionCard::makeTool(const QString& iconName, const QString& name, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setIcon(icon(iconName));
    button->setIconSize(QSize(18, 18));
    button->setFixedSize(28, 28);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(name);
    button->setToolTip(toolTip);
    return button;
}

void EnvironmentFunctionCard::makeTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new EnvironmentCellDelegate(m_table));
    m_table->setAccessibleName(tr("Table of points"));
    m_table->setToolTip(tr("Type to change a number, Insert adds a point, Delete removes one"));
    m_table->setFixedWidth(tableWidth);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(forFont(*this, pointRowHeight));
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setFixedHeight(forFont(*this, 32));
    m_table->horizontalHeader()->setSectionResizeMode(PiecewisePointsModel::AColumn, QHeaderView::Fixed);
    m_table->horizontalHeader()->resizeSection(PiecewisePointsModel::AColumn, placeWidth);
    m_table->horizontalHeader()->setSectionResizeMode(PiecewisePointsModel::ValueColumn, QHeaderView::Stretch);

    const auto addKey = [this](Qt::Key key, void (EnvironmentFunctionCard::*slot)()) {
        auto* action = new QAction(m_table);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        m_table->addAction(action);
    };
    addKey(Qt::Key_Insert, &EnvironmentFunctionCard::addPoint);
    addKey(Qt::Key_Delete, &EnvironmentFunctionCard::removePoint);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        if (index.isValid() && !m_refreshing)
            m_plot->setCurrentPoint(index.row());
    });
}

void EnvironmentFunctionCard::connectPlot()
{
    connect(m_plot, &EnvironmentPlot::currentPointChanged, this, &EnvironmentFunctionCard::setCurrentPoint);
    connect(m_plot, &EnvironmentPlot::dragged, this,
        [this](const PiecewiseLinear& function) { m_document.preview(with(function)); });
    connect(m_plot, &EnvironmentPlot::dropped, this, [this] {
        m_document.keepPreview(tr("Drag point"));
        showValueAxis();
    });
    connect(m_plot, &EnvironmentPlot::dragCancelled, &m_document, &EnvironmentDocument::cancelPreview);
    connect(m_plot, &EnvironmentPlot::stepped, this, [this](const PiecewiseLinear& function) {
        const QString point =
            QStringLiteral("%1/%2/%3").arg(m_context).arg(m_which->currentIndex()).arg(m_plot->currentPoint());
        m_document.change(with(function), tr("Move point"), point);
    });
    connect(m_plot, &EnvironmentPlot::pointAdded, this, [this](const PiecewiseLinear& function, int point) {
        m_document.change(with(function), tr("Add point"));
        setCurrentPoint(point);
    });
    connect(m_plot, &EnvironmentPlot::addRequested, this, &EnvironmentFunctionCard::addPoint);
    connect(m_plot, &EnvironmentPlot::removeRequested, this, &EnvironmentFunctionCard::removePoint);
}

void EnvironmentFunctionCard::setContext(int context)
{
    m_document.cancelPreview();
    m_context = context;
    refresh();
    setCurrentPoint(0);
}

void EnvironmentFunctionCard::setFunction(Function function)
{
    m_which->setCurrentIndex(function);
}

const PiecewiseLinear& EnvironmentFunctionCard::functionOf(const HiddenContext& context) const
{
    return m_which->currentIndex() == Probability ? context.probability : context.utility;
}

std::vector<HiddenContext> EnvironmentFunctionCard::with(const PiecewiseLinear& function) const
{
    std::vector<HiddenContext> contexts = m_document.contexts();
    HiddenContext& context = contexts[static_cast<std::size_t>(m_context)];
    (m_which->currentIndex() == Probability ? context.probability : context.utility) = function;
    return contexts;
}

void EnvironmentFunctionCard::refresh()
{
    m_context = std::clamp(m_context, 0, m_document.contextCount() - 1);
    const HiddenContext& context = m_document.contexts()[static_cast<std::size_t>(m_context)];
    const PiecewiseLinear& function = functionOf(context);
    const bool isProbability = m_which->currentIndex() == Probability;
    const bool isConstant = isProbability && function.points().size() == 1;

    m_refreshing = true;
    setTitle(
        QFontMetrics(demiBold(font())).elidedText(QString::fromStdString(context.name), Qt::ElideRight, titleWidth));
    m_mode->setVisible(isProbability);
    m_mode->setCurrentIndex(isConstant ? 0 : 1);
    m_model->setValueTitle(isProbability ? tr("probability") : tr("utility"));
    m_model->setFunction(function);
    m_table->setColumnHidden(PiecewisePointsModel::AColumn, isConstant);
    m_add->setEnabled(!isConstant);
    m_remove->setEnabled(function.points().size() > 1);
    m_refreshing = false;

    std::vector<EnvironmentPlot::Curve> others;
    for (int i = 0; i < m_document.contextCount(); ++i) {
        const auto index = static_cast<std::size_t>(i);
        if (i != m_context)
            others.push_back({functionOf(m_document.contexts()[index]), synthetic::contextRole(index)});
    }
    m_plot->setCurves({function, synthetic::contextRole(static_cast<std::size_t>(m_context))}, std::move(others));
    showValueAxis();
    // A point that passed another took the table's current cell with it.
    if (m_table->currentIndex().isValid())
        m_plot->setCurrentPoint(m_table->currentIndex().row());
}

void EnvironmentFunctionCard::showValueAxis()
{
    std::vector<EnvironmentPlot::Curve> curves;
    for (const HiddenContext& context : m_document.contexts())
        curves.push_back({functionOf(context), report::SeriesRole::ink});
    if (m_which->currentIndex() == Probability) {
        double low = 0.0;
        double high = 1.0;
        for (const EnvironmentPlot::Curve& curve : curves) {
            for (const auto& point : curve.function.points()) {
                low = std::min(low, point.second);
                high = std::max(high, point.second);
            }
        }
        m_plot->setValueAxis(tr("probability"), {low, high}, {0.0, 1.0});
        return;
    }
    constexpr double most = std::numeric_limits<double>::max();
    m_plot->setValueAxis(tr("utility"), rangeOf(curves), {-most, most});
}

void EnvironmentFunctionCard::setDependsOnA(bool depends)
{
    const PiecewiseLinear& now = functionOf(m_document.contexts()[static_cast<std::size_t>(m_context)]);
    const double here = now.points()[static_cast<std::size_t>(m_plot->currentPoint())].second;
    m_document.change(with(PiecewiseLinear(depends ? std::vector<PiecewiseLinear::Point>{{0.0, here}, {1.0, here}}
                                                   : std::vector<PiecewiseLinear::Point>{{0.0, here}})),
        depends ? tr("Make probability depend on a") : tr("Make probability constant"));
}

void EnvironmentFunctionCard::setCurrentPoint(int point)
{
    const int column =
        m_table->currentIndex().isValid() ? m_table->currentIndex().column() : int(PiecewisePointsModel::ValueColumn);
    const int shown = m_table->isColumnHidden(column) ? int(PiecewisePointsModel::ValueColumn) : column;
    m_table->setCurrentIndex(m_model->index(std::clamp(point, 0, m_model->rowCount() - 1), shown));
    m_plot->setCurrentPoint(point);
}

void EnvironmentFunctionCard::addPoint()
{
    if (!m_add->isEnabled())
        return;
    const int row = m_model->addPointAfter(m_plot->currentPoint());
    if (row >= 0)
        setCurrentPoint(row);
}

void EnvironmentFunctionCard::removePoint()
{
    const int row = m_plot->currentPoint();
    if (m_model->removeRow(row))
        setCurrentPoint(std::min(row, m_model->rowCount() - 1));
}

} // namespace dpl::ui
