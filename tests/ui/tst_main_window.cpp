// The window around the pages: its keys, palette, settings, theme and state.

#include "models/job_model.hpp"
#include "shell/command_palette.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/settings_dialog.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/segmented_control.hpp"
#include "window_bench.hpp"

#include <QAbstractButton>
#include <QSet>
#include <QSignalSpy>

using namespace dpl;
using namespace dpl::test;
using namespace dpl::ui;

namespace {

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

} // namespace

class TestMainWindow : public QObject, WindowBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

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

    void opensARunOnThePageThatTakesIt()
    {
        press(*m_window, Qt::Key_6);
        QVERIFY(!m_window->openPath(QStringLiteral("runs/other")));
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("results"));
        QVERIFY(m_window->openPath(QStringLiteral("runs/synthetic-1")));
        QCOMPARE(m_page->opened.last(), QStringLiteral("runs/synthetic-1"));
        QCOMPARE(m_window->currentPage(), m_page);
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
};

DPL_UI_TEST(TestMainWindow)
#include "tst_main_window.moc"
