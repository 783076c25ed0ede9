// What the page of synthetic experiments says of one that waits.

#include "jobs/job_queue.hpp"
#include "no_places.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "pretended_devices.hpp"
#include "settings/settings.hpp"
#include "shown_texts.hpp"
#include "ui_test.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace dpl::test;
using namespace dpl::ui;

class TestSyntheticPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anExperimentThatWaitsSaysSo()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        DeviceModel devices(finds(cpuAlone));
        WhereModel places(noPlaces());
        JobQueue queue;
        queue.setHeldBack(true);
        SyntheticPage page(settings, queue, devices, places);
        page.resize(1100, 760);
        page.show();
        QVERIFY(says(page, QStringLiteral("No experiment yet")));
        page.start();
        QCOMPARE(page.shownJob(), JobId(1));
        QVERIFY(!says(page, QStringLiteral("No experiment yet")));
        QVERIFY(says(page, QStringLiteral("waiting for its turn")));
        queue.pause(1);
        QVERIFY(says(page, QStringLiteral("It is paused")));
        page.stop();
        QVERIFY(says(page, QStringLiteral("No experiment yet")));
    }
};

DPL_UI_TEST(TestSyntheticPage)
#include "tst_synthetic_page.moc"
