#include "shell/jobs_panel.hpp"

#include "base/demi_bold.hpp"
#include "base/icon.hpp"
#include "base/theme.hpp"
#include "models/job_model.hpp"
#include "shell/job_delegate.hpp"
#include "shell/job_list.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/notice.hpp"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

JobsPanel::JobsPanel(JobModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_content(new QStackedWidget(this)), m_list(new JobList(this)),
      m_bar(new QWidget(this))
{
    setAccessibleName(tr("Jobs"));

    auto* title = new QLabel(tr("Jobs"), this);
    title->setFont(demiBold(title->font()));
    auto* close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("close"), QPalette::PlaceholderText));
    close->setAutoRaise(true);
    close->setToolTip(tr("Hide the jobs (Ctrl+J)"));
    close->setAccessibleName(tr("Hide the jobs"));
    connect(close, &QToolButton::clicked, this, &JobsPanel::closeRequested);
    m_hold = new QToolButton(this);
    m_hold->setAutoRaise(true);
    m_hold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_hold->setCheckable(true);
    connect(m_hold, &QToolButton::clicked, this, [this](bool checked) { Q_EMIT holdBackRequested(checked); });
    m_heldBack = new Notice(Tone::warning, this);
    auto* heldBackRow = new QHBoxLayout;
    heldBackRow->setContentsMargins(16, 0, 16, 0);
    heldBackRow->addWidget(m_heldBack);
    auto* header = new QHBoxLayout;
    header->setContentsMargins(16, 12, 12, 8);
    header->addWidget(title);
    header->addStretch(1);
    header->addWidget(m_hold);
    header->addWidget(close);

    auto* delegate = new JobDelegate(this);
    m_list->setModel(&model);
    m_list->setItemDelegate(delegate);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setDragDropMode(QAbstractItemView::DragDrop);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setDropIndicatorShown(true);
    m_list->setAccessibleName(tr("Jobs and runs"));
    connect(&model, &JobModel::moveRequested, this, &JobsPanel::moveRequested);
    m_list->installEventFilter(this);
    m_list->viewport()->installEventFilter(this);
    connect(delegate, &JobDelegate::actionClicked, this,
        [this](const QModelIndex& index, JobAction action) { perform(m_model.status(index), action); });
    connect(m_list, &QListView::doubleClicked, this, &JobsPanel::activate);
    connect(m_list, &QListView::customContextMenuRequested, this, &JobsPanel::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &JobsPanel::updateButtons);
    connect(
        &model, &JobModel::dataChanged, this, [this](const QModelIndex&, const QModelIndex&, const QList<int>& roles) {
            if (roles != JobModel::progressRoles()) // which changes nothing that can be done
                updateButtons();
        });

    auto* empty = new EmptyState(QStringLiteral("jobs"), tr("No jobs yet"),
        tr("Jobs that you start on a page are listed here with their progress, and stay here when they are done."),
        this);
    m_content->addWidget(empty);
    m_content->addWidget(m_list);

    auto* bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(16, 8, 16, 12);
    bar->setSpacing(8);
    addButton(JobAction::stop, tr("Stop"), QStringLiteral("stop"),
        tr("Stop the job at its next step and keep its progress (Delete)"));
    addButton(JobAction::pause, tr("Pause"), QStringLiteral("pause"),
        tr("Stop the job at its next step, keep its progress, and wait until you continue it (P)"));
    addButton(
        JobAction::unpause, tr("Continue"), QStringLiteral("resume"), tr("Continue the job when its turn comes (P)"));
    addButton(JobAction::resume, tr("Resume"), QStringLiteral("resume"), {}); // its kind says how
    addButton(JobAction::open, tr("Open result"), QStringLiteral("open"), tr("Show the run on its page (Return)"));
    addButton(JobAction::duplicate, tr("Change…"), QStringLiteral("copy"),
        tr("Use its parameters again, so that you can lower its batch size or learning rate and start again"));
    addButton(
        JobAction::reveal, tr("Folder"), QStringLiteral("folder"), tr("Show the run's folder in the file manager"));
    bar->addStretch(1);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addLayout(heldBackRow);
    layout->addWidget(m_content, 1);
    layout->addWidget(m_bar);

    const auto showContent = [this] {
        m_content->setCurrentIndex(m_model.rowCount() > 0 ? 1 : 0);
        updateButtons();
    };
    connect(&model, &JobModel::rowsInserted, this, showContent);
    connect(&model, &JobModel::rowsRemoved, this, showContent);
    showContent();
    setHeldBack(false);
}

