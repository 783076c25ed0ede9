#include "shell/jobs_panel.hpp"

#include "base/demi_bold.hpp"
#include "base/icon.hpp"
#include "base/theme.hpp"
#include "models/job_filter_model.hpp"
#include "models/job_model.hpp"
#include "shell/job_delegate.hpp"
#include "shell/job_list.hpp"
#include "shell/job_log_dialog.hpp"
#include "widgets/current_stack.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/notice.hpp"
#include "widgets/overflow_bar.hpp"
#include "widgets/secondary_label.hpp"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QShortcut>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <map>
#include <utility>

namespace dpl::ui {

namespace {

/// Of the stack.
enum ShownJobs { noJobs, listedJobs, noMatch };

/// Where the file manager is to look: a file's folder.
QString folderOf(const JobStatus& status)
{
    return status.kind.product == JobProduct::file ? QFileInfo(status.folder).path() : status.folder;
}

} // namespace

JobsPanel::JobsPanel(JobModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_filtered(new JobFilterModel(model, this)), m_header(new QWidget(this)),
      m_heldBack(new Notice(Tone::warning, this)), m_content(new CurrentStack(this)), m_list(new JobList(this)),
      m_bar(new OverflowBar(this))
{
    setAccessibleName(tr("Jobs"));
    setFocusProxy(m_list);
    makeHeader();
    makeList();
    makeButtons();

    auto* empty = new EmptyState(QStringLiteral("jobs"), tr("No jobs yet"),
        tr("Jobs that you start on a page are listed here with their progress, and stay here when they are done."),
        this);
    auto* none = new SecondaryLabel(tr("No job matches the search."), this);
    none->setAlignment(Qt::AlignCenter);
    m_content->insertWidget(noJobs, empty);
    m_content->insertWidget(listedJobs, m_list);
    m_content->insertWidget(noMatch, none);

    auto* heldBackRow = new QHBoxLayout;
    heldBackRow->setContentsMargins(16, 0, 16, 0);
    heldBackRow->addWidget(m_heldBack);
    auto* barRow = new QHBoxLayout;
    barRow->setContentsMargins(16, 8, 16, 12);
    barRow->addWidget(m_bar);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addLayout(heldBackRow);
    layout->addWidget(m_content, 1);
    layout->addLayout(barRow);

    connect(m_filtered, &QAbstractItemModel::rowsInserted, this,
        [this](const QModelIndex&, int first, int last) { followResumed(first, last); });
    keepCurrentInView();
    for (const QAbstractItemModel* changing :
        {static_cast<QAbstractItemModel*>(&m_model), static_cast<QAbstractItemModel*>(m_filtered)}) {
        connect(changing, &QAbstractItemModel::rowsInserted, this, &JobsPanel::showContent);
        connect(changing, &QAbstractItemModel::rowsRemoved, this, &JobsPanel::showContent);
    }
    showContent();
    setHeldBack(false);
}

QToolButton* JobsPanel::makeTool(const QString& iconName, const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(m_header);
    button->setIcon(icon(iconName, QPalette::PlaceholderText));
    button->setAutoRaise(true);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    return button;
}

void JobsPanel::makeHeader()
{
    auto* title = new QLabel(tr("Jobs"), m_header);
    title->setFont(demiBold(title->font()));
    m_pauseQueue = makeTool(QStringLiteral("pause"), {}, {});
    m_pauseQueue->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_pauseQueue->setCheckable(true);
    connect(m_pauseQueue, &QToolButton::clicked, this, [this](bool checked) { Q_EMIT holdBackRequested(checked); });
    auto* close = makeTool(QStringLiteral("close"), tr("Hide the jobs"), tr("Hide the jobs (Ctrl+J)"));
    connect(close, &QToolButton::clicked, this, &JobsPanel::closeRequested);

    m_search = new QLineEdit(m_header);
    m_search->setPlaceholderText(tr("Search jobs"));
    m_search->setAccessibleName(tr("Search jobs"));
    m_search->setToolTip(tr("Words that must all be in a job's name, experiment, state or message (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setSearch(text);
        showContent();
    });
    connect(m_search, &QLineEdit::returnPressed, m_list, qOverload<>(&QWidget::setFocus));
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    m_clear = makeTool(QStringLiteral("done"), tr("Clear finished"),
        tr("Take what has finished out of this list; its results stay where they are"));
    m_clear->setText(tr("Clear finished"));
    m_clear->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(m_clear, &QToolButton::clicked, this, &JobsPanel::clearRequested);

    auto* top = new QHBoxLayout;
    top->addWidget(title);
    top->addStretch(1);
    top->addWidget(m_pauseQueue);
    top->addWidget(close);
    auto* below = new QHBoxLayout;
    below->setSpacing(8);
    below->addWidget(m_search, 1);
    below->addWidget(m_clear);
    auto* rows = new QVBoxLayout(m_header);
    rows->setContentsMargins(16, 12, 12, 8);
    rows->setSpacing(8);
    rows->addLayout(top);
    rows->addLayout(below);
}

void JobsPanel::makeList()
{
    auto* delegate = new JobDelegate(this);
    m_list->setModel(m_filtered);
    m_list->setItemDelegate(delegate);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setDragDropMode(QAbstractItemView::DragDrop);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setDropIndicatorShown(true);
    m_list->setAccessibleName(tr("Jobs and runs"));
    m_list->installEventFilter(this);
    m_list->viewport()->installEventFilter(this);
    connect(&m_model, &JobModel::moveRequested, this, &JobsPanel::moveRequested);
    connect(delegate, &JobDelegate::actionClicked, this,
        [this](const QModelIndex& index, JobAction action) { perform(m_filtered->status(index), action); });
    connect(m_list, &QListView::doubleClicked, this, &JobsPanel::activate);
    connect(m_list, &QListView::customContextMenuRequested, this, &JobsPanel::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &JobsPanel::updateButtons);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &JobsPanel::updateButtons);
    connect(m_filtered, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex&, const QModelIndex&, const QList<int>& roles) {
            if (roles != JobModel::progressRoles()) // which changes nothing that can be done
                updateButtons();
        });
}

