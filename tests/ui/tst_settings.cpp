#include "base/error.hpp"
#include "pretended_devices.hpp"
#include "settings/migration.hpp"
#include "settings/settings.hpp"
#include "shell/device_list.hpp"
#include "ui_test.hpp"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl::ui;

class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void startsWithDefaults()
    {
        const Settings settings(file());
        QCOMPARE(settings.value(known::theme()), ThemeChoice::system);
        QCOMPARE(settings.value(known::threads()), 0);
        QVERIFY(settings.threadCount() >= 1);
        QCOMPARE(settings.compute().device, std::string("cpu"));
        QVERIFY(settings.value(known::runsFolder()).endsWith(QStringLiteral("DPL Workbench/runs")));
        QVERIFY(settings.value(known::pageParameters(QStringLiteral("synthetic"))).isEmpty());
        QCOMPARE(settings.value(known::backbonePlaces()), QStringList{QStringLiteral("hugging-face-cache")});
        QCOMPARE(known::theme().text(), QStringLiteral("Theme"));
    }

    void keepsWhatWasSet()
    {
        const QString parameters = QStringLiteral("{\"batch\": 2048, \"name\": \"π, \\\"quoted\\\"\"}");
        {
            Settings settings(file());
            QSignalSpy changed(&settings, &Settings::changed);
            settings.setValue(known::theme(), ThemeChoice::dark);
            settings.setValue(known::threads(), 3);
            settings.setValue(known::pageParameters(QStringLiteral("synthetic")), parameters);
            settings.setValue(known::windowGeometry(), QByteArray("\x01\x00\xff", 3));
            settings.setValue(known::jobsPanelOpen(), true);
            QCOMPARE(changed.size(), 5);
            settings.setValue(known::threads(), 3);
            QCOMPARE(changed.size(), 5);
        }
        const Settings again(file());
        QCOMPARE(again.value(known::theme()), ThemeChoice::dark);
        QCOMPARE(again.value(known::threads()), 3);
        QCOMPARE(again.threadCount(), 3);
        QCOMPARE(again.compute().threads, 3);
        QCOMPARE(again.value(known::pageParameters(QStringLiteral("synthetic"))), parameters);
        QCOMPARE(again.value(known::pageParameters(QStringLiteral("train"))), QString());
        QCOMPARE(again.value(known::windowGeometry()), QByteArray("\x01\x00\xff", 3));
        QVERIFY(again.value(known::jobsPanelOpen()));
    }

    void listsDevices()
    {
        DeviceModel devices(dpl::test::finds(dpl::test::severalDevices));
        const DeviceList list(devices);
        QVERIFY(list.lines().isEmpty()); // it looks in the background
        devices.look();
        QTRY_COMPARE(list.lines().size(), 3);
        QCOMPARE(list.lines()[1],
            QStringLiteral("cuda:0: NVIDIA H200, 138 GiB of 140 GiB free; computes float32, bfloat16"));
        QCOMPARE(list.lines()[2],
            QStringLiteral(
                "cuda:1: NVIDIA H200, 140 GiB; cannot be used: out of memory (CUDA_ERROR_OUT_OF_MEMORY, 2)"));
        devices.look(); // again
        QSignalSpy looked(&devices, &DeviceModel::looked);
        QTRY_COMPARE(looked.size(), 1);
        QCOMPARE(list.lines().size(), 3);

        DeviceModel without(dpl::test::finds(dpl::test::cpuAlone));
        const DeviceList listWithout(without);
        without.look();
        QTRY_COMPARE(listWithout.lines().size(), 2);
        QCOMPARE(listWithout.lines()[1], QStringLiteral("cuda: cannot be used: there is no NVIDIA driver"));

        DeviceModel failing(
            [](const std::vector<std::string>&) -> std::vector<dpl::Device> { throw dpl::Error("no answer"); });
        const DeviceList failed(failing);
        failing.look();
        QTRY_COMPARE(failed.lines(), QStringList{QStringLiteral("Devices: no answer")});
    }

    void whatAnotherWindowWroteIsKeptAndSeen()
    {
        Settings settings(file());
        settings.setValue(known::threads(), 3);
        settings.setValue(known::lastPage(), QStringLiteral("runs"));
        settings.save();
        QFile other(file()); // by another process: in this one, both would have the same values in memory
        QVERIFY(other.open(QIODevice::ReadWrite));
        QByteArray text = other.readAll();
        QVERIFY(text.contains("threads=3"));
        text.replace("threads=3", "threads=12");
        other.resize(0);
        other.seek(0);
        other.write(text);
        other.close();
        settings.setValue(known::lastPage(), QStringLiteral("train"));
        settings.refresh();
        QCOMPARE(settings.value(known::threads()), 12);
        QCOMPARE(settings.value(known::lastPage()), QStringLiteral("train"));
    }

    void keepsListsOfEveryLength()
    {
        const QList<QStringList> lists{
            {}, {QStringLiteral("/models")}, {QStringLiteral("/a, b"), QStringLiteral("/µ \"c\"; d")}};
        for (const QStringList& list : lists) {
            {
                Settings settings(file());
                settings.setValue(known::backbonePlaces(), list);
                QCOMPARE(settings.value(known::backbonePlaces()), list);
            }
            const Settings again(file());
            QCOMPARE(again.value(known::backbonePlaces()), list);
        }
    }

    void filesFromBeforeBackbonesGetTheDefaultPlaces()
    {
        write("[General]\nversion=1\n\n[appearance]\ntheme=dark\n");
        const Settings settings(file());
        QCOMPARE(settings.value(known::backbonePlaces()), QStringList{QStringLiteral("hugging-face-cache")});
        QVERIFY(settings.value(known::backbone()).isEmpty());
        QCOMPARE(settings.value(known::theme()), ThemeChoice::dark);
    }

    void migratesAnOldFile()
    {
        write("[appearance]\ndark=true\n\n[compute]\ncores=5\n\n[paths]\nruns=/data/runs\n\n[unknown]\nkey=kept\n");
        {
            const Settings settings(file());
            QCOMPARE(settings.value(known::theme()), ThemeChoice::dark);
            QCOMPARE(settings.value(known::threads()), 5);
            QCOMPARE(settings.value(known::runsFolder()), QStringLiteral("/data/runs"));
        }
        const QSettings raw(file(), QSettings::IniFormat);
        QCOMPARE(raw.value(QStringLiteral("version")).toInt(), settingsVersion);
        QVERIFY(!raw.contains(QStringLiteral("appearance/dark")));
        QVERIFY(!raw.contains(QStringLiteral("compute/cores")));
        QVERIFY(!raw.contains(QStringLiteral("paths/runs")));
        QCOMPARE(raw.value(QStringLiteral("unknown/key")).toString(), QStringLiteral("kept"));
    }

    void migratesOnlyOnce()
    {
        write("[General]\nversion=1\n\n[appearance]\ndark=true\ntheme=light\n");
        const Settings settings(file());
        QCOMPARE(settings.value(known::theme()), ThemeChoice::light);
    }

    void readsANewerFileAsFarAsItsKeysAreKnown()
    {
        write("[General]\nversion=99\n\n[appearance]\ntheme=dark\n");
        {
            Settings settings(file());
            QCOMPARE(settings.value(known::theme()), ThemeChoice::dark);
        }
        const QSettings raw(file(), QSettings::IniFormat);
        QCOMPARE(raw.value(QStringLiteral("version")).toInt(), 99);
    }

    void fallsBackWhereAValueDoesNotRead()
    {
        write("[General]\nversion=1\n\n[appearance]\ntheme=purple\n\n[compute]\nthreads=many\n");
        const Settings settings(file());
        QCOMPARE(settings.value(known::theme()), ThemeChoice::system);
        QCOMPARE(settings.value(known::threads()), 0);
    }

    void linesThatCannotBeReadAreKeptBeside()
    {
        const char* text = "[General]\nversion=1\n\n[appearance]\ntheme=dark\nno key\n";
        write(text);
        {
            Settings settings(file());
            QSignalSpy failed(&settings, &Settings::readFailed);
            QCOMPARE(settings.value(known::theme()), ThemeChoice::dark);
            settings.setValue(known::threads(), 2);
            QTRY_COMPARE(failed.size(), 1);
            QVERIFY(failed.first().first().toString().contains(file() + QStringLiteral(".bak")));
        }
        QFile kept(file() + QStringLiteral(".bak"));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray(text));
        Settings again(file());
        QCOMPARE(again.value(known::threads()), 2);
        QSignalSpy failed(&again, &Settings::readFailed);
        QTest::qWait(50);
        QCOMPARE(failed.size(), 0);
    }

    void saysWhenItCannotBeWritten()
    {
        QVERIFY(QFile(m_folder->filePath(QStringLiteral("blocked"))).open(QIODevice::WriteOnly));
        Settings settings(m_folder->filePath(QStringLiteral("blocked/settings.ini")));
        QSignalSpy failed(&settings, &Settings::saveFailed);
        settings.setValue(known::threads(), 2);
        settings.save();
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("blocked")));
    }

private:
    QString file() const { return m_folder->filePath(QStringLiteral("settings.ini")); }

    void write(const char* text) const
    {
        QFile out(file());
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

DPL_UI_TEST(TestSettings)
#include "tst_settings.moc"
