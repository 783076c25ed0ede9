#include "base/theme.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/synthetic_job.hpp"
#include "models/job_model.hpp"
#include "pages/runs/log_panel.hpp"
#include "runs/run_log.hpp"
#include "sample_pages.hpp"
#include "settings/settings.hpp"
#include "shell/close_dialog.hpp"
#include "shell/command_palette.hpp"
#include "shell/job_delegate.hpp"
#include "shell/job_log_dialog.hpp"
#include "shell/jobs_drawer.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/main_window.hpp"
#include "shell/settings_dialog.hpp"
#include "shell/sidebar_button.hpp"
#include "ui_test.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/segmented_control.hpp"

#include "base/error.hpp"

#include <QAbstractButton>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <chrono>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using namespace std::chrono_literals;

namespace {

/// A page that counts what reaches it.
class CountingPage final : public Page {
public:
    CountingPage()
    {
        m_action.setText(QStringLiteral("Use the paper preset"));
        connect(&m_action, &QAction::triggered, this, [this] { ++presets; });
        addPaletteAction(
            QStringLiteral("Weigh the anchor"), QStringLiteral("stop"), this, [this] { ++weighed; },
            [this] { return canWeigh; });
    }

    QString title() const override { return QStringLiteral("Synthetic"); }
    QString id() const override { return QStringLiteral("synthetic"); }
    QString iconName() const override { return QStringLiteral("synthetic"); }
    void start() override { ++starts; }
    void exportFigure() override { ++exports; }
    QList<QAction*> paletteActions() const override
    {
        return QList<QAction*>{const_cast<QAction*>(&m_action)} + Page::paletteActions();
    }
    bool openPath(const QString& path) override
    {
        opened.append(path);
        return path.contains(QStringLiteral("synthetic"));
    }
    bool resumeRun(const QString& folder) override
    {
        resumed.append(folder);
        return true;
    }

    int starts = 0;
    int exports = 0;
    int presets = 0;
    int weighed = 0;
    bool canWeigh = false;
    QStringList opened;
    QStringList resumed;

private:
    QAction m_action;
};

/// Keeps which rows were asked for their heights.
class RecordingDelegate final : public JobDelegate {
public:
    using JobDelegate::JobDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        rows.insert(index.row());
        return JobDelegate::sizeHint(option, index);
    }

    mutable QSet<int> rows;
};

/// Notes which pages come to be shown.
class ShownPages final : public QObject {
public:
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (event->type() == QEvent::Show && qobject_cast<Page*>(object)) {
            shown.insert(object);
        }
        return QObject::eventFilter(object, event);
    }

    QSet<QObject*> shown;
};

JobRequest endless(const QString& title = QStringLiteral("Synthetic 1-D"))
{
    return {title, syntheticKind(), [](JobEvents& events, std::stop_token stop) {
                events.folderChosen(QDir::tempPath());
                events.progressed({"training", 640, 1000});
                while (!stop.stop_requested())
                    std::this_thread::sleep_for(1ms);
                return Completion::stopped;
            }};
}

void press(QWidget& window, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier)
{
    QTest::keyClick(&window, key, modifiers);
}

template <typename Widget> Widget* shown(const QWidget& window)
{
    for (Widget* widget : window.findChildren<Widget*>()) {
        if (widget->isVisible())
            return widget;
    }
    return nullptr;
}

QPushButton* button(const QWidget* widget, const QString& text)
{
    if (!widget)
        return nullptr;
    for (QPushButton* found : widget->findChildren<QPushButton*>()) {
        if (found->text() == text)
            return found;
    }
    return nullptr;
}