void JobsPanel::makeButtons()
{
    addButton(JobAction::connect, tr("Connect…"), QStringLiteral("open"),
        tr("Connect to its machine, which asks for a password or the like"));
    addButton(JobAction::stop, tr("Stop"), QStringLiteral("stop"),
        tr("Stop the job at its next step and keep its progress (Delete)"));
    addButton(JobAction::stopNow, tr("Stop now"), QStringLiteral("close"),
        tr("End the job at once, elsewhere; what it has not saved yet is lost"));
    addButton(JobAction::pause, tr("Pause"), QStringLiteral("pause"),
        tr("Stop the job at its next step, keep its progress, and wait until you resume it (P)"));
    addButton(JobAction::resume, tr("Resume"), QStringLiteral("resume"), {}); // the job says how
    addButton(JobAction::open, tr("Open result"), QStringLiteral("open"), tr("Show the run on its page (Return)"));
    addButton(JobAction::duplicate, tr("Change…"), QStringLiteral("duplicate"),
        tr("Use its parameters again, so that you can lower its batch size or learning rate and start again"));
    addButton(JobAction::log, tr("Log"), QStringLiteral("log"), tr("Show what it logged (L)"));
    addButton(
        JobAction::reveal, tr("Folder"), QStringLiteral("folder"), tr("Show the run's folder in the file manager"));
    addButton(JobAction::remove, tr("Remove"), QStringLiteral("close"),
        tr("Remove from this list; what is on disk stays (Delete)"));
}

