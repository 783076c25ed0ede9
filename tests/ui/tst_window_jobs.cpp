// The jobs in the window: the panel and its drawer, by mouse and by keyboard, and what is told of failures.

#include "base/error.hpp"
#include "models/job_model.hpp"
#include "pages/runs/log_panel.hpp"
#include "runs/run_log.hpp"
#include "shell/job_delegate.hpp"
#include "shell/job_log_dialog.hpp"
#include "shell/jobs_drawer.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/sidebar_button.hpp"
#include "window_bench.hpp"

#include <QSet>
#include <QToolButton>

#include <chrono>
#include <thread>

using namespace dpl;
using namespace dpl::test;
using namespace dpl::ui;
using namespace std::chrono_literals;

namespace {

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

} // namespace

class TestWindowJobs : public QObject, WindowBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

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

    void theKeyboardStaysWhereItWasWhenAButtonGoes()
    {
        auto* begin = new QPushButton(QStringLiteral("Begin"), m_page);
        begin->show();
        begin->setFocus();
        begin->setEnabled(false);
        QVERIFY(m_page->hasFocus());
        begin->setEnabled(true);
        begin->setFocus();
        begin->hide();
        QVERIFY(m_page->hasFocus());

        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        const JobId id = m_queue->enqueue(endless());
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        panel->list()->setCurrentIndex(panel->list()->model()->index(0, 0));
        for (const char* name : {"Pause", "Stop"}) {
            QPushButton* pressed = button(panel, QString::fromLatin1(name));
            QTRY_VERIFY(pressed->isVisible());
            pressed->setFocus();
            QTest::keyClick(pressed, Qt::Key_Space);
            QTRY_VERIFY(!pressed->isVisible());
            QVERIFY2(panel->list()->hasFocus(), name);
        }
    }

    void theRowThatTheButtonsActOnIsHighlightedAndInView()
    {
        press(*m_window, Qt::Key_J);
        auto* panel = shown<JobsPanel>(*m_window);
        QListView* list = panel->list();
        m_queue->setHeldBack(true);
        for (int i = 0; i < 30; ++i) {
            JobRequest request = endless(QStringLiteral("job %1").arg(i));
            request.folder = QStringLiteral("runs/%1").arg(i);
            m_queue->enqueue(std::move(request));
        }
        list->setCurrentIndex(list->model()->index(0, 0));
        QTest::keyClick(list, Qt::Key_Delete); // stopped: below all that are active
        QCOMPARE(list->currentIndex().row(), 29);
        QTRY_VERIFY(list->viewport()->rect().contains(list->visualRect(list->currentIndex()).center()));

        JobRequest again = endless(QStringLiteral("job 0"));
        again.folder = QStringLiteral("runs/0");
        const JobId resumed = m_queue->enqueue(std::move(again));
        QCOMPARE(panel->currentJob().id, resumed);
        QCOMPARE(list->selectionModel()->selectedIndexes(), QModelIndexList{list->currentIndex()});

        panel->search()->setText(QStringLiteral("job 17"));
        QCOMPARE(list->model()->rowCount(), 1);
        if (list->currentIndex().isValid())
            QVERIFY(list->selectionModel()->isSelected(list->currentIndex()));
        else
            QVERIFY(!button(panel, QStringLiteral("Pause"))->isVisible());
        m_queue->stopAll();
    }

    void pausedJobsAreCountedApart()
    {
        const JobId id = m_queue->enqueue(endless());
        m_queue->enqueue(endless(QStringLiteral("a")));
        m_queue->pause(m_queue->enqueue(endless(QStringLiteral("b"))));
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        QTRY_VERIFY(says(*m_window, QStringLiteral("1 queued · 1 paused")));
        m_queue->stopAll();
        QTRY_VERIFY(!m_queue->hasActiveJobs());
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

private:
    /// What stands at Jobs.
    QString sidebarNote() const
    {
        for (const SidebarButton* found : m_window->findChildren<SidebarButton*>()) {
            if (found->text() == QStringLiteral("Jobs"))
                return found->accessibleDescription();
        }
        return {};
    }
};

DPL_UI_TEST(TestWindowJobs)
#include "tst_window_jobs.moc"