void JobsPanel::setHeldBack(bool heldBack, const QString& reason)
{
    m_hold->setChecked(heldBack);
    m_hold->setIcon(icon(heldBack ? QStringLiteral("resume") : QStringLiteral("pause"), QPalette::PlaceholderText));
    m_hold->setText(heldBack ? tr("Continue the queue") : tr("Hold"));
    m_hold->setAccessibleName(heldBack ? tr("Continue the queue") : tr("Hold the queue"));
    m_hold->setToolTip(heldBack ? tr("Let the waiting jobs run, one after another")
                                : tr("Start no further job; the running one continues"));
    const QString why =
        !reason.isEmpty() ? reason : tr("The queue is held: no further job starts until you continue it.");
    m_heldBack->setText(heldBack ? why : QString());
}

const JobStatus& JobsPanel::currentJob() const
{
    return m_model.status(m_list->currentIndex());
}

QPushButton* JobsPanel::addButton(
    JobAction action, const QString& text, const QString& iconName, const QString& toolTip)
{
    auto* button = new QPushButton(icon(iconName), text, m_bar);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    connect(button, &QPushButton::clicked, this, [this, action] { perform(currentJob(), action); });
    m_bar->layout()->addWidget(button);
    m_buttons.append({action, button});
    return button;
}

void JobsPanel::updateButtons()
{
    const QModelIndex current = m_list->currentIndex();
    const QList<JobAction> possible = current.isValid() ? possibleActions(currentJob()) : QList<JobAction>();
    for (const auto& [action, button] : std::as_const(m_buttons)) {
        button->setVisible(possible.contains(action));
        if (action == JobAction::resume)
            button->setToolTip(currentJob().kind.resuming == JobResuming::fromRecipe
                    ? tr("Queues the job again (R)")
                    : tr("Resume from the last checkpoint (R)"));
    }
    m_bar->setVisible(!possible.isEmpty());
}

/// Where the file manager is to look: a file's folder.
static QString folderOf(const JobStatus& status)
{
    return status.kind.product == JobProduct::file ? QFileInfo(status.folder).path() : status.folder;
}

void JobsPanel::perform(JobStatus status, JobAction action)
{
    if (!possibleActions(status).contains(action))
        return;
    switch (action) {
    case JobAction::stop: Q_EMIT stopRequested(status.id); break;
    case JobAction::pause: Q_EMIT pauseRequested(status.id); break;
    case JobAction::unpause: Q_EMIT unpauseRequested(status.id); break;
    case JobAction::duplicate: Q_EMIT duplicateRequested(status); break;
    case JobAction::resume: Q_EMIT resumeRequested(status); break;
    case JobAction::open: Q_EMIT openRequested(status); break;
    case JobAction::reveal: Q_EMIT revealRequested(folderOf(status)); break;
    }
}

void JobsPanel::activate(const QModelIndex& index)
{
    perform(m_model.status(index), JobAction::open);
}

void JobsPanel::moveCurrent(int rows)
{
    const int row = m_list->currentIndex().row();
    const int other = row + rows;
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
    m_list->setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const JobStatus status = m_model.status(index);
    const QList<JobAction> possible = possibleActions(status);
    for (const auto& [action, button] : std::as_const(m_buttons)) {
        if (possible.contains(action))
            menu->addAction(
                button->icon(), button->text(), this, [this, status, chosen = action] { perform(status, chosen); });
    }
    if (menu->isEmpty())
        delete menu;
    else
        menu->popup(m_list->viewport()->mapToGlobal(position));
}

bool JobsPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress && m_list->currentIndex().isValid()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        if (plain && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            activate(m_list->currentIndex());
            return true;
        }
        if (plain && key->key() == Qt::Key_Delete) {
            perform(currentJob(), JobAction::stop);
            return true;
        }
        if (plain && key->key() == Qt::Key_P) {
            perform(currentJob(), currentJob().state == JobState::paused ? JobAction::unpause : JobAction::pause);
            return true;
        }
        if ((key->modifiers() & Qt::AltModifier) && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            moveCurrent(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
        if (plain && key->key() == Qt::Key_R) {
            perform(currentJob(), JobAction::resume);
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
