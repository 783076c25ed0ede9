#include "pages/synthetic/environment_contexts_card.hpp"

#include "base/font_scale.hpp"
#include "base/icon.hpp"
#include "pages/synthetic/environment_cell_delegate.hpp"
#include "pages/synthetic/environment_document.hpp"

#include <QAction>
#include <QHeaderView>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

using synthetic::HiddenContext;
using synthetic::PiecewiseLinear;

namespace {

constexpr int headerHeight = 32;
constexpr int contextRowHeight = 28;

} // namespace

EnvironmentContextsCard::EnvironmentContextsCard(EnvironmentDocument& document, QWidget* parent)
    : Card(tr("Hidden contexts"), parent), m_document(document), m_model(new HiddenContextsModel(this)),
      m_add(addTool(QStringLiteral("add"), tr("Add context"),
          tr("Add a context of probability 0, which leaves the environment as it is until you change it"), {},
          &EnvironmentContextsCard::addContext)),
      m_duplicate(
          addTool(QStringLiteral("duplicate"), tr("Duplicate context"), tr("Add a copy of the selected context"),
              QKeySequence(Qt::CTRL | Qt::Key_D), &EnvironmentContextsCard::duplicateContext)),
      m_remove(addTool(QStringLiteral("remove"), tr("Remove context"), tr("Remove the selected context"), {},
          &EnvironmentContextsCard::removeContext)),
      m_up(addTool(QStringLiteral("up"), tr("Move context up"), tr("Move the selected context up"),
          QKeySequence(Qt::ALT | Qt::Key_Up), &EnvironmentContextsCard::moveUp)),
      m_down(addTool(QStringLiteral("down"), tr("Move context down"), tr("Move the selected context down"),
          QKeySequence(Qt::ALT | Qt::Key_Down), &EnvironmentContextsCard::moveDown)),
      m_table(new QTableView(this)), m_normalise(new QPushButton(tr("&Make probabilities add up to 1"), this))
{
    makeTable();
    m_normalise->setAutoDefault(false);
    m_normalise->setAccessibleName(tr("Make probabilities add up to 1"));
    m_normalise->setToolTip(tr("Keep the probability of the selected context and scale the others, everywhere"));
    connect(m_normalise, &QPushButton::clicked, this, &EnvironmentContextsCard::normalise);
    body()->addWidget(m_table, 1);
    body()->addWidget(m_normalise, 0, Qt::AlignLeft);

    connect(m_model, &HiddenContextsModel::edited, this,
        [this](const QString& what) { m_document.change(m_model->contexts(), what); });
    connect(m_model, &HiddenContextsModel::rejected, this, &EnvironmentContextsCard::rejected);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        if (index.isValid() && std::exchange(m_current, index.row()) != index.row()) {
            refresh();
            Q_EMIT currentContextChanged(m_current);
        }
    });
    connect(&m_document, &EnvironmentDocument::changed, this, &EnvironmentContextsCard::refresh);
    connect(&m_document, &EnvironmentDocument::revealed, this, &EnvironmentContextsCard::setCurrentContext);
    refresh();
    m_table->setCurrentIndex(m_model->index(0, 0));
}

QToolButton* EnvironmentContextsCard::addTool(const QString& iconName, const QString& name, const QString& toolTip,
    const QKeySequence& shortcut, void (EnvironmentContextsCard::*slot)())
{
    auto* button = new QToolButton(this);
    button->setIcon(icon(iconName));
    button->setIconSize(QSize(18, 18));
    button->setFixedSize(28, 28);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setShortcut(shortcut);
    button->setAccessibleName(name);
    button->setToolTip(
        shortcut.isEmpty() ? toolTip : tr("%1 (%2)").arg(toolTip, shortcut.toString(QKeySequence::NativeText)));
    connect(button, &QToolButton::clicked, this, slot);
    addBesideTitle(button);
    return button;
}

