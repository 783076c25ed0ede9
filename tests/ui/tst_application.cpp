#include "shell/application.hpp"
#include "ui_test.hpp"

#include "base/error.hpp"

#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <new>
#include <stdexcept>

using namespace dpl;
using namespace dpl::ui;

namespace {

/// Throws where Qt calls it.
class Thrower final : public QObject {
protected:
    void timerEvent(QTimerEvent* event) override
    {
        killTimer(event->timerId());
        throw std::out_of_range("key 'params' not found");
    }
};

} // namespace

class TestApplication : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { qApp->setProperty("expectsFailures", true); }
    void cleanup() { qApp->setProperty("expectsFailures", false); }

    void whatASlotThrowsIsToldAndTheProgramGoesOn()
    {
        auto* application = qobject_cast<Application*>(qApp);
        QVERIFY(application);
        QSignalSpy failed(application, &Application::failed);
        QTimer::singleShot(0, this, [] { throw Error("the disk is full"); });
        QTest::ignoreMessage(QtCriticalMsg, "An unexpected error: the disk is full");
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().toString(),
            QStringLiteral("Something went wrong here: the disk is full. The window and its jobs continue."));

        Thrower thrower;
        thrower.startTimer(0);
        QTest::ignoreMessage(QtCriticalMsg, "An unexpected error: key 'params' not found");
        QTRY_COMPARE(failed.size(), 2);

        QTimer::singleShot(0, this, [] { throw std::bad_alloc(); });
        QTest::ignoreMessage(QtCriticalMsg, "An unexpected error: there is not enough memory");
        QTRY_COMPARE(failed.size(), 3);

        QTimer::singleShot(0, this, [] { throw 7; });
        QTest::ignoreMessage(QtCriticalMsg, "An unexpected error: something unknown");
        QTRY_COMPARE(failed.size(), 4);

        bool isAlive = false;
        QTimer::singleShot(0, this, [&isAlive] { isAlive = true; });
        QTRY_VERIFY(isAlive);
    }

    void anErrorWhileItIsToldIsDropped()
    {
        auto* application = qobject_cast<Application*>(qApp);
        const auto connection =
            connect(application, &Application::failed, this, [] { throw Error("no memory for the notice"); });
        const auto disconnected = qScopeGuard([&connection] { disconnect(connection); });
        bool isAlive = false;
        QTest::ignoreMessage(QtCriticalMsg, "An unexpected error: first");
        QTimer::singleShot(0, this, [] { throw Error("first"); });
        QTimer::singleShot(5, this, [&isAlive] { isAlive = true; });
        QTRY_VERIFY(isAlive);
    }
};

DPL_UI_TEST(TestApplication)
#include "tst_application.moc"