void JobsPanel::setHeldBack(bool heldBack, const QString& reason)
{
    m_pauseQueue->setChecked(heldBack);
    m_pauseQueue->setIcon(
        icon(heldBack ? QStringLiteral("resume") : QStringLiteral("pause"), QPalette::PlaceholderText));
    m_pauseQueue->setText(heldBack ? tr("Resume the queue") : tr("Pause the queue"));
    m_pauseQueue->setAccessibleName(m_pauseQueue->text());
    m_pauseQueue->setToolTip(heldBack ? tr("Let the waiting jobs run, one after another on each device")
                                      : tr("Start no further job; what runs is not paused"));
    const QString why =
        !reason.isEmpty() ? reason : tr("The queue is paused: no further job starts until you resume it.");
    m_heldBack->setText(heldBack ? why : QString());
}

const JobStatus& JobsPanel::currentJob() const
{
    return m_filtered->status(m_list->currentIndex());
}

QList<JobStatus> JobsPanel::selectedJobs() const
{
    QModelIndexList indexes = m_list->selectionModel()->selectedIndexes();
    std::sort(indexes.begin(), indexes.end());
    if (indexes.isEmpty() && m_list->currentIndex().isValid())
        indexes.append(m_list->currentIndex());
    QList<JobStatus> selected;
    for (const QModelIndex& index : std::as_const(indexes))
        selected.append(m_filtered->status(index));
    return selected;
}

void JobsPanel::addButton(JobAction action, const QString& text, const QString& iconName, const QString& toolTip)
{
    auto* button = new QAction(icon(iconName), text, this);
    button->setToolTip(toolTip);
    connect(button, &QAction::triggered, this, [this, action] { perform(action); });
    m_bar->addButton(button);
    m_buttons.append({action, button, text});
}

void JobsPanel::showContent()
{
    m_content->setCurrentIndex(m_filtered->rowCount() > 0 ? listedJobs : m_model.rowCount() > 0 ? noMatch : noJobs);
    m_search->setVisible(m_model.rowCount() > 0);
    m_clear->setVisible(m_model.rowCount() > 0);
    selectCurrent();
    updateButtons();
}

/// The buttons act on rows that are highlighted: on the current one where no other is.
void JobsPanel::selectCurrent()
{
    QItemSelectionModel* selection = m_list->selectionModel();
    if (!selection->hasSelection() && selection->currentIndex().isValid())
        selection->select(selection->currentIndex(), QItemSelectionModel::Select);
}

/// Where a job that ends or begins takes another place, the current row is not lost from view.
void JobsPanel::keepCurrentInView()
{
    const auto isShown = [this] {
        const QModelIndex current = m_list->currentIndex();
        return current.isValid() && m_list->viewport()->rect().intersects(m_list->visualRect(current));
    };
    connect(m_filtered, &QAbstractItemModel::layoutAboutToBeChanged, this,
        [this, isShown] { m_showedCurrent = m_showedCurrent || isShown(); });
    connect(m_filtered, &QAbstractItemModel::layoutChanged, this, [this] {
        // Once the rows have their heights.
        QTimer::singleShot(0, this, [this] {
            if (std::exchange(m_showedCurrent, false))
                m_list->scrollTo(m_list->currentIndex());
        });
    });
}

/// What goes on with the current job becomes it.
void JobsPanel::followResumed(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = m_filtered->index(row, 0);
        const JobStatus& job = m_filtered->status(index);
        const JobStatus& current = currentJob();
        const bool goesOn = m_isResuming || (!job.folder.isEmpty() && job.folder == current.folder);
        if (m_list->currentIndex().isValid() && !current.isActive() && job.isActive() && goesOn)
            m_list->setCurrentIndex(index);
    }
}

void JobsPanel::updateButtons()
{
    const QList<JobStatus> selected = selectedJobs();
    std::map<JobAction, int> possible; // for how many
    for (const JobStatus& job : selected) {
        for (const JobAction action : possibleActions(job))
            ++possible[action];
    }
    for (const Button& button : std::as_const(m_buttons)) {
        const int count = possible[button.action];
        button.button->setVisible(count > 0 && (selected.size() == 1 || isForSeveral(button.action)));
        button.button->setText(count > 1 ? tr("%1 %2").arg(button.text).arg(count) : button.text);
        if (button.action == JobAction::resume)
            button.button->setToolTip(resumeToolTip(currentJob()));
    }
    m_bar->setVisible(
        std::any_of(possible.begin(), possible.end(), [](const auto& count) { return count.second > 0; }));
}

