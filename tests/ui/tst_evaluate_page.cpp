#include "base/files.hpp"
#include "base/theme.hpp"
#include "demo/demo.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "models/evaluation_matrix_model.hpp"
#include "models/run_index.hpp"
#include "no_places.hpp"
#include "pages/evaluate/datasets_card.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/evaluate/live_view.hpp"
#include "pages/evaluate/matrix_card.hpp"
#include "pages/evaluate/models_card.hpp"
#include "pretended_devices.hpp"
#include "scoring/find_checkpoints.hpp"
#include "settings/settings.hpp"
#include "training/training_run.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/notice.hpp"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;

/// The page on models that the test trains on the demonstration's backbone and data.
class TestEvaluatePage : public QObject {
    Q_OBJECT

private:
    struct Opened {
        explicit Opened(const QString& folder) : Opened(folder, folder + QStringLiteral("/runs")) { }

        Opened(const QString& folder, const QString& runs) : settings(folder + QStringLiteral("/settings.ini"))
        {
            settings.setValue(known::runsFolder(), runs);
            settings.setValue(known::threads(), 2);
            page = std::make_unique<EvaluatePage>(settings, queue, index, devices, places);
            page->resize(1100, 780);
        }

        void show()
        {
            page->show();
            QVERIFY(QTest::qWaitForWindowExposed(page.get()));
            QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy(), 20000);
        }

        void wait() { QTRY_VERIFY_WITH_TIMEOUT(!queue.hasActiveJobs(), 120000); }

        QString check(const char* kind)
        {
            QStringList paths;
            for (const auto& dataset : page->datasets()->datasets()) {
                if ((dataset.kind == evaluation::DatasetKind::responses)
                    == (QString::fromLatin1(kind) == QStringLiteral("responses"))) {
                    paths << QString::fromStdString(dataset.path.string());
                }
            }
            page->datasets()->checkOnly(paths.mid(0, 1));
            return paths.value(0);
        }