void EnvironmentContextsCard::makeTable()
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new EnvironmentCellDelegate(m_table));
    m_table->setAccessibleName(tr("Hidden contexts"));
    m_table->setToolTip(tr("F2 renames, Insert adds, Delete removes"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_table->setMinimumHeight(headerHeight + 3 * contextRowHeight);
    m_table->setMaximumHeight(headerHeight + 6 * contextRowHeight);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(forFont(*this, contextRowHeight));
    QHeaderView* header = m_table->horizontalHeader();
    header->setFixedHeight(forFont(*this, headerHeight));
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setSectionResizeMode(HiddenContextsModel::NameColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(HiddenContextsModel::ProbabilityColumn, QHeaderView::Fixed);
    header->resizeSection(HiddenContextsModel::ProbabilityColumn, 120);

    const auto addKey = [this](Qt::Key key, void (EnvironmentContextsCard::*slot)()) {
        auto* action = new QAction(m_table);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        m_table->addAction(action);
    };
    addKey(Qt::Key_Insert, &EnvironmentContextsCard::addContext);
    addKey(Qt::Key_Delete, &EnvironmentContextsCard::removeContext);
}

void EnvironmentContextsCard::setCurrentContext(int context)
{
    const int row = std::clamp(context, 0, m_model->rowCount() - 1);
    const int column = std::max(0, m_table->currentIndex().column());
    m_table->setCurrentIndex(m_model->index(row, column));
}

void EnvironmentContextsCard::refresh()
{
    m_model->setContexts(m_document.contexts());
    m_table->updateGeometry();
    const int count = m_model->rowCount();
    m_remove->setEnabled(count > 1);
    m_up->setEnabled(m_current > 0);
    m_down->setEnabled(m_current + 1 < count);
}

void EnvironmentContextsCard::addContext()
{
    std::vector<HiddenContext> contexts = m_document.contexts();
    const QString name = unusedName(tr("context"), contexts.size() + 1);
    contexts.push_back({name.toStdString(), PiecewiseLinear({{0.0, 0.0}}), PiecewiseLinear({{0.0, 0.0}, {1.0, 1.0}})});
    const int last = int(contexts.size()) - 1;
    put(std::move(contexts), tr("Add context"), last);
}

void EnvironmentContextsCard::duplicateContext()
{
    std::vector<HiddenContext> contexts = m_document.contexts();
    HiddenContext copy = contexts[static_cast<std::size_t>(m_current)];
    static const QRegularExpression number(QStringLiteral("\\s\\d+$"));
    copy.name = unusedName(QString::fromStdString(copy.name).remove(number), 2).toStdString();
    contexts.insert(contexts.begin() + m_current + 1, std::move(copy));
    put(std::move(contexts), tr("Duplicate context"), m_current + 1);
}

void EnvironmentContextsCard::removeContext()
{
    if (m_document.contextCount() == 1) {
        Q_EMIT rejected(tr("An environment needs at least one hidden context."));
        return;
    }
    std::vector<HiddenContext> contexts = m_document.contexts();
    contexts.erase(contexts.begin() + m_current);
    put(std::move(contexts), tr("Remove context"), m_current);
}

void EnvironmentContextsCard::moveUp()
{
    moveBy(-1);
}

void EnvironmentContextsCard::moveDown()
{
    moveBy(1);
}

void EnvironmentContextsCard::moveBy(int rows)
{
    const int target = m_current + rows;
    if (target < 0 || target >= m_document.contextCount())
        return;
    std::vector<HiddenContext> contexts = m_document.contexts();
    std::swap(contexts[static_cast<std::size_t>(m_current)], contexts[static_cast<std::size_t>(target)]);
    put(std::move(contexts), tr("Move context"), target);
}

void EnvironmentContextsCard::normalise()
{
    m_document.change(synthetic::normalised(m_document.contexts(), static_cast<std::size_t>(m_current)),
        tr("Make probabilities add up to 1"));
}

void EnvironmentContextsCard::put(std::vector<HiddenContext> contexts, const QString& what, int current)
{
    m_document.change(std::move(contexts), what);
    setCurrentContext(current);
}

QString EnvironmentContextsCard::unusedName(const QString& base, std::size_t number) const
{
    const auto isUsed = [this](const QString& name) {
        return std::any_of(m_document.contexts().begin(), m_document.contexts().end(),
            [&name](const HiddenContext& context) { return context.name == name.toStdString(); });
    };
    QString name;
    do
        name = tr("%1 %2", "a name and a number").arg(base).arg(number++);
    while (isUsed(name));
    return name;
}

} // namespace dpl::ui