bool says(const QWidget& window, const QString& part)
{
    for (const QLabel* label : window.findChildren<QLabel*>()) {
        if (label->isVisible() && label->text().contains(part))
            return true;
    }
    return false;
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini")));
        m_settings->setValue(known::theme(), ThemeChoice::light);
        m_queue = std::make_unique<JobQueue>();
        open();
    }

    void cleanup()
    {
        m_window.reset();
        m_queue.reset();
        m_settings.reset();
        m_folder.reset();
    }

    void keysChangeThePage()
    {
        const char* names[] = {"synthetic", "train", "runs", "evaluate", "inspect", "results"};
        for (int i = 5; i >= 0; --i) {
            press(*m_window, Qt::Key(Qt::Key_1 + i));
            QCOMPARE(m_window->currentPage()->id(), QLatin1String(names[i]));
            QVERIFY(m_window->currentPage()->isVisible());
        }
    }

    void shortcutsReachThePageOnTop()
    {
        press(*m_window, Qt::Key_Return);
        press(*m_window, Qt::Key_E);
        QCOMPARE(m_page->starts, 1);
        QCOMPARE(m_page->exports, 1);
        press(*m_window, Qt::Key_2);
        press(*m_window, Qt::Key_Return);
        QCOMPARE(m_page->starts, 1);
    }

    void aPageLeadsToAnother()
    {
        press(*m_window, Qt::Key_4);
        auto* state = m_window->currentPage()->findChild<EmptyState*>();
        QVERIFY(state && state->button());
        state->button()->click();
        QCOMPARE(m_window->currentPage(), m_page);
    }

    void thePaletteFindsPagesActionsAndRuns()
    {
        JobStatus run;
        run.title = QStringLiteral("both · base · seed 0");
        run.folder = QStringLiteral("runs/both");
        run.state = JobState::finished;
        m_window->jobModel().setPastRuns({run});

        const auto choose = [this](const QString& text) {
            press(*m_window, Qt::Key_K);
            auto* palette = shown<CommandPalette>(*m_window);
            QVERIFY(palette);
            QTest::keyClicks(palette->field(), text);
            QTest::keyClick(palette->field(), Qt::Key_Return);
            QVERIFY(!palette->isVisible());
        };
        choose(QStringLiteral("inspect"));
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("inspect"));
        choose(QStringLiteral("preset"));
        QCOMPARE(m_page->presets, 1);
        QCOMPARE(m_window->currentPage(), m_page); // where one sees what it did
        choose(QStringLiteral("both seed"));
        QCOMPARE(m_page->opened.size(), 1);
        QCOMPARE(m_page->opened.first(), run.folder);
        choose(QStringLiteral("dark"));
        QCOMPARE(m_settings->value(known::theme()), ThemeChoice::dark);

        // What cannot be done now is not offered.
        m_page->canWeigh = true;
        choose(QStringLiteral("weigh the anchor"));
        QCOMPARE(m_page->weighed, 1);
        m_page->canWeigh = false;
        press(*m_window, Qt::Key_K);
        auto* palette = shown<CommandPalette>(*m_window);
        QVERIFY(palette);
        QTest::keyClicks(palette->field(), QStringLiteral("weigh the anchor"));
        QTest::keyClick(palette->field(), Qt::Key_Return);
        QCOMPARE(m_page->weighed, 1);
        QTest::keyClick(palette->field(), Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void theThemeFollowsTheSetting()
    {
        QSignalSpy changed(m_window.get(), &MainWindow::themeChanged);
        QVERIFY(!Theme::of(*m_page).isDark());
        m_settings->setValue(known::theme(), ThemeChoice::dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(Theme::of(*m_page).isDark());
        QVERIFY(m_window->theme().isDark());
        m_settings->setValue(known::theme(), ThemeChoice::light);
        QVERIFY(!Theme::of(*m_page).isDark());
        m_settings->setValue(known::theme(), ThemeChoice::system);
        QCOMPARE(changed.size(), 3);
    }

    void settingsAreSetInTheirDialogue()
    {
        press(*m_window, Qt::Key_Comma);
        auto* dialog = m_window->findChild<SettingsDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->theme()->setCurrentIndex(2);
        QVERIFY(Theme::of(*m_window).isDark());
        dialog->threads()->setValue(1);
        QVERIFY(says(*m_window, QStringLiteral("1 thread")));

        const QString before = m_settings->value(known::runsFolder());
        dialog->runsFolder()->setText(QStringLiteral("not/absolute"));
        QTest::keyClick(dialog->runsFolder(), Qt::Key_Return);
        QCOMPARE(m_settings->value(known::runsFolder()), before);
        QVERIFY(says(*dialog, QStringLiteral("full path")));
        // To root, /proc looks as if something could be written there.
        dialog->runsFolder()->setText(QStringLiteral("/proc/dpl-runs"));
        QTest::keyClick(dialog->runsFolder(), Qt::Key_Return);
        QCOMPARE(m_settings->value(known::runsFolder()), before);
        QVERIFY(says(*dialog, QStringLiteral("choose another folder")));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());

        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        press(*m_window, Qt::Key_Comma);
        dialog = m_window->findChild<SettingsDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(!says(*dialog, QStringLiteral("full path")));
        dialog->runsFolder()->setText(m_folder->filePath(QStringLiteral("runs")));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(m_settings->value(known::runsFolder()), m_folder->filePath(QStringLiteral("runs")));
    }

    void theJobsPanelStopsOpensAndResumes()
    {
        JobStatus interrupted;
        interrupted.title = QStringLiteral("Interrupted");
        interrupted.kind = syntheticKind();
        interrupted.folder = QStringLiteral("runs/interrupted");
        interrupted.state = JobState::interrupted;
        m_window->jobModel().setPastRuns({interrupted});

        m_window->resize(1600, 900); // in a narrower one the panel would leave what it opened
        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        QVERIFY(panel);
        QVERIFY(panel->list()->hasFocus());
        QVERIFY(panel->list()->currentIndex().isValid());
        QTest::keyClick(panel->list(), Qt::Key_Return);
        QCOMPARE(m_page->opened, QStringList{interrupted.folder});
        QTest::keyClick(panel->list(), Qt::Key_R);
        QCOMPARE(m_page->resumed, QStringList{interrupted.folder});
        QVERIFY(button(panel, QStringLiteral("Resume"))->isVisible());
        QVERIFY(!button(panel, QStringLiteral("Stop"))->isVisible());

        const JobId id = m_queue->enqueue(endless());
        QTRY_VERIFY(says(*m_window, QStringLiteral("step 640 of 1,000")));
        panel->list()->setCurrentIndex(panel->list()->model()->index(0, 0));
        QVERIFY(button(panel, QStringLiteral("Stop"))->isVisible());
        QTest::keyClick(panel->list(), Qt::Key_Delete);
        QTRY_COMPARE(m_queue->status(id).state, JobState::stopped);
        QTRY_VERIFY(says(*m_window, QStringLiteral("idle")));
        QVERIFY(!button(panel, QStringLiteral("Stop"))->isVisible());
        QVERIFY(button(panel, QStringLiteral("Open result"))->isVisible());
        const QPoint first = panel->list()->visualRect(panel->list()->model()->index(0, 0)).center();
        QTest::mouseClick(panel->list()->viewport(), Qt::LeftButton, {}, first);
        QTest::mouseDClick(panel->list()->viewport(), Qt::LeftButton, {}, first);
        QTRY_COMPARE(m_page->opened.size(), 2);

        press(*m_window, Qt::Key_J);
        QVERIFY(!shown<JobsPanel>(*m_window));
    }

    void severalJobsAreStoppedResumedAndRemovedAtOnce()
    {
        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        m_queue->setHeldBack(true);
        for (const char* name : {"a", "b", "c"})
            m_queue->enqueue(endless(QString::fromLatin1(name)));
        panel->list()->setCurrentIndex(panel->list()->model()->index(0, 0));
        QTest::keyClick(panel->list(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(panel->selectedJobs().size(), 2);
        QVERIFY(button(panel, QStringLiteral("Stop 2")) && button(panel, QStringLiteral("Stop 2"))->isVisible());
        QTest::keyClick(panel->list(), Qt::Key_P);
        QCOMPARE(m_queue->status(2).state, JobState::paused);
        QCOMPARE(m_queue->status(3).state, JobState::queued);
        button(panel, QStringLiteral("Stop 2"))->click();
        QCOMPARE(m_queue->status(1).state, JobState::stopped);
        QCOMPARE(m_queue->status(2).state, JobState::stopped);
        QCOMPARE(m_queue->activeJobs(), QList<JobId>{3});
        QCOMPARE(panel->selectedJobs().size(), 2); // the selection moves with its jobs
        QVERIFY(!button(panel, QStringLiteral("Folder"))->isVisible()); // of which one?
        QTest::keyClick(panel->list(), Qt::Key_Delete); // what has ended leaves the list
        QCOMPARE(m_window->jobModel().rowCount(), 1);
        m_queue->stopAll();
    }

    void theJobsAreSearchedAndWhatHasFinishedIsCleared()
    {
        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        QVERIFY(!panel->search()->isVisible()); // there is nothing to search
        for (const char* name : {"a", "b"}) {
            JobRequest quick = endless(QString::fromLatin1(name));
            quick.run = [](JobEvents&, std::stop_token) { return Completion::finished; };
            m_queue->enqueue(std::move(quick));
        }
        QTRY_COMPARE(m_queue->status(2).state, JobState::finished);
        QVERIFY(panel->search()->isVisible());
        QTest::keyClick(panel->list(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(panel->search()->hasFocus());
        QTest::keyClicks(panel->search(), QStringLiteral("b finished"));
        QCOMPARE(panel->list()->model()->rowCount(), 1);
        QTest::keyClicks(panel->search(), QStringLiteral(" x"));
        QVERIFY(says(*m_window, QStringLiteral("No job matches the search.")));
        panel->search()->clear();
        QCOMPARE(panel->list()->model()->rowCount(), 2);
        for (auto* clear : panel->findChildren<QToolButton*>()) {
            if (clear->accessibleName() == QStringLiteral("Clear finished"))
                clear->click();
        }
        QCOMPARE(m_window->jobModel().rowCount(), 0);
        QVERIFY(!m_settings->value(known::jobsCleared()).isEmpty());
    }

    void theLogOfAJobIsShown()
    {
        JobStatus failed;
        failed.title = QStringLiteral("Failed");
        failed.kind = syntheticKind();
        failed.folder = m_folder->filePath(QStringLiteral("run"));
        failed.state = JobState::failed;
        failed.message = QStringLiteral("Lower the learning rate.");
        runs::RunLog(failed.folder.toStdString()).write(runs::LogEvent::note, "it began");
        m_window->jobModel().setPastRuns({failed});
        press(*m_window, Qt::Key_J);
        QTest::keyClick(shown<JobsPanel>(*m_window)->list(), Qt::Key_L);
        auto* dialog = m_window->findChild<JobLogDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(says(*dialog, failed.message));
        auto* log = dialog->findChild<LogPanel*>();
        QVERIFY(log);
        QTRY_VERIFY(log->text().contains(QStringLiteral("it began")));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
    }

    void aRowHasItsLikeliestActionAsAButton()
    {
        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        const JobId id = m_queue->enqueue(endless());
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        QTest::qWait(50);
        const QRect row = panel->list()->visualRect(panel->list()->model()->index(0, 0));
        const QPoint symbol(row.right() - 24, row.top() + 32 + 20);
        QTest::mouseClick(panel->list()->viewport(), Qt::LeftButton, {}, symbol - QPoint(60, 0));
        QTest::qWait(50);
        QCOMPARE(m_queue->status(id).state, JobState::running);
        QTest::mouseClick(panel->list()->viewport(), Qt::LeftButton, {}, symbol);
        QTRY_COMPARE(m_queue->status(id).state, JobState::stopped);
    }

    void progressAsksNoRowButThoseThatArePaintedForItsHeight()
    {
        QList<JobStatus> past;
        for (int i = 0; i < 500; ++i) {
            JobStatus run;
            run.title = QStringLiteral("Earlier");
            run.kind = syntheticKind();
            run.folder = QStringLiteral("runs/%1").arg(i);
            run.state = JobState::failed;
            run.message = QStringLiteral("Lower the learning rate.");
            past.append(run);
        }
        m_window->jobModel().setPastRuns(past);
        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        auto* delegate = new RecordingDelegate(panel);
        panel->list()->setItemDelegate(delegate);
        int told = 0;
        connect(m_queue.get(), &JobQueue::statusChanged, this, [&] { ++told; });
        m_queue->enqueue({QStringLiteral("Busy"), syntheticKind(), [](JobEvents& events, std::stop_token stop) {
                              for (int step = 1; !stop.stop_requested(); ++step) {
                                  events.progressed({"training", step, 100000});
                                  std::this_thread::sleep_for(1ms);
                              }
                              return Completion::stopped;
                          }});
        QTRY_VERIFY(says(*m_window, QStringLiteral("training")));
        QTest::qWait(100); // the row has its bar
        told = 0;
        delegate->rows.clear();
        QTRY_VERIFY(told > 10);
        QVERIFY2(delegate->rows.size() <= 2, qPrintable(QString::number(delegate->rows.size()))); // of 501
        m_queue->stopAll();
        QTRY_VERIFY(!m_queue->hasActiveJobs());
        QTRY_COMPARE(delegate->rows.size(), 501); // another state may take other room
    }

    void aLongTitleDoesNotWidenTheWindow()
    {
        const QSize before = m_window->size();
        const int least = m_window->minimumSizeHint().width();
        m_queue->enqueue(endless(QString(400, QLatin1Char('w'))));
        QTRY_COMPARE(m_queue->status(1).state, JobState::running);
        QTRY_VERIFY(says(*m_window, QStringLiteral("www")));
        QVERIFY(m_window->minimumSizeHint().width() < least + 400);
        QCOMPARE(m_window->size(), before);
    }

    void aFailureIsToldInItsRow()
    {
        press(*m_window, Qt::Key_J);
        m_queue->enqueue({QStringLiteral("Failing"), syntheticKind(),
            [](JobEvents&, std::stop_token) -> Completion { throw Error("Lower the learning rate."); }});
        QTRY_VERIFY(!m_queue->hasActiveJobs());
        QCOMPARE(m_window->jobModel().index(0).data(JobModel::MessageRole).toString(),
            QStringLiteral("Lower the learning rate."));
        for (const QWidget* widget : QApplication::topLevelWidgets())
            QVERIFY(widget == m_window.get() || !widget->isVisible());
    }

    void opensARunOnThePageThatTakesIt()
    {
        press(*m_window, Qt::Key_6);
        QVERIFY(!m_window->openPath(QStringLiteral("runs/other")));
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("results"));
        QVERIFY(m_window->openPath(QStringLiteral("runs/synthetic-1")));
        QCOMPARE(m_page->opened.last(), QStringLiteral("runs/synthetic-1"));
        QCOMPARE(m_window->currentPage(), m_page);
    }

    void closesAtOnceWithoutJobs()
    {
        press(*m_window, Qt::Key_Q);
        QVERIFY(!m_window->isVisible());
    }

    void closingWithJobsAsksOnceAndGoesBack()
    {
        const JobId id = m_queue->enqueue(endless());
        m_queue->enqueue(endless());
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        press(*m_window, Qt::Key_Q);
        QVERIFY(m_window->isVisible());
        auto* dialog = shown<CloseDialog>(*m_window);
        QVERIFY(dialog);
        QVERIFY(says(*dialog, QStringLiteral("2 jobs")));
        m_window->close();
        QCOMPARE(m_window->findChildren<CloseDialog*>().size(), 1);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
        QVERIFY(m_window->isVisible());
        QCOMPARE(m_queue->status(id).state, JobState::running);
    }

    void closingStopsTheJobsFirst()
    {
        const JobId id = m_queue->enqueue(endless());
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        m_window->close();
        auto* dialog = shown<CloseDialog>(*m_window);
        QVERIFY(dialog);
        button(dialog, QStringLiteral("Stop and checkpoint"))->click();
        QVERIFY(m_window->isVisible());
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(m_queue->status(id).state, JobState::paused); // for the next start
        QVERIFY(m_queue->isHeldBack());
        m_queue->setHeldBack(false);
        m_queue->stopAll();
    }

    void theEndOfTheSessionAsksNobody()
    {
        const JobId id = m_queue->enqueue(endless());
        const JobId next = m_queue->enqueue(endless());
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        m_window->close();
        QVERIFY(shown<CloseDialog>(*m_window)); // which nobody may be there to answer
        m_window->stopAndClose();
        m_window->stopAndClose(); // signals come in pairs
        m_window->close(); // as the session does with every window
        QTRY_VERIFY(!m_window->isVisible());
        QVERIFY(!shown<CloseDialog>(*m_window));
        QVERIFY(!m_window->hasWorkAhead());
        QCOMPARE(m_queue->status(id).state, JobState::paused); // for the next start
        QCOMPARE(m_queue->status(next).state, JobState::queued);
        m_queue->setHeldBack(false);
        m_queue->stopAll();
    }

    void theQueueIsPausedAndReorderedByKeyboard()
    {
        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        QToolButton* pause = nullptr;
        for (auto* candidate : panel->findChildren<QToolButton*>()) {
            if (candidate->text() == QStringLiteral("Pause the queue"))
                pause = candidate;
        }
        QVERIFY(pause);
        pause->click();
        QVERIFY(m_queue->isHeldBack());
        const JobId first = m_queue->enqueue(endless(QStringLiteral("first")));
        const JobId second = m_queue->enqueue(endless(QStringLiteral("second")));
        QTest::qWait(20);
        QCOMPARE(m_queue->status(first).state, JobState::queued);
        QVERIFY(says(*panel, QStringLiteral("queue is paused")));
        panel->list()->setCurrentIndex(panel->list()->model()->index(1, 0));
        QTest::keyClick(panel->list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(m_queue->activeJobs(), (QList<JobId>{second, first}));
        QTest::keyClick(panel->list(), Qt::Key_P);
        QCOMPARE(m_queue->status(second).state, JobState::paused);
        QTest::keyClick(panel->list(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(m_queue->activeJobs(), (QList<JobId>{first, second}));
        QCOMPARE(pause->text(), QStringLiteral("Resume the queue"));
        pause->click();
        QTRY_COMPARE(m_queue->status(first).state, JobState::running);
        QCOMPARE(m_queue->status(second).state, JobState::paused);
        m_queue->stopAll();
        QTRY_VERIFY(!m_queue->hasActiveJobs());
    }

    void waitingJobsOfAPausedQueueDoNotKeepTheWindowOpen()
    {
        m_queue->setHeldBack(true);
        m_queue->enqueue(endless());
        m_window->close();
        QVERIFY(!m_window->isVisible());
    }

    void closingWaitsUntilTheJobsAreDone()
    {
        std::atomic<bool> done = false;
        m_queue->enqueue({QStringLiteral("Short"), syntheticKind(), [&](JobEvents&, std::stop_token) {
                              while (!done)
                                  std::this_thread::sleep_for(1ms);
                              return Completion::finished;
                          }});
        QTRY_COMPARE(m_queue->status(1).state, JobState::running);
        m_window->close();
        button(shown<CloseDialog>(*m_window), QStringLiteral("Keep until done"))->click();
        QVERIFY(m_window->isVisible());
        QVERIFY(says(*m_window, QStringLiteral("closes when the jobs are done")));

        // Thought better of it, and again.
        button(m_window.get(), QStringLiteral("Keep it open"))->click();
        QVERIFY(!says(*m_window, QStringLiteral("closes when")));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        m_window->close();
        button(shown<CloseDialog>(*m_window), QStringLiteral("Keep until done"))->click();
        done = true;
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(m_queue->status(1).state, JobState::finished);
    }

    void theQuestionGoesWhenTheJobsEndMeanwhile()
    {
        const JobId id = m_queue->enqueue(endless());
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        m_window->close();
        QVERIFY(shown<CloseDialog>(*m_window));
        m_queue->stop(id);
        QTRY_VERIFY(!shown<CloseDialog>(*m_window));
        QVERIFY(m_window->isVisible());
    }

    void jobsAreADrawerWhereThereIsNoRoomBesideThePage()
    {
        m_window->resize(1280, 800);
        const int pageWidth = m_page->width();
        press(*m_window, Qt::Key_J);
        auto* drawer = m_window->findChild<JobsDrawer*>();
        auto* panel = shown<JobsPanel>(*m_window);
        QVERIFY(drawer->isVisible() && drawer->isAncestorOf(panel));
        QCOMPARE(m_page->width(), pageWidth);
        QTRY_COMPARE(drawer->height(), panel->height());
        QTest::keyClick(panel->list(), Qt::Key_Escape);
        QVERIFY(!drawer->isVisible() && !shown<JobsPanel>(*m_window));

        press(*m_window, Qt::Key_J);
        QTRY_VERIFY(drawer->width() > panel->width() + 100);
        drawer->setSizes({drawer->width() - 430, 430}); // as the user drags it
        const int width = panel->width();
        QTest::mouseClick(drawer->widget(0), Qt::LeftButton, {}, QPoint(20, 200));
        QVERIFY(!drawer->isVisible() && !shown<JobsPanel>(*m_window));

        m_window->resize(1600, 900);
        press(*m_window, Qt::Key_J);
        QVERIFY(shown<JobsPanel>(*m_window) && !drawer->isVisible() && !drawer->isAncestorOf(panel));
        QTRY_COMPARE(panel->width(), width);
        QTRY_VERIFY(m_page->width() < 1600 - width - 100);
        m_window->resize(1280, 800); // while it is open
        QVERIFY(drawer->isVisible() && drawer->isAncestorOf(panel));
        QTRY_COMPARE(panel->width(), width);
        QTRY_COMPARE(m_page->width(), pageWidth);
    }

    void theStateSurvives()
    {
        press(*m_window, Qt::Key_3);
        press(*m_window, Qt::Key_J);
        m_window->resize(1100, 700);
        m_window->close();
        open();
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
        QVERIFY(shown<JobsPanel>(*m_window));
        QCOMPARE(m_window->size(), QSize(1100, 700));
        press(*m_window, Qt::Key_J);
        m_window->close();
        open();
        QVERIFY(!shown<JobsPanel>(*m_window));
    }

    void aFailureIsSeenWhereverOneIs()
    {
        JobRequest failing{QStringLiteral("Train base"), {.name = QStringLiteral("test")},
            [](JobEvents&, std::stop_token) -> Completion { throw Error("The backbone is damaged."); }};
        failing.folder = QStringLiteral("runs/a");
        press(*m_window, Qt::Key_2); // starts it
        m_queue->enqueue(failing);
        press(*m_window, Qt::Key_3);
        QTRY_COMPARE(m_queue->status(1).state, JobState::failed);
        QVERIFY(!says(*m_window, QStringLiteral("damaged")));
        QCOMPARE(sidebarNote(), QStringLiteral("1 failed"));
        QVERIFY(button(m_window.get(), QStringLiteral("1 failed"))->isVisible());
        press(*m_window, Qt::Key_2);
        QVERIFY(says(*m_window, QStringLiteral("“Train base” failed: The backbone is damaged.")));

        button(m_window.get(), QStringLiteral("1 failed"))->click(); // to Jobs
        QVERIFY(shown<JobsPanel>(*m_window));
        QVERIFY(sidebarNote().isEmpty());
        QVERIFY(!button(m_window.get(), QStringLiteral("1 failed"))
            || !button(m_window.get(), QStringLiteral("1 failed"))->isVisible());
        QVERIFY(says(*m_window, QStringLiteral("damaged"))); // until it is closed, or started again

        press(*m_window, Qt::Key_J);
        m_queue->enqueue(failing);
        QVERIFY(!says(*m_window, QStringLiteral("damaged")));
        QTRY_COMPARE(m_queue->status(2).state, JobState::failed);
        QVERIFY(says(*m_window, QStringLiteral("damaged")));
        for (QPushButton* close : m_window->findChildren<QPushButton*>()) {
            if (close->text() == QStringLiteral("Close") && close->isVisible())
                close->click();
        }
        QVERIFY(!says(*m_window, QStringLiteral("damaged")));
    }

    void aSecondWindowSaysSoAndWhatItTakesOver()
    {
        m_window->tellOfOtherWindow();
        QVERIFY(says(*m_window, QStringLiteral("Another window is open")));
        QSignalSpy asked(m_window.get(), &MainWindow::otherWindowRequested);
        button(m_window.get(), QStringLiteral("Show that window"))->click();
        QCOMPARE(asked.size(), 1);

        m_window->tellThatOtherWindowClosed(0);
        QVERIFY(!says(*m_window, QStringLiteral("Another window is open")));
        QVERIFY(says(*m_window, QStringLiteral("This one keeps the queue now.")));
        QVERIFY(!shown<JobsPanel>(*m_window));
        m_window->tellThatOtherWindowClosed(2);
        QVERIFY(says(*m_window, QStringLiteral("its 2 jobs wait here now")));
        QVERIFY(shown<JobsPanel>(*m_window));
        QVERIFY(says(*m_window, QStringLiteral("They go on here when you resume the queue.")));
    }

    void everyControlHasAName()
    {
        m_queue->enqueue(endless());
        press(*m_window, Qt::Key_J);
        press(*m_window, Qt::Key_Comma);
        for (const QAbstractButton* control : m_window->findChildren<QAbstractButton*>()) {
            // The parts of Qt's own widgets have their names from Qt.
            if (control->isHidden() || control->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            QVERIFY2(
                !control->accessibleName().isEmpty() || !control->text().isEmpty(), control->metaObject()->className());
        }
        m_queue->stopAll();
        QTRY_VERIFY(!m_queue->hasActiveJobs());
    }

    void opensWithoutShowingThePagesBelow()
    {
        m_window.reset();
        ShownPages pages;
        qApp->installEventFilter(&pages);
        open();
        qApp->removeEventFilter(&pages);
        QCOMPARE(pages.shown, QSet<QObject*>{m_page});
    }

private:
    void open()
    {
        m_window.reset();
        m_page = new CountingPage;
        m_window = std::make_unique<MainWindow>(*m_settings, *m_queue, QList<Page*>{m_page} + dpl::test::samplePages());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    /// What stands at Jobs.
    QString sidebarNote() const
    {
        for (const SidebarButton* found : m_window->findChildren<SidebarButton*>()) {
            if (found->text() == QStringLiteral("Jobs"))
                return found->accessibleDescription();
        }
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<JobQueue> m_queue;
    std::unique_ptr<MainWindow> m_window;
    CountingPage* m_page = nullptr;
};

DPL_UI_TEST(TestMainWindow)
#include "tst_main_window.moc"
