#include "base/theme.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/synthetic_job.hpp"
#include "models/job_model.hpp"
#include "no_places.hpp"
#include "pretended_devices.hpp"
#include "sample_pages.hpp"
#include "settings/settings.hpp"
#include "shell/close_dialog.hpp"
#include "shell/command_palette.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/main_window.hpp"
#include "shell/settings_dialog.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"

#include "base/error.hpp"

#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using namespace std::chrono_literals;

/// Pictures of the window to look at, in both themes and two sizes; what is checked is that they are drawn at all.
class TestShellPictures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looks_data() { test::addLooks(); }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        settings.setValue(known::theme(), dark ? ThemeChoice::dark : ThemeChoice::light);
        settings.setValue(known::threads(), 2);
        settings.setValue(known::runsFolder(), QStringLiteral("/home/ada/Documents/DPL Workbench/runs"));
        JobQueue queue;
        QList<Page*> pages = dpl::test::samplePages();
        pages.prepend(new dpl::test::SamplePage(QStringLiteral("Synthetic")));
        DeviceModel devices(test::finds(test::cpuAlone));
        WhereModel places(test::noPlaces());
        MainWindow window(settings, queue, devices, places, pages);
        window.resize(size);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.showPage(QStringLiteral("train"));
        test::savePicture(window, QStringLiteral("shell-empty"));

        addJobs(window, queue);
        window.setJobsPanelVisible(true);
        QTRY_VERIFY(queue.status(5).secondsLeft.has_value());
        auto* panel = window.findChild<JobsPanel*>();
        panel->list()->setCurrentIndex(panel->list()->model()->index(0, 0));
        QTest::qWait(50);
        test::savePicture(window, QStringLiteral("shell-jobs"));
        panel->list()->setCurrentIndex(panel->list()->model()->index(6, 0));
        panel->list()->scrollToTop();
        test::savePicture(window, QStringLiteral("shell-jobs-past"));

        window.showPalette();
        test::savePicture(window, QStringLiteral("shell-palette"));
        auto* palette = window.findChild<CommandPalette*>();
        QTest::keyClicks(palette->field(), QStringLiteral("run"));
        test::savePicture(window, QStringLiteral("shell-palette-search"));
        QTest::keyClick(palette->field(), Qt::Key_Escape);

        window.showSettings();
        test::savePicture(*window.findChild<SettingsDialog*>(), QStringLiteral("shell-settings"));
        window.findChild<SettingsDialog*>()->reject();
        window.close();
        test::savePicture(*window.findChild<CloseDialog*>(), QStringLiteral("shell-close"));
        window.findChild<CloseDialog*>()->reject();
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

private:
    static void addJobs(MainWindow& window, JobQueue& queue)
    {
        const auto quick = [](const QString& folder, Completion completion) {
            return [folder, completion](JobEvents& events, std::stop_token) {
                events.folderChosen(folder);
                events.progressed({"training, base", completion == Completion::finished ? 1000 : 412, 1000});
                return completion;
            };
        };
        const JobKind kind = syntheticKind();
        queue.enqueue({QStringLiteral("Synthetic 1-D"), kind,
            quick(QStringLiteral("/runs/2025-03-02-synthetic-1d-8f3a"), Completion::finished)});
        queue.enqueue({QStringLiteral("Synthetic 2-D · 4,096 alternatives"), kind,
            quick(QStringLiteral("/runs/2025-03-02-synthetic-2d-11c0"), Completion::finished)});
        queue.enqueue({QStringLiteral("Synthetic 1-D · seed 2"), kind,
            quick(QStringLiteral("/runs/2025-03-02-synthetic-1d-77aa"), Completion::stopped)});
        queue.enqueue({QStringLiteral("Synthetic custom"), kind,
            [](JobEvents& events, std::stop_token) -> Completion {
                events.folderChosen(QStringLiteral("/runs/2025-03-02-synthetic-custom-0b21"));
                throw Error("The loss of the categorical model is not finite at step 240: lower the learning rate (now "
                            "0.3) or start from another seed.");
            }});
        queue.enqueue({QStringLiteral("Synthetic 1-D · 3 seeds"), kind, [](JobEvents& events, std::stop_token stop) {
                           events.folderChosen(QStringLiteral("/runs/2025-03-02-synthetic-1d-c4d9"));
                           for (std::int64_t step = 600; !stop.stop_requested();
                                step = std::min<std::int64_t>(640, step + 1)) {
                               events.progressed({"training, mean and variance", step, 1000});
                               std::this_thread::sleep_for(40ms);
                           }
                           return Completion::stopped;
                       }});
        queue.enqueue({QStringLiteral("Synthetic 2-D · paper preset"), kind, quick({}, Completion::finished)});

        JobStatus interrupted;
        interrupted.title = QStringLiteral("Synthetic 1-D · 10,000 iterations");
        interrupted.kind = kind;
        interrupted.folder = QStringLiteral("/runs/2025-02-27-synthetic-1d-52e1");
        interrupted.state = JobState::interrupted;
        interrupted.progress = {"training, categorical", 7200, 10000};
        JobStatus done;
        done.title = QStringLiteral("Synthetic 2-D · Borda, Copeland and maximin rankings from the classifier");
        done.kind = kind;
        done.folder = QStringLiteral("/runs/2025-02-26-synthetic-2d-90ff");
        done.state = JobState::finished;
        window.jobModel().setPastRuns({interrupted, done});
    }
};

DPL_UI_TEST(TestShellPictures)
#include "tst_shell_pictures.moc"
