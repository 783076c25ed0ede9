#include "base/files.hpp"
#include "base/json.hpp"
#include "base/theme.hpp"
#include "charts/clickable_figure.hpp"
#include "charts/figure_view.hpp"
#include "demo/demo.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/score_text_job.hpp"
#include "models/inspection_model.hpp"
#include "models/run_index.hpp"
#include "pages/inspect/conversation_card.hpp"
#include "pages/inspect/conversation_view.hpp"
#include "pages/inspect/distribution_view.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/model_chip.hpp"
#include "pages/inspect/model_chips.hpp"
#include "pages/inspect/open_evaluations_button.hpp"
#include "pages/inspect/ranking_card.hpp"
#include "pages/inspect/responses_view.hpp"
#include "pages/inspect/scatter_card.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "pages/inspect/text_bubble.hpp"
#include "pretended_devices.hpp"
#include "report/number_text.hpp"
#include "scoring/find_checkpoints.hpp"
#include "settings/settings.hpp"
#include "shown_texts.hpp"
#include "training/train.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/export_dialog.hpp"
#include "widgets/notice.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/wrapped_text.hpp"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>

using namespace dpl;
using namespace dpl::ui;

/// Opens evaluations as a user does, looks at responses, moves alpha, scores a text.
class TestInspectPage : public QObject {
    Q_OBJECT

private:
    static QString own(const char* file)
    {
        return QStringLiteral(DPL_FIXTURES "/evaluation/own/") + QString::fromLatin1(file);
    }

    static QStringList comparisons()
    {
        return {own("tiny-llama-base/eval_results_both.jsonl"),
            own("tiny-llama-mean_and_variance/eval_results_both.jsonl"),
            own("tiny-llama-categorical/eval_results_both.jsonl")};
    }

    struct Opened {
        explicit Opened(const QTemporaryDir& folder) : settings(folder.filePath(QStringLiteral("settings.ini")))
        {
            settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
            page = std::make_unique<InspectPage>(settings, queue, index, devices);
            page->resize(1100, 740);
            page->show();
        }

        Settings settings;
        JobQueue queue;
        RunIndex index{settings, queue, {scoring::foundCheckpoints()}};
        DeviceModel devices{test::finds(test::cpuAlone)};
        std::unique_ptr<InspectPage> page;
    };

    static void openComparisons(InspectPage& page)
    {
        page.openFiles(comparisons(), false);
        QTRY_VERIFY(page.columns() != nullptr && !page.isLoading());
    }

    static QString shown(InspectPage& page, int row, int column)
    {
        return page.responses()->list()->model()->index(row, column).data().toString();
    }

private Q_SLOTS:
    void showsPairsOfSeveralModels()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        QAbstractItemModelTester tester(
            page.responses()->list()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(page.columns() == nullptr);
        openComparisons(page);
        QCOMPARE(page.responses()->list()->model()->rowCount(), 12);
        QCOMPARE(page.columns()->models().size(), std::size_t(3));
        QVERIFY(page.responses()->list()->selected().has_value());
        QVERIFY(!shown(page, 0, InspectionModel::PromptColumn).isEmpty());
        QVERIFY(page.responses()->distributions()->figure() != nullptr);
        QCOMPARE(page.responses()->distributions()->figure()->panels.size(), std::size_t(3));
        QCOMPARE(page.responses()->distributions()->preferences().rows.size(), std::size_t(5));
        QVERIFY(!page.responses()->conversation()->view()->first()->plainText().isEmpty());
        QVERIFY(page.responses()->conversation()->view()->first()->markedParts()
                + page.responses()->conversation()->view()->second()->markedParts()
            > 0);
    }

