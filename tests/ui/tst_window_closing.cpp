// What becomes of the jobs when the window is closed.

#include "shell/close_dialog.hpp"
#include "window_bench.hpp"

#include <chrono>
#include <thread>

using namespace dpl;
using namespace dpl::test;
using namespace dpl::ui;
using namespace std::chrono_literals;

class TestWindowClosing : public QObject, WindowBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

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

    void closingSaysWhatItDoesNotWaitFor()
    {
        const JobId id = m_queue->enqueue(endless());
        for (const char* name : {"a", "b"})
            m_queue->pause(m_queue->enqueue(endless(QString::fromLatin1(name))));
        QTRY_COMPARE(m_queue->status(id).state, JobState::running);
        m_window->close();
        auto* dialog = shown<CloseDialog>(*m_window);
        QVERIFY(dialog);
        QVERIFY(says(*dialog, QStringLiteral("A job is still running")));
        QVERIFY(says(*dialog, QStringLiteral("2 more are paused")));
        button(dialog, QStringLiteral("Stop and checkpoint"))->click();
        QTRY_VERIFY(!m_window->isVisible());
        QVERIFY(!m_queue->isPausedByUser(id));
        QVERIFY(m_queue->isPausedByUser(2));
        m_queue->stopAll();
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
        QCOMPARE(m_queue->status(id).state, JobState::queued); // for the next start
        QVERIFY(m_queue->isHeldBack());
        m_queue->setHeldBack(false);
        m_queue->stopAll();
    }

    void closingStopsAllThatRuns()
    {
        JobRequest beside = endless();
        beside.device = QStringLiteral("cuda:0");
        const JobId first = m_queue->enqueue(endless());
        const JobId second = m_queue->enqueue(std::move(beside));
        QTRY_COMPARE(m_queue->status(first).state, JobState::running);
        QTRY_COMPARE(m_queue->status(second).state, JobState::running);
        QTRY_VERIFY(says(*m_window, QStringLiteral("1 more running")));
        m_window->close();
        QVERIFY(says(*shown<CloseDialog>(*m_window), QStringLiteral("2 jobs")));
        button(shown<CloseDialog>(*m_window), QStringLiteral("Stop and checkpoint"))->click();
        QVERIFY(says(*m_window, QStringLiteral("running jobs have stopped")));
        QTRY_VERIFY(!m_window->isVisible());
        QCOMPARE(m_queue->status(first).state, JobState::queued);
        QCOMPARE(m_queue->status(second).state, JobState::queued);
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
        QCOMPARE(m_queue->status(id).state, JobState::queued); // for the next start
        QCOMPARE(m_queue->status(next).state, JobState::queued);
        m_queue->setHeldBack(false);
        m_queue->stopAll();
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
};

DPL_UI_TEST(TestWindowClosing)
#include "tst_window_closing.moc"
