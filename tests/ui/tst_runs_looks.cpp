// Pictures of the Runs page to look at, of each of its states.

#include "base/resources.hpp"
#include "base/theme.hpp"
#include "charts/figure_view.hpp"
#include "models/runs_filter_model.hpp"
#include "opened_runs.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curve_list.hpp"
#include "pages/runs/log_panel.hpp"
#include "pages/runs/run_notes_dialog.hpp"
#include "runs/run_folder.hpp"
#include "ui/pictures.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/empty_state.hpp"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSlider>

#include <optional>

using namespace dpl;
using namespace dpl::ui;
using runs::RunState;
using test::OpenedRuns;
using test::runsIn;

class TestRunsLooks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(test::makeTrashOfTests());
        loadResources();
        applyTheme(Theme::light());
    }

    void looks_data() { test::addLooks(); }

    void looks()
    {
        QFETCH(bool, dark);
        applyTheme(dark ? Theme::dark() : Theme::light());
        const auto light = qScopeGuard([] { applyTheme(Theme::light()); });
        withoutRuns();
        if (!QTest::currentTestFailed()) {
            ofASweep();
        }
        if (!QTest::currentTestFailed()) {
            ofHundreds();
        }
    }

    void cleanupTestCase() { m_running.reset(); }

private:
    /// A page as large as the row of looks_data() says.
    static std::unique_ptr<OpenedRuns> openToLookAt(const QTemporaryDir& folder)
    {
        QFETCH(QSize, size);
        auto opened = std::make_unique<OpenedRuns>(folder);
        opened->page->resize(test::pageSize(size));
        opened->page->setAutoFillBackground(true);
        return opened;
    }

    static void take(OpenedRuns& opened, const char* name)
    {
        QTest::qWait(60); // charts are drawn when the event loop comes to it
        test::savePicture(*opened.page, QString::fromLatin1(name));
    }

    void withoutRuns()
    {
        const QTemporaryDir none;
        const auto opened = openToLookAt(none);
        QVERIFY(says(*opened, QStringLiteral("Looking for runs in ")));
        test::savePicture(*opened->page, QStringLiteral("runs-looking"));
        QTRY_VERIFY(opened->page->findChild<EmptyState*>()->isVisible());
        take(*opened, "runs-empty");
    }

    /// 27 runs of a sweep, some of them stopped and one failed, and one of a terminal that goes on as long as the test.
    void makeSweep()
    {
        if (m_sweep) {
            return;
        }
        m_sweep = std::make_unique<QTemporaryDir>();
        const auto root = runsIn(*m_sweep);
        m_running.emplace(
            root / "terminal" / "both" / "base7", test::trainingRecord("base", "both", 7), runs::RunStart::overwrite);
        QElapsedTimer since;
        since.start();
        for (const char* subset : {"both", "helpful", "harmless"}) {
            for (const char* head : {"base", "mean_and_variance", "categorical"}) {
                for (int seed = 0; seed < 3; ++seed) {
                    const bool fails =
                        std::string(head) == "categorical" && std::string(subset) == "harmless" && seed == 0;
                    test::writeRun(root / "paper" / subset / (head + std::to_string(seed)),
                        test::trainingRecord(head, subset, seed),
                        fails           ? 80
                            : seed == 2 ? 240
                                        : 400,
                        fails           ? RunState::failed
                            : seed == 2 ? RunState::stopped
                                        : RunState::finished,
                        fails ? "the loss is not finite at step 80: lower the learning rate" : "");
                }
            }
        }
        for (int step = 4; step <= 280; step += 4) {
            m_running->append(test::trainingMetrics(step, 400, 7, 0.57));
        }
        QTest::qWait(std::max(0, 1100 - int(since.elapsed()))); // a record is written once a second
        m_running->progressed({"Training", 280, 400});
    }

    void ofASweep()
    {
        makeSweep();
        const auto opened = openToLookAt(*m_sweep);
        const auto root = runsIn(*m_sweep);
        const auto select = [&](const char* path, bool add = false) {
            return opened->table().select(QString::fromStdString((root / path).string()), add);
        };
        auto* filter = opened->page->findChild<QLineEdit*>();
        QTRY_COMPARE(opened->model().runCount(), 28);

        QVERIFY(select("terminal/both/base7"));
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(1));
        QCOMPARE(
            opened->table().currentIndex().siblingAtColumn(RunsModel::Share).data().toString(), QStringLiteral("70 %"));
        take(*opened, "runs-running");

        QVERIFY(select("paper/both/mean_and_variance0", true));
        QVERIFY(select("paper/both/categorical0", true));
        QVERIFY(select("paper/both/base0", true));
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(4));
        opened->page->curves()->chart(0)->setFocus();
        QTest::keyClick(opened->page->curves()->chart(0), Qt::Key_Right);
        take(*opened, "runs-selected");
        QTest::keyClick(opened->page->curves()->chart(0), Qt::Key_Escape);
        button(*opened, QStringLiteral("Compare"))->click();
        QVERIFY(opened->page->comparison()->isVisible());
        take(*opened, "runs-compared");
        opened->table().clearSelection();
        take(*opened, "runs-compared-none");
        QVERIFY(select("paper/both/categorical0"));
        button(*opened, QStringLiteral("Log"))->click();
        QTRY_VERIFY(!opened->page->log()->text().isEmpty());
        take(*opened, "runs-log");
        opened->table().clearSelection();
        button(*opened, QStringLiteral("Curves"))->click();
        QTRY_VERIFY(says(*opened, QStringLiteral("Select runs above")));
        take(*opened, "runs-none-selected");

        for (const char* run : {"both/base0", "both/base1", "both/mean_and_variance0", "both/mean_and_variance1",
                 "both/categorical0", "both/categorical1"}) {
            QVERIFY(select((std::string("paper/") + run).c_str(), true));
        }
        auto* overSeeds = button(*opened, QStringLiteral("Mean ± sd"));
        auto* logarithmic = button(*opened, QStringLiteral("Log axis"));
        auto* smoothing = opened->page->findChild<QSlider*>();
        overSeeds->click();
        logarithmic->click();
        smoothing->setValue(90);
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(3));
        take(*opened, "runs-over-seeds");
        overSeeds->click();
        logarithmic->click();
        smoothing->setValue(60);
        button(*opened, QStringLiteral("Held-out"))->click();
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(6));
        take(*opened, "runs-held-out");
        button(*opened, QStringLiteral("Train"))->click();

        opened->table().setGrouping(RunGrouping::experiments);
        QVERIFY(select("paper/harmless/categorical0"));
        opened->table().verticalScrollBar()->setValue(0);
        QTRY_VERIFY(says(*opened, QStringLiteral("lower the learning rate")));
        QVERIFY(button<QPushButton>(*opened, QStringLiteral("Resume"))); // what helps, beside why
        take(*opened, "runs-failed");
        opened->table().setGrouping(RunGrouping::seeds);
        take(*opened, "runs-seeds");
        opened->table().setGrouping(RunGrouping::none);
        opened->table().setBaseline(QString::fromStdString((root / "paper/both/base0").string()));
        QVERIFY(select("paper/both/base1"));
        take(*opened, "runs-baseline");
        opened->table().setBaseline({});

        filter->setText(QStringLiteral("head:base subset:both"));
        QCOMPARE(opened->table().filtered().shownRuns(), 4);
        take(*opened, "runs-filtered");
        filter->setText(QStringLiteral("head:base gpt-2"));
        QCOMPARE(opened->table().filtered().shownRuns(), 0);
        take(*opened, "runs-no-match");
        filter->setText(QStringLiteral("hed:base"));
        QVERIFY(says(*opened, QStringLiteral("there is no column or parameter \"hed\"")));
        take(*opened, "runs-wrong-filter");
        filter->clear();

        QVERIFY(select("paper/helpful/base1"));
        button(*opened, QStringLiteral("Columns"))->click();
        QVERIFY(QApplication::activePopupWidget());
        test::savePicture(*QApplication::activePopupWidget(), QStringLiteral("runs-columns"));
        QApplication::activePopupWidget()->close();
        Q_EMIT opened->table().customContextMenuRequested(QPoint(20, 20));
        QVERIFY(QApplication::activePopupWidget());
        test::savePicture(*QApplication::activePopupWidget(), QStringLiteral("runs-menu"));
        QApplication::activePopupWidget()->close();
        QTRY_VERIFY(action(*opened, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N))->isEnabled());
        action(*opened, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N))->trigger();
        auto* notes = opened->page->findChild<RunNotesDialog*>();
        QVERIFY(notes);
        QTest::qWait(20);
        test::savePicture(*notes, QStringLiteral("runs-notes"));
        notes->reject();

        QTRY_VERIFY(opened->page->trashAction()->isEnabled());
        opened->page->trashAction()->trigger();
        QTRY_COMPARE(opened->model().runCount(), 27);
        auto* back = button(*opened, QStringLiteral("Put back"));
        QVERIFY(back);
        take(*opened, "runs-trashed");
        back->click();
        QTRY_COMPARE(opened->model().runCount(), 28);
        QVERIFY(!back->isVisible());
    }

    void ofHundreds()
    {
        if (!m_hundreds) {
            m_hundreds = std::make_unique<QTemporaryDir>();
            for (int i = 0; i < 200; ++i) {
                const char* head = i % 3 == 0 ? "base" : i % 3 == 1 ? "mean_and_variance" : "categorical";
                const char* subset = i % 9 < 3 ? "both" : i % 9 < 6 ? "helpful" : "harmless";
                test::writeRun(runsIn(*m_hundreds) / "ratios" / subset / (head + std::to_string(i)),
                    test::trainingRecord(head, subset, i), 40, i % 17 == 16 ? RunState::stopped : RunState::finished);
            }
        }
        const auto opened = openToLookAt(*m_hundreds);
        QTRY_COMPARE(opened->model().runCount(), 200);
        opened->table().selectAll();
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(64));
        QVERIFY(!opened->page->curves()->chart(0)->figureView()->figure()->panels[0].legend); // it is beside the charts
        QCOMPARE(opened->page->curves()->list()->model().rowCount(), 64);
        QVERIFY(opened->page->curves()->figure().panels[0].legend); // what is exported has nothing beside it
        take(*opened, "runs-200");
    }

    std::unique_ptr<QTemporaryDir> m_sweep;
    std::unique_ptr<QTemporaryDir> m_hundreds;
    std::optional<runs::RunFolder> m_running;
};

DPL_UI_TEST(TestRunsLooks)
#include "tst_runs_looks.moc"