    void sortsFiltersAndSearches()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        const auto& items = page.responses()->list()->items();
        QHeaderView* header = page.responses()->list()->table()->horizontalHeader();
        const auto click = [&](int column) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                QPoint(header->sectionViewportPosition(column) + 12, header->height() / 2));
        };
        click(InspectionModel::FirstMeasure);
        const auto& delta = page.columns()->values(inspection::Measure::deltaMean, page.responses()->list()->place());
        QVERIFY(std::is_sorted(items.begin(), items.end(), [&](auto a, auto b) { return delta[a] > delta[b]; }));
        click(InspectionModel::FirstMeasure);
        QVERIFY(std::is_sorted(items.begin(), items.end(), [&](auto a, auto b) { return delta[a] < delta[b]; }));
        click(InspectionModel::FirstMeasure);
        QVERIFY(std::is_sorted(items.begin(), items.end()));

        page.responses()->list()->subset()->setCurrentIndex(1);
        QVERIFY(
            page.responses()->list()->model()->rowCount() < 12 && page.responses()->list()->model()->rowCount() > 0);
        page.responses()->list()->subset()->setCurrentIndex(0);
        QCOMPARE(page.responses()->list()->model()->rowCount(), 12);
        page.responses()->list()->search()->setText(QStringLiteral("SORT OLD PHOTOGRAPHS"));
        QTRY_VERIFY(page.responses()->list()->model()->rowCount() < 12);
        QVERIFY(page.responses()->list()->model()->rowCount() > 0);
        page.responses()->list()->search()->clear();
        QTRY_COMPARE(page.responses()->list()->model()->rowCount(), 12);
    }

    void chipsHideModelsAndTheMenuShowsThem()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        QCOMPARE(page.models()->chips().size(), qsizetype(3));
        const QString hidden = page.models()->chips()[0]->text();
        QTest::keyClick(page.models()->chips()[0], Qt::Key_Space);
        QTRY_COMPARE(page.columns()->models().size(), std::size_t(2));
        QCOMPARE(page.models()->chips().size(), qsizetype(2));
        QVERIFY(!page.models()->chosenNames().contains(hidden));
        const auto actions = page.models()->menu()->actions();
        QCOMPARE(actions.size(), qsizetype(3));
        QVERIFY(!actions[0]->isChecked());
        actions[0]->trigger();
        QTRY_COMPARE(page.columns()->models().size(), std::size_t(3));
        QCOMPARE(page.models()->chips()[0]->text(), hidden);
        page.chooseModels({1});
        QTRY_COMPARE(page.models()->chips().size(), qsizetype(1));
        QVERIFY2(!page.models()->chips()[0]->isEnabled(), "one stays");
    }

    void alphaMovesEverything()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        const auto figure = page.responses()->distributions()->figure();
        const auto table = page.responses()->distributions()->preferences();
        page.responses()->distributions()->slider()->setValue(386); // of 400, on a logarithmic scale
        QCOMPARE(page.columns()->alpha(), 0.4);
        QCOMPARE(page.responses()->distributions()->spin()->value(), 0.4);
        QVERIFY(*figure != *page.responses()->distributions()->figure());
        QVERIFY(table != page.responses()->distributions()->preferences());
        page.responses()->distributions()->spin()->setValue(0.01);
        QVERIFY(table == page.responses()->distributions()->preferences());
        page.responses()->distributions()->setAxis(inspection::UtilityAxis::standardised);
        QCOMPARE(page.responses()->distributions()->figure()->panels.size(), std::size_t(1));

        // The list follows from the background: its numbers, and its order where that is by one of them.
        ItemList& list = *page.responses()->list();
        int column = InspectionModel::FirstMeasure;
        while (inspection::allMeasures[column - InspectionModel::FirstMeasure] != inspection::Measure::deltaQuantile)
            ++column;
        Q_EMIT list.table()->horizontalHeader()->sectionClicked(column);
        const auto order = list.items();
        page.responses()->distributions()->spin()->setValue(0.5);
        const auto sorted = [&] {
            const auto& values = page.columns()->values(inspection::Measure::deltaQuantile, list.place());
            return std::is_sorted(
                list.items().begin(), list.items().end(), [&](auto a, auto b) { return values[a] > values[b]; });
        };
        QTRY_VERIFY(list.items() != order && sorted());
        QCOMPARE(shown(page, 0, column),
            QString::fromStdString(report::fixedText(
                page.columns()->values(inspection::Measure::deltaQuantile, list.place())[list.items()[0]], 2)));
    }

    void scatterAndTableFollowEachOther()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        const auto& scatter = page.responses()->scatter()->shown();
        QCOMPARE(scatter.items.size(), std::size_t(24));
        const std::size_t point = 7;
        const QPointF at = page.responses()->scatter()->view()->position(scatter.x[point], scatter.y[point]);
        QTest::mouseClick(page.responses()->scatter()->view()->viewport(), Qt::LeftButton, {}, at.toPoint());
        QCOMPARE(page.responses()->list()->selected(), std::optional<std::size_t>(scatter.items[point]));
        const auto ringed = page.responses()->scatter()->shown().figure;
        page.responses()->list()->select(2);
        QVERIFY(ringed != page.responses()->scatter()->shown().figure);
    }

    void opensFilesFoldersAndNothingElse()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        QVERIFY(!page.openPath(own("README.md")));
        QVERIFY(!page.openPath(folder.path()));
        QVERIFY(page.openPath(own("tiny-llama-categorical")));
        QTRY_VERIFY(page.columns() != nullptr && !page.isLoading());
        QCOMPARE(page.files().size(), qsizetype(2));
        QVERIFY(page.columns()->inspection().count(inspection::ItemKind::prompt) > 0);
        QVERIFY2(!page.openPath(QStringLiteral(DPL_FIXTURES "/evaluation/own")), "an experiment is the results page's");
        page.chooseModels({1});
        QTRY_COMPARE(page.columns()->models().size(), std::size_t(1));
        page.openFiles({folder.filePath(QStringLiteral("gone.jsonl"))}, true);
        QTRY_VERIFY(!page.isLoading());
        QVERIFY(page.findChild<Notice*>()->text().contains(QStringLiteral("gone.jsonl")));
        QCOMPARE(page.files().size(), qsizetype(2));
    }

    void aDamagedFileCostsThatFileAlone()
    {
        const QTemporaryDir folder;
        const QString damaged = folder.filePath(QStringLiteral("damaged.jsonl"));
        writeFileAtomically(damaged.toStdString(), "{\"reward_outputs_both\": [[0.5],\n");
        Opened opened(folder);
        InspectPage& page = *opened.page;
        page.openFiles(QStringList{damaged} + comparisons(), false);
        QTRY_VERIFY(page.columns() != nullptr && !page.isLoading());
        QCOMPARE(page.files(), comparisons());
        QCOMPARE(page.columns()->models().size(), std::size_t(3));
        // What was opened together is one of the recent.
        const auto* open = page.findChild<OpenEvaluationsButton*>();
        QCOMPARE(open->recent().size(), qsizetype(1));
        QCOMPARE(open->recent().constFirst().split(u'\n'), QStringList{damaged} + comparisons());
        const Notice* notice = page.findChild<Notice*>();
        QVERIFY(notice->isVisible());
        QVERIFY2(notice->text().contains(QStringLiteral("damaged.jsonl")), qPrintable(notice->text()));
    }

    void whatIsOpenedWhileTheRestIsReadIsOpenBesideIt()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        for (const char* model : {"tiny-llama-base", "tiny-llama-categorical"})
            page.openFolder(QStringLiteral(DPL_FIXTURES "/evaluation/own/") + QLatin1String(model), true);
        page.openFiles(comparisons(), true);
        QTRY_COMPARE(page.files().size(), qsizetype(5));
        QVERIFY(page.columns() != nullptr);
    }

    void opensAnExperiment()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        opened.page->openFolder(QStringLiteral(DPL_FIXTURES "/evaluation/own"), false);
        QTRY_VERIFY(opened.page->columns() != nullptr && !opened.page->isLoading());
        QCOMPARE(opened.page->files().size(), qsizetype(6));
    }

    void opensAgainWhatWasOpen()
    {
        const QTemporaryDir folder;
        {
            Opened opened(folder);
            openComparisons(*opened.page);
            opened.page->responses()->distributions()->spin()->setValue(0.2);
        }
        Opened opened(folder);
        QTRY_VERIFY(opened.page->columns() != nullptr && !opened.page->isLoading());
        QCOMPARE(opened.page->files(), comparisons());
        QCOMPARE(opened.page->columns()->alpha(), 0.2);
    }

    void exportsWhatIsSeen()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        page.exportFigure();
        auto* dialog = page.findChild<ExportDialog*>();
        QVERIFY(dialog);
        ExportOptions options = dialog->options();
        options.folder = folder.filePath(QStringLiteral("export"));
        options.stem = QStringLiteral("inspected");
        options.pdf = options.pgf = options.data = options.csvTables = options.parameters = true;
        QDir().mkpath(options.folder);
        dialog->setOptions(options);
        dialog->exportNow();
        for (const char* ending : {"pdf", "pgf", "csv"}) {
            QTRY_VERIFY2(QFile::exists(options.folder + QStringLiteral("/inspected.") + QLatin1String(ending)), ending);
        }
        dialog->close();
        QGuiApplication::clipboard()->clear();
        page.findChild<QPushButton*>(QStringLiteral("copyFigure"))->click();
        QTRY_VERIFY(!QGuiApplication::clipboard()->image().isNull());
    }

    void scoresAText()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        demo::writeDemo(0, path / "demo-data");
        training::TrainingParams params;
        params.modelName = (path / "demo-data/tiny-llama").string();
        params.dataPath = (path / "demo-data/preferences").string();
        params.rewardModelType = "mean_and_variance";
        params.trainDatasetSize = 8;
        params.evalDatasetSize = 2;
        params.epochs = 1;
        dpl::Observer observer;
        const std::filesystem::path adapter =
            path / "runs/mine/both/mean_and_variance_tiny__0_1_cosine_1_0.0_peft_last_checkpoint";
        training::train(params, {1, false, "cpu"}, {{}, adapter, {}}, observer, {});
        QVERIFY(std::filesystem::exists(adapter / "adapter_config.json"));

        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        page.tabs()->setCurrentIndex(1);
        ScoreTextView& view = *page.scoreText();
        QTRY_COMPARE(view.checkpoints()->count(), 1);
        QCOMPARE(view.checkpoints()->item(0)->text(), QStringLiteral("both · mean and variance (mine)"));
        view.scoreButton()->click();
        QVERIFY(view.findChild<Notice*>()->text().contains(QStringLiteral("prompt")));
        view.prompt()->setPlainText(QStringLiteral("How do tides work?"));
        view.response(0)->setPlainText(QStringLiteral("The moon pulls at the sea."));
        view.response(1)->setPlainText(QStringLiteral("I will not say."));
        view.checkpoints()->item(0)->setCheckState(Qt::Checked);
        page.start();
        auto* scored = page.findChild<NoticeRow*>(QStringLiteral("scored"));
        QTRY_VERIFY_WITH_TIMEOUT(scored->isVisible(), 30000);
        QVERIFY2(page.tabs()->currentIndex() == 1 && page.files().size() == 3, "nobody is disturbed");
        scored->findChild<QPushButton*>()->click();
        QTRY_COMPARE_WITH_TIMEOUT(page.files().size(), qsizetype(4), 30000);
        QCOMPARE(page.tabs()->currentIndex(), 0);
        QVERIFY(!scored->isVisible());
        QCOMPARE(page.models()->chosenNames(), QStringList{QStringLiteral("both · mean and variance")});
        QCOMPARE(page.columns()->inspection().count(inspection::ItemKind::prompt), std::size_t(1));
        QVERIFY(page.responses()->list()->selected().has_value());
        QCOMPARE(*page.responses()->list()->selected(), page.columns()->inspection().size() - 1);
        QCOMPARE(page.responses()->conversation()->view()->first()->plainText(),
            QStringLiteral("The moon pulls at the sea."));
        QCOMPARE(page.responses()->distributions()->preferences().columns[1].title, std::string("response 1"));

        const JobRequest again = shippedJobKinds().jobOf(scoreTextJob(view.text(), path / "again", {}).recipe, {});
        QCOMPARE(again.kind.name, QStringLiteral("score-text"));
    }

    void aTextThatWaitsSaysSoAndCanBeStopped()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        ScoreTextView& view = *opened.page->scoreText();
        opened.page->tabs()->setCurrentIndex(1);
        QVERIFY(!view.stopButton()->isVisible());
        JobStatus job;
        view.showJob(job);
        QVERIFY(test::says(view, QStringLiteral("waiting for its turn")));
        QVERIFY(!view.scoreButton()->isEnabled());
        QSignalSpy stops(&view, &ScoreTextView::stopRequested);
        view.stopButton()->click();
        QCOMPARE(stops.size(), 1);
        job.state = JobState::paused;
        view.showJob(job);
        QVERIFY(test::says(view, QStringLiteral("It is paused")));
        job.state = JobState::stopped;
        view.showJob(job);
        QVERIFY(view.scoreButton()->isEnabled() && !view.stopButton()->isVisible());
        QVERIFY(!test::says(view, QStringLiteral("paused")));
    }

    void anyResponseCanBeTakenAway()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        ScoreTextView& view = *opened.page->scoreText();
        opened.page->tabs()->setCurrentIndex(1);
        QVERIFY2(!view.removeButton(0)->isEnabled(), "two are needed to compare");
        evaluation::ScoredText text;
        text.prompt = "p";
        text.responses = {"a", "b", "c"};
        view.setText(text);
        QCOMPARE(view.responseCount(), 3);
        view.removeButton(1)->click();
        QCOMPARE(view.responseCount(), 2);
        QCOMPARE(view.text().responses, (std::vector<std::string>{"a", "c"}));
        QCOMPARE(view.response(1)->accessibleName(), QStringLiteral("Response 2"));
        // Tab goes through what is written before it comes to a button.
        opened.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(opened.page.get()));
        view.prompt()->setFocus();
        QTRY_VERIFY(view.prompt()->hasFocus());
        for (int i = 0; i < view.responseCount(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(view.response(i)->hasFocus());
        }
    }

    void ranksAllResponsesOfAPrompt()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("many.jsonl"));
        const Json row{{"prompt", ""}, {"responses", {"one", "two", std::string(400, 'A'), "four"}},
            {"reward_outputs_both", {{1.0}, {4.0}, {2.0}, {0.0}}},
            {"reward_outputs_both_mean_and_variance", {{1.0, -3.0}, {4.0, 8.0}, {2.0, -3.0}, {0.0, -3.0}}}};
        writeFileAtomically(file.toStdString(), row.dump() + "\n");
        Opened opened(folder);
        InspectPage& page = *opened.page;
        page.openFiles({file}, false);
        QTRY_VERIFY(page.columns() != nullptr && !page.isLoading());
        RankingCard& ranking = *page.responses()->ranking();
        QVERIFY(ranking.isVisible());
        QCOMPARE(ranking.ranking().rows.size(), std::size_t(8));
        QCOMPARE(report::cellText(ranking.ranking().rows[4][2]), std::string("response 2"));
        QCOMPARE(report::cellText(ranking.ranking().rows[4][7]), std::string("\u25bc 3"));
        // A row shows its response, whose text has no blank to be broken at.
        ranking.table()->selectRow(5);
        ConversationView& conversation = *page.responses()->conversation()->view();
        QCOMPARE(conversation.first()->plainText(), QString(400, u'A'));
        QTRY_VERIFY(conversation.first()->findChild<WrappedText*>()->document()->lineCount() > 1
            || conversation.first()->findChild<WrappedText*>()->document()->firstBlock().layout()->lineCount() > 1);
        const auto texts = conversation.findChildren<WrappedText*>();
        QVERIFY2(std::any_of(texts.cbegin(), texts.cend(),
                     [](const WrappedText* text) { return text->toPlainText() == QStringLiteral("(empty)"); }),
            "of the prompt");
        openComparisons(page);
        QVERIFY2(!ranking.isVisible(), "two responses have one order");
    }

    void earlierTurnsAreShownOnRequest()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        page.responses()->list()->select(3); // whose prompt has seven turns
        ConversationView& conversation = *page.responses()->conversation()->view();
        auto* earlier = conversation.findChild<QPushButton*>();
        const auto bubbles = [&conversation] {
            const auto all = conversation.findChildren<TextBubble*>();
            return std::count_if(
                all.cbegin(), all.cend(), [&](const TextBubble* bubble) { return bubble->isVisibleTo(&conversation); });
        };
        QCOMPARE(earlier->text(), QStringLiteral("Show 6 earlier turns"));
        QTRY_COMPARE(bubbles(), 3); // the last of the prompt, and two responses
        earlier->click();
        QTRY_COMPARE(bubbles(), 9);
        page.responses()->list()->select(2);
        page.responses()->list()->select(3);
        QTRY_COMPARE(bubbles(), 9); // as it was chosen
        earlier->click();
        QTRY_COMPARE(bubbles(), 3);
    }

    void starsAreKeptAndListed()
    {
        const QTemporaryDir folder;
        {
            Opened opened(folder);
            InspectPage& page = *opened.page;
            openComparisons(page);
            ItemList& list = *page.responses()->list();
            list.select(3);
            list.toggleStar();
            list.select(5);
            QTest::mouseClick(list.table()->viewport(), Qt::LeftButton, {},
                list.table()->visualRect(list.model()->find(5).siblingAtColumn(InspectionModel::StarColumn)).center());
            list.starredOnly()->setChecked(true);
            QCOMPARE(list.items(), (std::vector<std::uint32_t>{3, 5}));
            const QString file = folder.filePath(QStringLiteral("starred.jsonl"));
            page.exportRows(file);
            QTRY_VERIFY(QFile::exists(file));
            const std::string expected = std::string(page.columns()->inspection().row(3)) + "\n"
                + std::string(page.columns()->inspection().row(5)) + "\n";
            QCOMPARE(QByteArray::fromStdString(readFile(file.toStdString())), QByteArray::fromStdString(expected));
        }
        Opened again(folder);
        QTRY_VERIFY(again.page->columns() != nullptr && !again.page->isLoading());
        ItemList& list = *again.page->responses()->list();
        QCOMPARE(list.model()->rowCount(), 12);
        list.starredOnly()->setChecked(true);
        QCOMPARE(list.items(), (std::vector<std::uint32_t>{3, 5}));
        list.select(3);
        list.toggleStar();
        QCOMPARE(list.items(), (std::vector<std::uint32_t>{5}));
    }

    void showsTheRowsOfANumber()
    {
        const QTemporaryDir folder;
        Opened opened(folder);
        InspectPage& page = *opened.page;
        openComparisons(page);
        const std::filesystem::path file = comparisons()[1].toStdString();
        QVERIFY(page.showRows({"3 wrong comparisons of both · mean and variance", file, {1, 4, 7}, {}, 0.05}));
        QTRY_VERIFY(!page.isLoading() && page.files().size() == 1);
        ItemList& list = *page.responses()->list();
        QCOMPARE(list.items(), (std::vector<std::uint32_t>{1, 4, 7}));
        QVERIFY(list.chosenWhat().contains(QStringLiteral("3 wrong comparisons")));
        QCOMPARE(page.columns()->alpha(), 0.05);

        // A search among them says that it is one.
        QCOMPARE(list.search()->placeholderText(), QStringLiteral("Search these rows"));
        list.search()->setText(QStringLiteral("no such words"));
        QTRY_COMPARE(list.model()->rowCount(), 0);
        QVERIFY(list.nothingText().contains(QStringLiteral("show all rows")));
        list.search()->clear();
        QTRY_COMPARE(list.model()->rowCount(), 3);
        list.findChild<NoticeRow*>()->findChild<QPushButton*>()->click();
        QCOMPARE(list.model()->rowCount(), 12);
        QVERIFY(list.chosenWhat().isEmpty());
        QCOMPARE(list.search()->placeholderText(), QStringLiteral("Search 12 pairs"));
        list.subset()->setCurrentIndex(1);
        QCOMPARE(list.search()->placeholderText(), QStringLiteral("Search these rows"));
        QVERIFY(!page.showRows({"gone", "/gone.jsonl", {0}, {}, {}}));
    }

    void looks_data() { test::addLooks(); }

    /// Pictures of the page to look at, of the files in DPL_INSPECT_FILES or of the fixtures.
    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const QTemporaryDir folder;
        applyTheme(dark ? Theme::dark() : Theme::light());
        Opened opened(folder);
        InspectPage& page = *opened.page;
        page.resize(test::pageSize(size));
        test::savePicture(page, QStringLiteral("inspect-empty"));
        const QString other = qEnvironmentVariable("DPL_INSPECT_FILES");
        if (other.isEmpty()) {
            openComparisons(page);
        } else {
            page.openFolder(other, false);
            QTRY_VERIFY(page.columns() != nullptr && !page.isLoading());
        }
        const auto picture = [&](const char* state) {
            QTest::qWait(50);
            test::savePicture(page, QStringLiteral("inspect-") + QLatin1String(state));
        };
        ItemList& list = *page.responses()->list();
        list.select(3);
        picture("responses");
        page.responses()->distributions()->setAxis(inspection::UtilityAxis::standardised);
        picture("standardised");
        page.responses()->distributions()->setAxis(inspection::UtilityAxis::own);
        page.chooseModels({0});
        QTRY_COMPARE(page.columns()->models().size(), std::size_t(1));
        picture("base");
        page.openFiles(
            {own("tiny-llama-base/responses_eval.jsonl"), own("tiny-llama-mean_and_variance/responses_eval.jsonl")},
            false);
        QTRY_VERIFY(!page.isLoading() && page.columns()->inspection().count(inspection::ItemKind::prompt) > 0);
        picture("prompts");
        list.search()->setText(QStringLiteral("no such words"));
        QTRY_COMPARE(list.model()->rowCount(), 0);
        QVERIFY2(!page.responses()->item() && !page.responses()->distributions()->figure(),
            "nothing is shown of what is not listed");
        picture("nothing-found");
        list.search()->clear();
        QTRY_COMPARE(list.model()->rowCount(), 5);
        page.openFiles({QStringLiteral(DPL_FIXTURES "/evaluation/own/README.md")}, true);
        QTRY_VERIFY(!page.isLoading());
        picture("unreadable");
        page.tabs()->setCurrentIndex(1);
        page.start(); // which lacks a text
        picture("score");
        applyTheme(Theme::light());
    }
};

DPL_UI_TEST(TestInspectPage)
#include "tst_inspect_page.moc"
