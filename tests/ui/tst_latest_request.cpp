#include "base/error.hpp"
#include "base/latest_request.hpp"
#include "ui_test.hpp"

#include <QTest>

#include <semaphore>

using namespace dpl;
using namespace dpl::ui;

namespace {

/// What a request told, in the order in which it did.
struct Answers {
    QStringList told;

    /// Waits for `word`.
    bool have(const QString& word) const
    {
        return QTest::qWaitFor([&] { return told.contains(word); });
    }
};

/// Work that waits to be let go, and tells when it began.
struct HeldWork {
    std::binary_semaphore begun{0};
    std::binary_semaphore go{0};
};

} // namespace

class TestLatestRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        // Held work takes a thread each, on machines with one core, too.
        QThreadPool::globalInstance()->setMaxThreadCount(4);
    }

    void cleanup()
    {
        QThreadPool::globalInstance()->waitForDone();
        QThreadPool::globalInstance()->setMaxThreadCount(QThread::idealThreadCount());
    }

    void handsOverAnAnswer()
    {
        Answers answers;
        LatestRequest request;
        QVERIFY(!request.isRunning());
        request.start(
            this, [] { return 7; },
            [&](int value) {
                QVERIFY(!request.isRunning());
                answers.told << QString::number(value);
            },
            [&](const QString& message) { answers.told << message; });
        QVERIFY(request.isRunning());
        QVERIFY(answers.have(QStringLiteral("7")));
        QCOMPARE(answers.told.size(), 1);
    }

    void tellsWhyItFailed()
    {
        Answers answers;
        LatestRequest request;
        request.start(
            this, []() -> int { throw Error("no such file"); }, [&](int) { answers.told << QStringLiteral("done"); },
            [&](const QString& message) {
                QVERIFY(!request.isRunning());
                answers.told << message;
            });
        QVERIFY(answers.have(QStringLiteral("no such file")));
        QCOMPARE(answers.told.size(), 1);
    }

    void whateverIsThrownIsAFailure()
    {
        Answers answers;
        LatestRequest request;
        request.start(
            this, []() -> int { throw 7; }, [&](int) { answers.told << QStringLiteral("done"); },
            [&](const QString& message) { answers.told << message; });
        QVERIFY(answers.have(QStringLiteral("An unknown error ended this.")));
        QVERIFY(!request.isRunning());
    }

    void aNewerOneStopsAndOutdatesTheOneBefore_data()
    {
        QTest::addColumn<QString>("end");
        QTest::newRow("a late answer") << QStringLiteral("answer");
        QTest::newRow("a late failure") << QStringLiteral("failure");
        QTest::newRow("stopped on the way") << QStringLiteral("stop");
    }

    void aNewerOneStopsAndOutdatesTheOneBefore()
    {
        QFETCH(QString, end);
        Answers answers;
        HeldWork held;
        LatestRequest request;
        bool wasToldToStop = false;
        request.start(
            this,
            [&](const std::stop_token& stop) {
                held.begun.release();
                held.go.acquire();
                wasToldToStop = stop.stop_requested();
                if (end == QStringLiteral("stop")) {
                    throwIfStopped(stop);
                } else if (end == QStringLiteral("failure")) {
                    throw Error("first failed");
                }
                return QStringLiteral("first");
            },
            [&](const QString& value) { answers.told << value; },
            [&](const QString& message) { answers.told << message; });
        held.begun.acquire();
        request.start(
            this, [] { return QStringLiteral("second"); }, [&](const QString& value) { answers.told << value; },
            [&](const QString& message) { answers.told << message; });
        held.go.release(); // the answers may come in any order
        QVERIFY(answers.have(QStringLiteral("second")));
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(wasToldToStop);
        QCOMPARE(answers.told, QStringList(QStringLiteral("second")));
    }

    void whatIsCancelledIsDropped()
    {
        Answers answers;
        LatestRequest request;
        request.start(
            this, [] { return QStringLiteral("late"); }, [&](const QString& value) { answers.told << value; },
            [&](const QString& message) { answers.told << message; });
        request.cancel();
        QVERIFY(!request.isRunning());
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(answers.told.isEmpty());
    }

    void anAnswerMayOutliveTheRequest()
    {
        Answers answers;
        HeldWork held;
        {
            LatestRequest request;
            request.start(
                this,
                [&] {
                    held.begun.release();
                    held.go.acquire();
                    return 1;
                },
                [&](int) { answers.told << QStringLiteral("done"); },
                [&](const QString& message) { answers.told << message; });
            held.begun.acquire();
        }
        held.go.release();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QVERIFY(answers.told.isEmpty());
    }

    void anAnswerMayAskForMore()
    {
        Answers answers;
        LatestRequest request;
        const auto failed = [&](const QString& message) { answers.told << message; };
        request.start(
            this, [] { return 1; },
            [&](int value) {
                request.start(
                    this, [value] { return value + 1; }, [&](int next) { answers.told << QString::number(next); },
                    failed);
                QVERIFY(request.isRunning());
            },
            failed);
        QVERIFY(answers.have(QStringLiteral("2")));
        QCOMPARE(answers.told.size(), 1);
    }
};

DPL_UI_TEST(TestLatestRequest)
#include "tst_latest_request.moc"