void JobsPanel::perform(JobAction action)
{
    const QList<JobStatus> selected = selectedJobs();
    if (selected.size() > 1 && !isForSeveral(action))
        return;
    if (action == JobAction::remove) {
        m_model.remove(selected);
        return;
    }
    for (const JobStatus& job : selected)
        perform(job, action);
}

void JobsPanel::perform(JobStatus status, JobAction action)
{
    if (!possibleActions(status).contains(action))
        return;
    switch (action) {
    case JobAction::connect: Q_EMIT connectRequested(status.id); break;
    case JobAction::stop: Q_EMIT stopRequested(status.id); break;
    case JobAction::stopNow: Q_EMIT stopNowRequested(status.id); break;
    case JobAction::pause: Q_EMIT pauseRequested(status.id); break;
    case JobAction::duplicate: Q_EMIT duplicateRequested(status); break;
    case JobAction::resume:
        if (status.state == JobState::paused) {
            Q_EMIT unpauseRequested(status.id);
        } else {
            m_isResuming = true;
            Q_EMIT resumeRequested(status);
            m_isResuming = false;
        }
        break;
    case JobAction::open: Q_EMIT openRequested(status); break;
    case JobAction::reveal: Q_EMIT revealRequested(folderOf(status)); break;
    case JobAction::remove: m_model.remove({status}); break;
    case JobAction::log: {
        auto* dialog = new JobLogDialog(status, window());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
        break;
    }
    }
}

void JobsPanel::activate(const QModelIndex& index)
{
    perform(m_filtered->status(index), JobAction::open);
}

void JobsPanel::moveCurrent(int rows)
{
    const QModelIndex current = m_filtered->mapToSource(m_list->currentIndex());
    const int other = current.row() + rows;
    if (!currentJob().isWaiting() || other < 0 || !m_model.status(m_model.index(other)).isWaiting())
        return;
    const JobStatus next = m_model.status(m_model.index(rows < 0 ? other : other + 1));
    Q_EMIT moveRequested(currentJob().id, next.isWaiting() ? next.id : 0);
}

void JobsPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid())
        return;
    if (!m_list->selectionModel()->isSelected(index))
        m_list->setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Button& button : std::as_const(m_buttons)) {
        if (button.button->isVisible())
            menu->addAction(button.button);
    }
    if (menu->isEmpty())
        delete menu;
    else
        menu->popup(m_list->viewport()->mapToGlobal(position));
}

/// A key without modifiers, in the list. Whether it means something.
bool JobsPanel::pressed(int key)
{
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter: activate(m_list->currentIndex()); return true;
    case Qt::Key_Delete: {
        const QList<JobStatus> selected = selectedJobs();
        const bool anyActive =
            std::any_of(selected.begin(), selected.end(), [](const JobStatus& job) { return job.isActive(); });
        perform(anyActive ? JobAction::stop : JobAction::remove);
        return true;
    }
    case Qt::Key_P: perform(currentJob().state == JobState::paused ? JobAction::resume : JobAction::pause); return true;
    case Qt::Key_R: perform(JobAction::resume); return true;
    case Qt::Key_L: perform(JobAction::log); return true;
    default: return false;
    }
}

bool JobsPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress && m_list->currentIndex().isValid()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        if (plain && pressed(key->key()))
            return true;
        if ((key->modifiers() & Qt::AltModifier) && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            moveCurrent(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    // Within a row, too, the mouse comes and goes over the row's button.
    if (watched == m_list->viewport() && event->type() == QEvent::MouseMove)
        m_list->viewport()->update();
    return QWidget::eventFilter(watched, event);
}

void JobsPanel::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.card);
    painter.fillRect(QRect(0, 0, 1, height()), theme.border);
}

} // namespace dpl::ui
