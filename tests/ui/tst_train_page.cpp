// The Train page, driven: from the first start, whose demo is preselected, to a training that is stopped and goes on;
// and what its form says of what is typed.

#include "base/files.hpp"
#include "pages/train/overrides_note.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/preview_card.hpp"
#include "runs/run_folder.hpp"
#include "sweep/paper_sweep.hpp"
#include "train_bench.hpp"
#include "widgets/column_mapping.hpp"
#include "widgets/wrong_mark.hpp"

#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QMimeData>
#include <QSemaphore>
#include <QSignalSpy>
#include <QSpinBox>
#include <QThreadPool>

using namespace dpl;
using namespace dpl::ui;

class TestTrainPage : public QObject, test::TrainBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theFirstClickTrainsTheDemo()
    {
        auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
        QCOMPARE(page.form()->problem(), QString());
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QCOMPARE(page.preview()->rows, std::int64_t(3200));
        QTRY_VERIFY_WITH_TIMEOUT(page.probe().has_value(), 60000); // a small backbone is measured without being asked

        QTest::keyClick(&workbench->window(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 10); // nine trainings, and what is made of them
        const JobStatus first = workbench->jobs().status(1);
        QCOMPARE(first.title, QStringLiteral("helpful · base · seed 0"));
        QVERIFY(QFile::exists(at("runs/demo/sweep.json")));
        QTRY_VERIFY_WITH_TIMEOUT(
            workbench->jobs().status(1).progress.phase == "Training" && workbench->jobs().status(1).progress.step > 5,
            30000);
        workbench->jobs().setHeldBack(true);
        workbench->jobs().stop(1);
        QTRY_COMPARE_WITH_TIMEOUT(workbench->jobs().status(1).state, JobState::stopped, 10000);
        QVERIFY(runs::readRun(first.folder.toStdString()).state == runs::RunState::stopped);

        QVERIFY(workbench->window().resumeRun(first.folder));
        workbench->jobs().stop(2);
        const JobId again = workbench->jobs().activeJobs().constLast();
        workbench->jobs().moveBefore(again, workbench->jobs().activeJobs().constFirst());
        workbench->jobs().setHeldBack(false);
        QTRY_COMPARE_WITH_TIMEOUT(workbench->jobs().status(again).state, JobState::finished, 60000);
        QVERIFY(runs::readRun(first.folder.toStdString()).state == runs::RunState::finished);
        workbench->jobs().stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(!workbench->jobs().hasActiveJobs(), 10000);
    }

    void processesShareATraining()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.useDemo();
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        page.form()->setExperiment(QStringLiteral("shared"));
        page.form()->setProcesses(2);
        QTRY_VERIFY2(page.form()->problem().contains(QStringLiteral("cannot be shared evenly among 2 processes")),
            qPrintable(page.form()->problem()));
        page.form()->field("gradient_accumulation_steps")->setValue(2);
        QTRY_COMPARE_WITH_TIMEOUT(page.form()->problem(), QString(), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(startButton(page)->isEnabled(), 10000);
        page.start();
        QTRY_VERIFY_WITH_TIMEOUT(workbench->jobs().hasActiveJobs(), 10000);
        const JobId first = workbench->jobs().activeJobs().constFirst();
        QTRY_COMPARE_WITH_TIMEOUT(workbench->jobs().status(first).state, JobState::finished, 60000);
        workbench->jobs().stopAll();
        const auto record = runs::readRun(workbench->jobs().status(first).folder.toStdString());
        QCOMPARE(record.ranks["world_size"], Json(2));
        QCOMPARE(training::processesBefore(workbench->jobs().status(first).folder.toStdString()), 2);
        QTRY_VERIFY_WITH_TIMEOUT(!workbench->jobs().hasActiveJobs(), 20000);
    }

    void aDroppedDatasetIsMappedAndRemembered()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.useDemo();
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        auto* mapping = page.findChild<ColumnMapping*>();
        QVERIFY2(!mapping->isVisible(), "the demo's columns are called what they mean");
        const QString file = at("own.jsonl");
        std::string rows;
        for (int i = 0; i < 8; ++i) {
            rows +=
                R"({"id": )" + std::to_string(i) + R"(, "question": "Which? ", "good": "this", "bad": "that"})" + "\n";
        }
        writeFileAtomically(file.toStdString(), rows);

        QMimeData dragged;
        dragged.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent entering({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(lineEdit(page, "learning_rate"), &entering);
        QVERIFY(entering.isAccepted());
        const QString rate = lineEdit(page, "learning_rate")->text();
        QDropEvent drop({1, 1}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(lineEdit(page, "learning_rate"), &drop);
        QVERIFY(drop.isAccepted());
        QVERIFY2(lineEdit(page, "learning_rate")->text() == rate, "a field does not take a file for a text");
        QCOMPARE(QString::fromStdString(page.form()->field("data_path")->value().get<std::string>()), file);

        QTRY_VERIFY_WITH_TIMEOUT(mapping->isVisible(), 10000);
        QCOMPARE(mapping->chooser(data::ColumnRole::prompt)->currentText(), QStringLiteral("question"));
        QCOMPARE(mapping->chooser(data::ColumnRole::chosen)->currentText(), QStringLiteral("none"));
        const auto choose = [&](data::ColumnRole role, const char* column) {
            QTRY_VERIFY_WITH_TIMEOUT(mapping->isVisible(), 10000);
            QComboBox* chooser = mapping->chooser(role);
            chooser->setCurrentIndex(chooser->findText(QString::fromUtf8(column)));
            Q_EMIT chooser->activated(chooser->currentIndex());
        };
        choose(data::ColumnRole::chosen, "good");
        QTRY_COMPARE_WITH_TIMEOUT(
            mapping->chooser(data::ColumnRole::chosen)->currentText(), QStringLiteral("good"), 10000);
        choose(data::ColumnRole::rejected, "bad");
        QCOMPARE(page.form()->field("columns")->value(), Json("chosen=good,rejected=bad"));
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QCOMPARE(page.preview()->rows, std::int64_t(8));
        QVERIFY(page.preview()->firstPairs.front().chosen.ends_with("Which? this"));

        workbench->jobs().setHeldBack(true);
        page.form()->setExperiment(QStringLiteral("own"));
        QTRY_VERIFY_WITH_TIMEOUT(startButton(page)->isEnabled(), 10000);
        page.start();
        QTRY_VERIFY_WITH_TIMEOUT(workbench->jobs().hasActiveJobs(), 10000);
        QCOMPARE(workbench->settings().value(known::recentDatasets()), QStringList{file});
        workbench->jobs().stopAll();
    }

    void whatIsWrongIsSaidBesideItsField()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.useDemo();
        QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
        ParameterField* rate = page.form()->field("learning_rate");
        lineEdit(page, "learning_rate")->setText(QStringLiteral("-1"));
        QVERIFY2(
            rate->problem().contains(QStringLiteral("Learning rate must be above 0")), qPrintable(rate->problem()));
        QVERIFY(page.form()->plan().empty());
        QVERIFY(!startButton(page)->isEnabled());
        lineEdit(page, "learning_rate")->setText(QStringLiteral("fast"));
        QCOMPARE(rate->problem(), QStringLiteral("“fast” is not a number."));
        for (const char* text : {"0,001", "0,0005", "1,0", "0,1"}) {
            lineEdit(page, "learning_rate")->setText(QString::fromUtf8(text));
            QCOMPARE(rate->problem(),
                QStringLiteral("Write %1 with a point, not with a comma.")
                    .arg(QString::fromUtf8(text).replace(u',', u'.')));
            QVERIFY(page.form()->plan().empty());
            QVERIFY(!startButton(page)->isEnabled());
        }
        lineEdit(page, "learning_rate")->setText(QStringLiteral("1e-3"));
        QCOMPARE(rate->problem(), QString());
        QVERIFY(startButton(page)->isEnabled());

        lineEdit(page, "seed")->setText(QStringLiteral("0 x"));
        QCOMPARE(page.form()->field("seed")->problem(), QStringLiteral("“x” is not a whole number in digits alone."));
        QCOMPARE(page.form()->problem(), QStringLiteral("Seeds: “x” is not a whole number in digits alone."));
        lineEdit(page, "seed")->clear();
        QCOMPARE(page.form()->field("seed")->problem(), QStringLiteral("Write a number."));
        lineEdit(page, "seed")->setText(QStringLiteral("0"));
        QVERIFY(!page.form()->plan().empty());
        const char* ratio = "hidden_context_ratio";
        const QString before = lineEdit(page, ratio)->text();
        lineEdit(page, ratio)->setText(QStringLiteral("0,1"));
        QVERIFY(!page.form()->field(ratio)->problem().isEmpty());
        QVERIFY2(page.form()->plan().empty(), "not the two values 0 and 1");
        lineEdit(page, ratio)->setText(before);
        QVERIFY(!page.form()->plan().empty());
        for (const char* text : {"1,024", "1.024", "-5", "many"}) {
            lineEdit(page, "max_length")->setText(QString::fromUtf8(text));
            const QString problem = page.form()->field("max_length")->problem();
            QVERIFY2(problem.contains(QStringLiteral("in digits alone"))
                    || problem.contains(QStringLiteral("may be one number or several")),
                qPrintable(problem));
            QVERIFY(page.form()->plan().empty());
        }
        // Whole numbers stay what they are, whatever their size.
        for (const char* text : {"4294967296", "9223372036854775807"}) {
            lineEdit(page, "max_length")->setText(QString::fromUtf8(text));
            QCOMPARE(page.form()->plan().at(0).params.maxLength, QString::fromUtf8(text).toLongLong());
        }
        page.form()->field("max_length")->setValue(1024);
        QCOMPARE(lineEdit(page, "max_length")->text(), QStringLiteral("1024"));
        lineEdit(page, "seed")->setText(QStringLiteral("18446744073709551615"));
        QCOMPARE(page.form()->plan().at(0).params.seed, ~std::uint64_t(0));
        QCOMPARE(lineEdit(page, "train_dataset_size")->placeholderText(), QStringLiteral("all"));
        QCOMPARE(lineEdit(page, "train_dataset_size")->text(), QString());
        lineEdit(page, "seed")->setText(QStringLiteral("0; 0"));
        QCOMPARE(page.form()->plan().size(), std::size_t(9)); // the same run twice is one
        lineEdit(page, "seed")->setText(QStringLiteral("0 1 2"));
        QCOMPARE(page.form()->plan().size(), std::size_t(27));
        QCOMPARE(startButton(page)->text(), QStringLiteral("Queue 27 runs"));
        for (const char* head : {"Head: base", "Head: mean and variance", "Head: categorical"})
            box(page, head)->setChecked(false);
        QCOMPARE(page.form()->problem(), QStringLiteral("Choose at least one head."));
        QVERIFY(says(page, QStringLiteral("Choose at least one head.")));
        page.start(); // says it, queues nothing
        QVERIFY(!workbench->jobs().hasActiveJobs());
        box(page, "Head: base")->setChecked(true);

        // Parameters that are rarely changed show themselves; lists of other parameters do not draw the sentence to
        // them.
        lineEdit(page, "hidden_context_ratio")->setText(QStringLiteral("0; 0.5"));
        ParameterField* atoms = page.form()->field("num_atoms");
        QVERIFY(!atoms->isVisible());
        atoms->setValue(1);
        QVERIFY2(
            atoms->problem().startsWith(QStringLiteral("Atoms must be between")), qPrintable(page.form()->problem()));
        QVERIFY(atoms->isVisible());
        atoms->setValue(10);
        lineEdit(page, "data_path")->clear();
        QVERIFY(page.form()
                    ->field("data_path")
                    ->problem()
                    .startsWith(QStringLiteral("Dataset: name a preference dataset")));
        QVERIFY(page.form()->field("hidden_context_ratio")->problem().isEmpty());
        QVERIFY(button(page, "Choose the dataset's folder…"));

        lineEdit(page, "data_path")->setText(at("nothing"));
        QSignalSpy previewed(&page, &TrainPage::previewed);
        QVERIFY(previewed.wait(5000));
        QVERIFY(page.preview() == nullptr);
    }

    void everyWrongFieldIsMarkedAtOnceAndNoRowMoves()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.form()->setParams(someParams());
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QTest::qWait(50);
        std::map<const QWidget*, QPoint> places;
        for (auto* field : page.findChildren<ParameterField*>())
            places[field] = field->mapTo(page.form(), QPoint(0, 0));
        lineEdit(page, "lora_r")->setText(QStringLiteral("999999999"));
        lineEdit(page, "lora_alpha")->setText(QStringLiteral("0"));
        lineEdit(page, "learning_rate")->setText(QStringLiteral("1e-4..1e-6"));
        lineEdit(page, "weight_decay")->setText(QStringLiteral("little"));
        const std::map<std::string, QString> problems{
            {"lora_r", QStringLiteral("LoRA rank must be between 1 and 65536.")},
            {"lora_alpha", QStringLiteral("LoRA α must be a number other than 0.")},
            {"learning_rate", QStringLiteral("The range 1e-4..1e-6 must go from a smaller number to a larger one.")},
            {"weight_decay", QStringLiteral("“little” is not a number.")},
        };
        for (auto* field : page.findChildren<ParameterField*>()) {
            const auto wrong = problems.find(field->name());
            QCOMPARE(field->problem(), wrong == problems.end() ? QString() : wrong->second);
            QCOMPARE(isMarkedWrong(field->control()), wrong != problems.end());
            QVERIFY(wrong == problems.end() || field->control()->toolTip().startsWith(wrong->second));
        }
        QTest::qWait(50);
        for (const auto& [field, place] : places)
            QCOMPARE(field->mapTo(page.form(), QPoint(0, 0)), place);
        QVERIFY(!startButton(page)->isEnabled());
        for (const auto& [name, sentence] : problems)
            QVERIFY2(startButton(page)->toolTip().contains(sentence), qPrintable(startButton(page)->toolTip()));
        QVERIFY(says(page, QStringLiteral("Weight decay: “little” is not a number.")));
    }

    void anyNumberMayBeAListOrARange()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.form()->setParams(someParams());
        lineEdit(page, "seed")->setText(QStringLiteral("0-9"));
        QVERIFY(says(*page.form()->field("seed"), QStringLiteral("10 seeds: 0, 1, 2, …, 9")));
        lineEdit(page, "seed")->setText(QStringLiteral("0-4,7"));
        QVERIFY(says(*page.form()->field("seed"), QStringLiteral("6 seeds: 0, 1, 2, …, 7")));
        QCOMPARE(page.form()->plan().size(), std::size_t(6));
        QCOMPARE(page.form()->plan().back().params.seed, std::uint64_t(7));
        lineEdit(page, "seed")->setText(QStringLiteral("1,000"));
        QCOMPARE(page.form()->field("seed")->problem(),
            QStringLiteral("“1,000” may be one number or several: write 1000, or 1 000."));
        lineEdit(page, "seed")->setText(QStringLiteral("0-9"));
        lineEdit(page, "learning_rate")->setText(QStringLiteral("1e-6..1e-4 log"));
        QVERIFY(says(*page.form()->field("learning_rate"), QStringLiteral("3 values: 1e-06, 1e-05, 0.0001")));
        lineEdit(page, "lora_r")->setText(QStringLiteral("8..32 log"));
        QVERIFY2(page.form()->problem().isEmpty(), qPrintable(page.form()->problem()));
        QCOMPARE(page.form()->plan().size(), std::size_t(90));
        QCOMPARE(startButton(page)->text(), QStringLiteral("Queue 90 runs"));
        QCOMPARE(page.form()->plan().back().params.loraRank, std::int64_t(32));
        const sweep::SweepParams params = page.form()->params();
        page.form()->setParams(someParams());
        page.form()->setParams(params);
        QCOMPARE(lineEdit(page, "seed")->text(), QStringLiteral("0-9"));
        QCOMPARE(page.form()->plan().size(), std::size_t(90));
        page.form()->field("lora_alpha")->setValue(16.0);
        QCOMPARE(lineEdit(page, "lora_alpha")->text(), QStringLiteral("16"));
    }

    void whatIsMissingYetIsAHintAndNoError()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.usePaper();
        QCOMPARE(startButton(page)->text(), QStringLiteral("Queue 9 runs"));
        QVERIFY(!startButton(page)->isEnabled());
        for (auto* field : page.findChildren<ParameterField*>())
            QCOMPARE(field->problem(), QString());
        QVERIFY(says(*page.form()->field("model_name"), QStringLiteral("Choose a backbone to train.")));
        QVERIFY(says(*page.form()->field("data_path"), QStringLiteral("Choose a dataset to train on.")));
        QVERIFY(startButton(page)->toolTip().contains(QStringLiteral("Model: name a backbone to train.")));
        lineEdit(page, "data_path")->setText(QStringLiteral("x"));
        lineEdit(page, "data_path")->clear();
        QVERIFY(!page.form()->field("data_path")->problem().isEmpty());
        QCOMPARE(page.form()->field("model_name")->problem(), QString());
    }

    void whatCannotBeReadKeepsTheRunsFromBeingQueued()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QTRY_VERIFY(startButton(page)->isEnabled());
        const std::string model = page.form()->field("model_name")->value().get<std::string>();
        const QString image = at("picture.png");
        writeFileAtomically(image.toStdString(), "\x89PNG\r\n\x1a\n");
        const QString empty = at("empty.jsonl");
        writeFileAtomically(empty.toStdString(), "");
        for (const QString& path : {image, empty, at("nothing")}) {
            page.form()->field("data_path")->setValue(path.toStdString());
            QTRY_VERIFY_WITH_TIMEOUT(!page.form()->field("data_path")->problem().isEmpty(), 10000);
            QVERIFY(isMarkedWrong(page.form()->field("data_path")->control()));
            QVERIFY(!startButton(page)->isEnabled());
            QVERIFY(startButton(page)->toolTip().contains(page.form()->field("data_path")->problem()));
        }
        page.start();
        QTest::qWait(50);
        QVERIFY(!workbench->jobs().hasActiveJobs());

        useDemoAgain(page);
        const QString damaged = at("damaged");
        std::filesystem::copy(model, damaged.toStdString(), std::filesystem::copy_options::recursive);
        writeFileAtomically(damaged.toStdString() + "/model.safetensors", "not weights");
        page.form()->field("model_name")->setValue(damaged.toStdString());
        QTRY_VERIFY_WITH_TIMEOUT(!page.form()->field("model_name")->problem().isEmpty(), 10000);
        QVERIFY(!startButton(page)->isEnabled());
        page.form()->field("model_name")->setValue(model);
        QTRY_VERIFY_WITH_TIMEOUT(startButton(page)->isEnabled(), 10000);
        QCOMPARE(page.form()->field("model_name")->problem(), QString());
    }

    void aFileIsDividedByAShareThatIsHeldOut()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QVERIFY(!says(*page.form()->field("holdout_share"), QStringLiteral("no test rows")));
        const QString file = at("rows.jsonl");
        std::string rows;
        for (int i = 0; i < 200; ++i)
            rows += "{\"chosen\": \"Q" + std::to_string(i) + "\\nyes\", \"rejected\": \"Q" + std::to_string(i)
                + "\\nno\"}\n";
        writeFileAtomically(file.toStdString(), rows);
        page.form()->field("data_path")->setValue(file.toStdString());
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QCOMPARE(page.preview()->rows, std::int64_t(200));
        QVERIFY(says(*page.form()->field("holdout_share"), QStringLiteral("This dataset has no test rows")));
        lineEdit(page, "holdout_share")->setText(QStringLiteral("10"));
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QVERIFY2(page.preview()->rows > 150 && page.preview()->rows < 200,
            qPrintable(QString::number(page.preview()->rows)));
        QCOMPARE(page.form()->plan().front().params.holdout.share, 0.1);
        QVERIFY(!says(*page.form()->field("holdout_share"), QStringLiteral("no test rows")));
        QVERIFY(page.form()->field("holdout_share")->control()->toolTip().contains(QStringLiteral("10 % is 0.1")));
        page.form()->field("holdout_share")->setValue(0.07);
        QCOMPARE(lineEdit(page, "holdout_share")->text(), QStringLiteral("7"));
        lineEdit(page, "holdout_share")->setText(QStringLiteral("95"));
        QCOMPARE(
            page.form()->field("holdout_share")->problem(), QStringLiteral("Write a percentage between 0 and 90."));
    }

    void manyRunsArePlannedInTheBackground()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.form()->setParams(someParams());
        QCOMPARE(page.form()->plan().size(), std::size_t(1));
        QTRY_VERIFY(startButton(page)->isEnabled());
        QSemaphore free; // nothing is planned in the background before it is
        QThreadPool::globalInstance()->setMaxThreadCount(1);
        QThreadPool::globalInstance()->start([&free] { free.acquire(); });
        lineEdit(page, "seed")->setText(QStringLiteral("0-999"));
        QVERIFY(page.form()->isPlanning());
        QVERIFY(page.form()->plan().empty());
        QVERIFY(page.form()->problem().isEmpty());
        QVERIFY(!startButton(page)->isEnabled());
        QCOMPARE(startButton(page)->toolTip(), QStringLiteral("Planning 1,000 runs…"));
        lineEdit(page, "seed")->setText(QStringLiteral("0-499")); // what was on its way is not waited for
        free.release();
        QTRY_COMPARE(page.form()->plan().size(), std::size_t(500));
        QThreadPool::globalInstance()->setMaxThreadCount(QThread::idealThreadCount());
        QVERIFY(!page.form()->isPlanning());
        QTRY_VERIFY(startButton(page)->isEnabled());
        QCOMPARE(startButton(page)->text(), QStringLiteral("Queue 500 runs"));
        // What is wrong is said by those, too.
        lineEdit(page, "learning_rate")->setText(QStringLiteral("-1"));
        QTRY_VERIFY(page.form()->field("learning_rate")->problem().contains(QStringLiteral("must be above 0")));
        QVERIFY(page.form()->plan().empty());
        lineEdit(page, "seed")->setText(QStringLiteral("0"));
        lineEdit(page, "learning_rate")->setText(QStringLiteral("0.001"));
        QCOMPARE(page.form()->plan().size(), std::size_t(1)); // and few at once
    }

    void overridesAreCalledAsTheFieldsAre()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params = someParams();
        params.lists = {
            {"seed", {0}}, {"reward_model_type", {"base", "mean_and_variance"}}, {"data_subset", {"helpful", "both"}}};
        params.overrides = {
            {{{"reward_model_type", {"mean_and_variance"}}}, {{"learning_rate", 0.004}, {"bf16", true}}},
            {{{"data_subset", {"helpful", "both"}}, {"lora_r", {8}}}, {{"holdout_share", 0.1}}}};
        page.form()->setParams(params);
        auto* note = page.findChild<OverridesNote*>();
        QVERIFY(note->isVisible());
        auto* text = note->findChild<QLabel*>();
        QCOMPARE(text->text(),
            QStringLiteral("Overrides:\nmean and variance: Learning rate 0.004, Compute in bfloat16 on\n"
                           "helpful, both; LoRA rank 8: Held out for testing, % 10"));
        QVERIFY2(text->toolTip().contains(QStringLiteral("--learning_rate 0.004 --bf16 true where --reward_model_type "
                                                         "is mean_and_variance")),
            qPrintable(text->toolTip()));
        button(*note, "Clear")->click();
        QVERIFY(!note->isVisible());
        QVERIFY(page.form()->params().overrides.empty());
    }

    void anOverrideTakesThePlaceOfAList()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params = someParams();
        params.lists = {{"seed", {0}}, {"reward_model_type", {"base", "categorical"}}, {"data_subset", {"both"}}};
        params.overrides = {{{{"reward_model_type", {"categorical"}}}, {{"learning_rate", 0.004}}}};
        page.form()->setParams(params);
        const QString sentence = QStringLiteral("Learning rate 0.004 takes the place of the list for categorical. Runs "
                                                "that come out equal are trained once.");
        QVERIFY(!says(page, sentence));
        lineEdit(page, "learning_rate")->setText(QStringLiteral("1e-3..1e-2 log 3"));
        QVERIFY(says(page, sentence));
        QCOMPARE(page.form()->plan().size(), std::size_t(4)); // three of base, one of categorical
        QCOMPARE(page.form()->runCount(), std::size_t(4));
    }

    void aResponseSetIsReadBeforeTheTrainings()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params = someParams();
        params.responses = at("absent.jsonl").toStdString();
        page.form()->setParams(params);
        const auto obstacles = [&page] { return page.form()->obstacles().join(u' '); };
        QTRY_VERIFY2(obstacles().contains(
                         QStringLiteral("The response set cannot be scored: cannot read ") + at("absent.jsonl")),
            qPrintable(obstacles()));
        QVERIFY(says(*page.form(), QStringLiteral("The response set cannot be scored")));
        QVERIFY(!startButton(page)->isEnabled());
        // It has come meanwhile.
        writeFileAtomically(at("absent.jsonl").toStdString(), "{\"prompt\": \"Human: p\", \"responses\": [\"a\"]}\n");
        page.form()->lookAgain();
        QTRY_VERIFY(!obstacles().contains(QStringLiteral("response set")));
        QTRY_VERIFY(startButton(page)->isEnabled());
        // One whose rows cannot be used.
        writeFileAtomically(at("other.jsonl").toStdString(), "{\"prompt\": 1}\n");
        params.responses = at("other.jsonl").toStdString();
        page.form()->setParams(params);
        QTRY_VERIFY(obstacles().contains(QStringLiteral("other.jsonl")));
    }

    void aMissingSplitIsExplainedByTheFieldsName()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        const std::string rows = readFile(DPL_FIXTURES "/training/lora_pairs.jsonl");
        writeFileAtomically(at("data/test.jsonl").toStdString(), rows);
        sweep::SweepParams params = someParams();
        params.base["data_path"] = at("data").toStdString();
        page.form()->setParams(params);
        QTRY_VERIFY_WITH_TIMEOUT(says(page, QStringLiteral("(“Held out for testing, %”)")), 10000);
        QVERIFY(!says(page, QStringLiteral("holdout_share")));
    }

    void everyPairCanBeLookedAtAndSearched()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        auto* card = page.findChild<PreviewCard*>();
        auto* number = card->findChild<QSpinBox*>();
        QCOMPARE(number->text(), QStringLiteral("pair 1 of 3,200"));
        number->setValue(3200);
        QTRY_COMPARE(card->pairIndex(), qint64(3199));
        const auto pairs = page.preview()->pairs->read(1234, 1, 1, {});
        const QString wanted = QString::fromStdString(pairs.front().rejected);
        QSignalSpy searched(card, &PreviewCard::searched);
        number->setValue(1);
        QTRY_COMPARE(card->pairIndex(), qint64(0));
        card->search(wanted.toUpper());
        QVERIFY(searched.wait(10000));
        QTRY_VERIFY(card->pairIndex() != 0);
        QVERIFY(std::size_t(card->pairIndex()) <= 1234);
        QVERIFY(says(*card, QStringLiteral("pair")));
        card->search(QStringLiteral("no pair has this"));
        QVERIFY(searched.wait(10000));
        QVERIFY(says(*card, QStringLiteral("in no pair")));
        card->search({});
        number->setValue(2);
        QTRY_COMPARE(card->pairIndex(), qint64(1));
    }

    void whatCouldNotBeReadIsLookedAtAgain()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        const QString data = at("runs/demo/seed-0/data");
        QVERIFY(QDir().rename(data, at("elsewhere"))); // as when a disk is not mounted
        page.form()->field("train_dataset_size")->setValue(1000);
        QTRY_VERIFY(button(page, "Look again"));
        QVERIFY(page.preview() == nullptr);
        QVERIFY(QDir().rename(at("elsewhere"), data));
        button(page, "Look again")->click();
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QVERIFY(!button(page, "Look again"));
    }

    void everyControlHasANameAndATooltip()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        for (auto* field : page.findChildren<ParameterField*>()) {
            QVERIFY(!field->control()->accessibleName().isEmpty());
            QVERIFY(field->control()->toolTip().contains(QStringLiteral("--") + QString::fromStdString(field->name())));
        }
    }
};

DPL_UI_TEST(TestTrainPage)
#include "tst_train_page.moc"