        Settings settings;
        JobQueue queue;
        RunIndex index{settings, queue, {scoring::foundCheckpoints()}};
        DeviceModel devices{test::finds(test::cpuAlone)};
        WhereModel places{test::noPlaces()};
        std::unique_ptr<EvaluatePage> page;
    };

    static QPushButton* startButton(QWidget& page)
    {
        for (auto* button : page.findChildren<QPushButton*>()) {
            if (button->text().startsWith(QStringLiteral("Evaluate")))
                return button;
        }
        return nullptr;
    }

    static bool says(const QWidget& page, const QString& text)
    {
        const auto notices = page.findChildren<Notice*>();
        return std::any_of(notices.begin(), notices.end(),
            [&](const Notice* notice) { return notice->isVisibleTo(&page) && notice->text().contains(text); });
    }

    /// A folder that holds an adapter's config, but no weights.
    QString brokenModel(const QString& folder) const
    {
        const QString place = folder + QStringLiteral("/elsewhere");
        std::filesystem::create_directories(place.toStdString() + "/both_broken");
        std::filesystem::copy_file(modelOf("base") / "adapter_config.json",
            place.toStdString() + "/both_broken/adapter_config.json",
            std::filesystem::copy_options::overwrite_existing);
        return place;
    }

    std::filesystem::path runOf(const std::string& head) const
    {
        return m_folder.path().toStdString() + "/runs/exp/both/" + head + "_tiny-llama__32";
    }

    std::filesystem::path modelOf(const std::string& head) const
    {
        return scoring::findCheckpoints(runOf(head)).at(0).folder;
    }

    void removeEvaluations() const
    {
        const std::filesystem::path experiment = m_folder.path().toStdString() + "/runs/exp";
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(experiment)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("eval_results_") || name.starts_with("jailbroken_evaluations")) {
                files.push_back(entry.path());
            }
        }
        for (const auto& file : files) {
            std::filesystem::remove(file);
        }
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        const std::filesystem::path data = m_folder.path().toStdString() + "/runs/data";
        demo::writeDemo(0, data);
        for (const char* head : {"base", "mean_and_variance"}) {
            training::TrainingParams params;
            params.modelName = (data / "tiny-llama").string();
            params.dataPath = (data / "preferences").string();
            params.rewardModelType = head;
            params.trainDatasetSize = 32;
            params.evalSteps = 0;
            params.learningRate = 1e-3;
            dpl::Observer observer;
            const auto run = training::runInFolder(
                params, {2, false, "cpu"}, runOf(head), training::RunStart::continueOrBegin, observer, {});
            QVERIFY(run.result.finished);
        }
    }

    void offersWhatIsThere()
    {
        Opened opened(m_folder.path());
        opened.show();
        QCOMPARE(opened.page->checkpoints()->rowCount(), 2);
        QCOMPARE(opened.page->datasets()->rowCount(), 2);
        const QAbstractItemModelTester models(
            opened.page->checkpoints(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester datasets(
            opened.page->datasets(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(0));
        opened.page->start(); // says what is missing
        QVERIFY(!opened.queue.hasActiveJobs());
        const QModelIndex first = opened.page->checkpoints()->index(0, 0);
        QCOMPARE(first.data().toString(), QStringLiteral("both · base · seed 0"));
        QVERIFY(opened.page->checkpoints()->setData(first, Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(1));
        opened.page->modelsCard()->scan(); // keeps it
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(1));
        // A run, or a checkpoint, that another page asks for.
        QVERIFY(!opened.page->evaluateModels({m_folder.path() + QStringLiteral("/runs/data")}));
        QVERIFY(opened.page->evaluateModels({QString::fromStdString(runOf("mean_and_variance").string())}));
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(1));
        QCOMPARE(opened.page->choice().checkpoints.at(0).run, runOf("mean_and_variance"));
    }

    void evaluatesAsTheCommandLineDoes()
    {
        Opened opened(m_folder.path());
        opened.show();
        opened.page->checkpoints()->setAllChecked(true);
        const QString data = opened.check("comparisons");
        opened.page->findChild<QSpinBox*>()->setValue(200);
        QVERIFY(opened.page->findChildren<QPushButton*>().size() > 3);
        std::vector<std::shared_ptr<const LiveScoresView>> views;
        connect(&opened.queue, &JobQueue::snapshotTaken, opened.page.get(), [&](JobId, const JobSnapshot& snapshot) {
            if (auto view = snapshot.as<LiveScoresView>()) {
                views.push_back(std::move(view));
            }
        });
        opened.page->start();
        QCOMPARE(opened.queue.statuses().size(), 2);
        opened.wait();
        const JobStatus status = opened.queue.statuses().last();
        QCOMPARE(status.state, JobState::finished);
        QCOMPARE(status.kind.name, QStringLiteral("evaluation"));
        QVERIFY(status.folder.endsWith(QStringLiteral("eval_results_both.jsonl")));
        QVERIFY(QFile::exists(status.folder));
        QTRY_VERIFY(opened.page->live()->view());
        QTRY_COMPARE(opened.page->live()->view()->scores.rows, 200);
        QVERIFY2(views.size() > 2, "scores come while they are computed");
        QVERIFY(views.front()->scores.rows < 200);
        QVERIFY(!views.back()->scores.newest.empty());
        QVERIFY(!views.back()->scores.newest.front().texts[0].empty());
        const auto recipe = opened.queue.recipe(status.id);
        QCOMPARE(shippedJobKinds().jobOf(recipe, {}).title, status.title);

        evaluation::EvaluateParams direct = evaluation::EvaluateParams::fromJson(recipe.at("params"), "test");
        direct.output = m_folder.path().toStdString() + "/direct.jsonl";
        QCOMPARE(QString::fromStdString(direct.dataPath), data);
        evaluation::EvaluationObserver observer;
        const auto result = evaluation::evaluate(direct, {2, false, "cpu"}, observer, {});
        QVERIFY(readFile(direct.output) == readFile(status.folder.toStdString()));
        QCOMPARE(views.back()->scores.rate.share(), result.meanAccuracy);
        QTRY_VERIFY(!opened.page->isBusy());
        const QModelIndex evaluated = opened.page->checkpoints()->index(0, CheckpointModel::evaluated);
        QCOMPARE(evaluated.data().toString(), QStringLiteral("1 further"));
        QVERIFY(evaluated.data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("preferences-test-200-rows-1024-tokens")));
        QVERIFY(QFileInfo(status.folder).path().endsWith(QStringLiteral("preferences-test-200-rows-1024-tokens")));

        // What is done is seen, and not done again unless it is asked for.
        const EvaluationMatrixModel& matrix = *opened.page->matrix()->model();
        QCOMPARE(matrix.rowCount(), 2);
        const QModelIndex done = matrix.index(0, 1);
        QVERIFY2(done.data().toString().contains(QStringLiteral("200 rows")), qPrintable(done.data().toString()));
        QVERIFY(done.data().toString().contains(QStringLiteral("%1 %").arg(100.0 * result.meanAccuracy, 0, 'f', 1))
            || matrix.index(1, 1).data().toString().contains(
                QStringLiteral("%1 %").arg(100.0 * result.meanAccuracy, 0, 'f', 1)));
        QCOMPARE(done.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        QVERIFY(!startButton(*opened.page)->isEnabled());
        QVERIFY(startButton(*opened.page)->toolTip().startsWith(QStringLiteral("All of these are evaluated")));
        views.clear();
        opened.page->start();
        QCOMPARE(opened.queue.statuses().size(), 2);

        const QDateTime written = QFileInfo(status.folder).lastModified();
        for (int row = 0; row < 2; ++row)
            opened.page->matrix()->model()->setData(matrix.index(row, 1), Qt::Checked, Qt::CheckStateRole);
        QVERIFY(startButton(*opened.page)->isEnabled());
        opened.page->start();
        opened.wait();
        QCOMPARE(opened.queue.statuses().size(), 4);
        const JobStatus again = opened.queue.statuses().last();
        QCOMPARE(again.state, JobState::finished);
        QCOMPARE(again.folder, status.folder);
        QCOMPARE(QString::fromStdString(again.progress.phase), QStringLiteral("Already done"));
        QCOMPARE(QFileInfo(status.folder).lastModified(), written);
        QVERIFY(views.empty());

        // With other options there is something to do, and what there is otherwise is told.
        opened.page->findChild<QSpinBox*>()->setValue(30);
        QVERIFY(startButton(*opened.page)->isEnabled());
        QTRY_VERIFY(!opened.page->isBusy());
        QVERIFY(matrix.index(0, 1)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("Also evaluated: both, preferences-test-200-rows")));
    }

    void theMatrixTellsWhatTheQueueDoes()
    {
        Opened opened(m_folder.path());
        removeEvaluations();
        opened.show();
        opened.page->checkpoints()->setAllChecked(true);
        opened.check("comparisons");
        opened.page->findChild<QSpinBox*>()->setValue(50);
        QTRY_VERIFY(!opened.page->isBusy());
        EvaluationMatrixModel* matrix = opened.page->matrix()->model();
        const QAbstractItemModelTester tester(matrix);
        QCOMPARE(startButton(*opened.page)->text(), QStringLiteral("Evaluate 2 × 1"));
        QVERIFY(matrix->setData(matrix->index(0, 1), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(startButton(*opened.page)->text(), QStringLiteral("Evaluate 1 of 2"));
        opened.queue.setHeldBack(true);
        opened.page->start();
        QCOMPARE(opened.queue.statuses().size(), 1);
        QVERIFY(matrix->index(1, 1).data().toString().startsWith(QStringLiteral("queued")));
        QVERIFY(matrix->index(0, 1).data().toString().startsWith(QStringLiteral("not evaluated")));
        QCOMPARE(matrix->index(1, 1).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
        opened.queue.setHeldBack(false);
        opened.wait();
        QTRY_VERIFY(!opened.page->isBusy());
        QTRY_VERIFY(matrix->index(1, 1).data().toString().contains(QStringLiteral("50 rows")));
        QVERIFY(QFile::exists(matrix->fileOf(matrix->index(1, 1))));
        QCOMPARE(matrix->fileOf(matrix->index(0, 1)), QString());
    }

    void scoresResponsesByAllModels()
    {
        Opened opened(m_folder.path());
        opened.show();
        opened.page->checkpoints()->setAllChecked(true);
        opened.check("responses");
        opened.page->start();
        QCOMPARE(opened.queue.statuses().size(), 1);
        opened.wait();
        const JobStatus status = opened.queue.statuses().first();
        QCOMPARE(status.state, JobState::finished);
        QCOMPARE(status.folder, m_folder.path() + QStringLiteral("/runs/exp/jailbroken_evaluations.jsonl"));
        QVERIFY(
            readFile(status.folder.toStdString()).find("reward_outputs_both_mean_and_variance") != std::string::npos);
        QTRY_VERIFY(opened.page->live()->view());
        QCOMPARE(int(opened.page->live()->view()->scores.kind), int(evaluation::LiveKind::responses));
    }

    void stopsAndGoesOnAfterTheRowsThatAreDone()
    {
        Opened opened(m_folder.path());
        opened.show();
        removeEvaluations();
        opened.page->checkpoints()->checkOnly({QString::fromStdString(modelOf("base").string())});
        opened.check("comparisons");
        opened.page->findChild<QSpinBox*>()->setValue(0);
        opened.page->start();
        QTRY_VERIFY(opened.page->live()->view());
        opened.page->stop();
        opened.wait();
        const JobStatus stopped = opened.queue.statuses().first();
        QCOMPARE(stopped.state, JobState::stopped);
        const QString file = QString::fromStdString((modelOf("base") / "eval_results_both.jsonl").string());
        QCOMPARE(stopped.folder, file);
        QVERIFY(!QFile::exists(file));
        QVERIFY(QFile::exists(file + QStringLiteral(".partial")));
        opened.page->start();
        std::int64_t first = -1;
        connect(&opened.queue, &JobQueue::statusChanged, opened.page.get(), [&](const JobStatus& status) {
            if (first < 0 && status.progress.phase == "Evaluating") {
                first = status.progress.step;
            }
        });
        opened.wait();
        QCOMPARE(opened.queue.statuses().last().state, JobState::finished);
        QVERIFY2(first > 1, "after the rows that are done");
        QVERIFY(QFile::exists(file));
        QVERIFY(!QFile::exists(file + QStringLiteral(".partial")));
        QTRY_COMPARE(opened.page->live()->view()->scores.rows, 500);
    }

    void saysWhatIsWrongWithADataset()
    {
        Opened opened(m_folder.path());
        opened.show();
        const QString file = m_folder.filePath(QStringLiteral("wrong.jsonl"));
        writeFileAtomically(file.toStdString(), "{\"text\": 1}\n");
        const int before = opened.page->datasets()->rowCount();
        opened.page->datasetsCard()->addDataset(file);
        QTRY_VERIFY(says(*opened.page, file));
        QCOMPARE(opened.page->datasets()->rowCount(), before);
    }

    void takesADatasetThatIsDroppedAnywhere()
    {
        Opened opened(m_folder.path());
        opened.show();
        const QString file = m_folder.filePath(QStringLiteral("dropped.jsonl"));
        writeFileAtomically(file.toStdString(), "{\"chosen\": \"a\", \"rejected\": \"b\"}\n");
        const int before = opened.page->datasets()->rowCount();
        QMimeData dragged;
        dragged.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent entering({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QDropEvent drop({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(opened.page->datasetsCard(), &entering);
        QApplication::sendEvent(opened.page->datasetsCard(), &drop);
        QVERIFY(drop.isAccepted());
        QTRY_COMPARE(opened.page->datasets()->rowCount(), before + 1);
        QVERIFY(opened.page->datasets()->checkedPaths().contains(file));
    }

    void takesModelsFromElsewhereAtOnce()
    {
        const QTemporaryDir elsewhere;
        const QString copied = elsewhere.filePath(QStringLiteral("run/both_copied"));
        std::filesystem::create_directories(elsewhere.filePath(QStringLiteral("run")).toStdString());
        std::filesystem::copy(modelOf("base"), copied.toStdString());
        const QTemporaryDir settings;
        Opened opened(settings.path(), m_folder.filePath(QStringLiteral("runs")));
        const QString run = elsewhere.filePath(QStringLiteral("run"));
        QVERIFY(
            !opened.page->evaluateModels({elsewhere.path()})); // neither is nor directly holds one: not walked through
        QVERIFY(opened.page->evaluateModels({run + u'/'}));
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(1));
        QCOMPARE(opened.page->choice().checkpoints.at(0).folder, std::filesystem::path(copied.toStdString()));
        QCOMPARE(opened.page->checkpoints()->rowCount(), 3);

        // What the user adds is walked through, in the background.
        const QTemporaryDir others;
        Opened second(others.path(), others.filePath(QStringLiteral("runs")));
        QSignalSpy said(second.page->modelsCard(), &ModelsCard::said);
        second.page->modelsCard()->addFolder(others.path());
        QTRY_COMPARE(said.size(), 1);
        second.page->modelsCard()->addFolder(elsewhere.path());
        QTRY_COMPARE(second.page->choice().checkpoints.size(), std::size_t(1));
    }

    void restoresWhatWasChosen()
    {
        const QTemporaryDir folder;
        const QString runs = m_folder.filePath(QStringLiteral("runs"));
        const QString elsewhere = brokenModel(folder.path());
        QString data;
        Json stored;
        {
            Opened opened(folder.path(), runs);
            opened.show();
            data = opened.check("responses");
            opened.page->modelsCard()->addFolder(elsewhere);
            QTRY_COMPARE(opened.page->checkpoints()->rowCount(), 3);
            opened.page->findChild<QSpinBox*>()->setValue(1234);
            stored = parseJson(
                opened.settings.value(known::pageParameters(QStringLiteral("evaluate"))).toStdString(), "stored");
        }
        QCOMPARE(QString::fromStdString(stored.dump()),
            QStringLiteral(
                R"({"model_folders":["%1"],"reward_labels":{},"datasets":[],"checked_datasets":["%2"],"data_subset":"both",)"
                R"("eval_dataset_size":1234,)"
                R"("max_length":1024,"long_texts":"truncate","bf16":false,"keep_stored":false})")
                .arg(elsewhere, data));
        Opened again(folder.path(), runs);
        again.show();
        QCOMPARE(again.page->checkpoints()->rowCount(), 3);
        QCOMPARE(again.page->choice().evalDatasetSize, 1234);
        QCOMPARE(again.page->choice().datasets.size(), std::size_t(1));
        QCOMPARE(again.page->choice().datasets.at(0).kind, evaluation::DatasetKind::responses);
    }

    void saysWhyAModelCannotBeUsed()
    {
        const QTemporaryDir folder;
        Opened opened(folder.path());
        opened.page->modelsCard()->addFolder(brokenModel(folder.path()));
        QTRY_COMPARE(opened.page->checkpoints()->rowCount(), 1);
        QVERIFY(says(*opened.page, QStringLiteral("both_broken cannot be used: ")));
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(0));
    }

    void copiesCommandsQuoted()
    {
        const QTemporaryDir folder;
        Opened opened(folder.path(), m_folder.filePath(QStringLiteral("runs")));
        opened.show();
        const QString data = folder.filePath(QStringLiteral("it's mine.jsonl"));
        writeFileAtomically(data.toStdString(), "{\"chosen\": \"a\", \"rejected\": \"b\"}\n");
        opened.page->datasetsCard()->addDataset(data);
        opened.page->checkpoints()->setChecked(QString::fromStdString(modelOf("base").string()), true);
        QTRY_COMPARE(opened.page->choice().datasets.size(), std::size_t(1));
        opened.page->paletteActions().last()->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(),
            QStringLiteral("dpl evaluate --reward_model_checkpoint %1 --data_path '%2'")
                .arg(QString::fromStdString(modelOf("base").string()),
                    folder.filePath(QStringLiteral("it'\\''s mine.jsonl"))));
    }

    void looks_data() { test::addLooks(); }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        applyTheme(dark ? Theme::dark() : Theme::light());
        const QTemporaryDir folder;
        const auto picture = [&](const Opened& opened, const char* state) {
            QTest::qWait(20); // for what is drawn on another thread
            test::savePicture(*opened.page, QStringLiteral("evaluate-") + QString::fromLatin1(state));
        };
        const auto prepare = [&](Opened& opened) {
            opened.page->setAutoFillBackground(true);
            opened.show();
            opened.page->resize(test::pageSize(size)); // columns that were below each other need no more height now
        };
        {
            Opened nothing(folder.path(), folder.filePath(QStringLiteral("none")));
            prepare(nothing);
            QCOMPARE(nothing.page->checkpoints()->rowCount(), 0);
            picture(nothing, "empty");
        }
        Opened opened(folder.path(), m_folder.filePath(QStringLiteral("runs")));
        prepare(opened);
        QCOMPARE(opened.page->checkpoints()->rowCount(), 2);
        picture(opened, "found");
        QVERIFY2(
            opened.page->minimumSizeHint().height() <= test::pageSize(size).height(), "fits a window of that size");

        // What cannot be used.
        opened.page->modelsCard()->addFolder(brokenModel(folder.path()));
        QTRY_COMPARE(opened.page->checkpoints()->rowCount(), 3);
        picture(opened, "broken");
        const QString wrong = folder.filePath(QStringLiteral("wrong.jsonl"));
        writeFileAtomically(wrong.toStdString(), "{\"text\": 1}\n");
        opened.page->datasetsCard()->addDataset(wrong);
        QTRY_VERIFY(says(*opened.page, wrong));
        picture(opened, "unreadable");
        QVERIFY2(opened.page->height() <= test::pageSize(size).height() + 8, "notices leave the fields their room");

        opened.page->checkpoints()->setAllChecked(true);
        const QString late = folder.filePath(QStringLiteral("late-error.jsonl"));
        writeFileAtomically(late.toStdString(), "{\"chosen\": \"a\", \"rejected\": \"b\"}\n{\"chosen\": 1}\n");
        opened.page->datasetsCard()->addDataset(late);
        QTRY_COMPARE(opened.page->choice().datasets.size(), std::size_t(1));
        opened.page->start();
        opened.wait();
        QCOMPARE(opened.queue.statuses().last().state, JobState::failed);
        QVERIFY(says(*opened.page, late));
        picture(opened, "failed");

        removeEvaluations(); // what is done would not be done again
        opened.page->datasets()->checkOnly({m_folder.filePath(QStringLiteral("runs/data/preferences"))});
        QTRY_VERIFY(!opened.page->isBusy());
        picture(opened, "ready");
        opened.queue.setHeldBack(true);
        opened.page->start();
        picture(opened, "waiting");
        opened.queue.setHeldBack(false);
        const auto live = [&] { return opened.page->live()->view(); };
        QTRY_VERIFY_WITH_TIMEOUT(live() && live()->scores.rows > 120, 20000);
        picture(opened, "live");
        opened.wait();
        QTRY_VERIFY(!opened.page->isBusy());
        picture(opened, "finished");

        std::string many;
        for (int copy = 0; copy < 12; ++copy) {
            many += readFile(m_folder.filePath(QStringLiteral("runs/data/responses.jsonl")).toStdString());
        }
        const QString responses = folder.filePath(QStringLiteral("responses.jsonl"));
        writeFileAtomically(responses.toStdString(), many);
        opened.page->datasets()->checkOnly({});
        opened.page->datasetsCard()->addDataset(responses);
        QTRY_COMPARE(opened.page->choice().datasets.size(), std::size_t(1));
        opened.page->start();
        QTRY_VERIFY_WITH_TIMEOUT(
            live() && live()->scores.kind == evaluation::LiveKind::responses && live()->scores.rows > 120, 20000);
        picture(opened, "scoring");
        QVERIFY(opened.queue.hasActiveJobs());
        opened.queue.stopAll();
        opened.wait();
        applyTheme(Theme::light());
    }
};

DPL_UI_TEST(TestEvaluatePage)
#include "tst_evaluate_page.moc"
