// The Train page, driven: from the first start, whose demo is preselected, to a training that is stopped and goes on.

#include "base/files.hpp"
#include "base/json.hpp"
#include "layout_check.hpp"
#include "pages/train/estimate_card.hpp"
#include "pages/train/overrides_note.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/presets_menu.hpp"
#include "pages/train/preview_card.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "runs/run_folder.hpp"
#include "shell/workbench.hpp"
#include "sweep/paper_sweep.hpp"
#include "training/training_run.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/fact_table.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/wrong_mark.hpp"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSemaphore>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>

using namespace dpl;
using namespace dpl::ui;

class TestTrainPage : public QObject {
    Q_OBJECT

    std::unique_ptr<Workbench> open()
    {
        {
            Settings settings(at("settings.ini"));
            settings.setValue(known::runsFolder(), at("runs"));
            settings.setValue(known::threads(), 1);
        }
        auto workbench = std::make_unique<Workbench>(at("settings.ini"));
        workbench->window().resize(1280, 800);
        workbench->window().show();
        workbench->window().showPage(QStringLiteral("train"));
        return workbench;
    }

    static TrainPage& pageOf(Workbench& workbench) { return *workbench.window().findChild<TrainPage*>(); }

    QString at(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    static QLineEdit* lineEdit(TrainPage& page, const char* name)
    {
        return page.findChild<QLineEdit*>(QLatin1String(name));
    }

    static QCheckBox* box(TrainPage& page, const char* accessibleName)
    {
        for (auto* candidate : page.findChildren<QCheckBox*>()) {
            if (candidate->accessibleName() == QLatin1String(accessibleName))
                return candidate;
        }
        return nullptr;
    }

    static QPushButton* startButton(TrainPage& page)
    {
        for (auto* button : page.findChildren<QPushButton*>()) {
            if (button->text().startsWith(QStringLiteral("Queue")) || button->text() == QStringLiteral("Train"))
                return button;
        }
        return nullptr;
    }

    static QPushButton* button(QWidget& parent, const char* text)
    {
        for (auto* candidate : parent.findChildren<QPushButton*>()) {
            if (candidate->text() == QString::fromUtf8(text) && candidate->isVisible())
                return candidate;
        }
        return nullptr;
    }

    static bool says(QWidget& parent, const QString& text)
    {
        const auto labels = parent.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
            [&](const QLabel* label) { return label->isVisible() && label->text().contains(text); });
    }

    static bool isMeasured(TrainPage& page)
    {
        return !page.findChild<EstimateCard*>()
                    ->findChild<FactTable*>()
                    ->value(QStringLiteral("Training time"))
                    .isEmpty();
    }

    /// What is shown of the page, once it is laid out, with everything in its place.
    static void savePicture(Workbench& workbench, const char* state)
    {
        QTest::qWait(50);
        const QStringList faults = test::layoutFaults(pageOf(workbench));
        QVERIFY2(faults.isEmpty(), qPrintable(QLatin1String(state) + u'\n' + faults.join(u'\n')));
        test::savePicture(workbench.window(), QStringLiteral("train-") + QLatin1String(state));
    }

    /// Own presets in the menu, as over the window.
    static void saveMenuPicture(Workbench& workbench)
    {
        TrainPage& page = pageOf(workbench);
        const std::string params = page.form()->params().toJson().dump();
        workbench.settings().setValue(known::pagePresets(page.id()),
            QStringLiteral(R"({"three seeds, categorical": %1, "as in the paper, GPT-2": %1})")
                .arg(QString::fromStdString(params)));
        auto* opener = button(page, "Presets");
        auto* menu = page.findChild<PresetsMenu*>();
        menu->popup(opener->mapToGlobal(QPoint(0, opener->height())));
        QTRY_VERIFY(menu->isVisible());
        QLabel picture;
        QPixmap window = workbench.window().grab();
        QPainter(&window).drawPixmap(opener->mapTo(&workbench.window(), QPoint(0, opener->height())), menu->grab());
        picture.setPixmap(window);
        picture.resize(window.size());
        menu->hide();
        test::savePicture(picture, QStringLiteral("train-presets"));
    }

    static sweep::SweepParams someParams()
    {
        sweep::SweepParams params;
        params.base = {{"model_name", DPL_FIXTURES "/models/tiny-llama"},
            {"data_path", DPL_FIXTURES "/training/lora_pairs.jsonl"}, {"lora_r", 8}};
        params.lists = {{"seed", {0}}, {"reward_model_type", {"base"}}, {"data_subset", {"both"}}};
        return params;
    }

    static void useDemoAgain(TrainPage& page)
    {
        page.useDemo();
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
    }

    /// A run as an earlier session left it.
    static void writeRun(const QString& experiment, const sweep::PlannedRun& run, bool isFinished)
    {
        const std::filesystem::path folder = std::filesystem::path(experiment.toStdString()) / run.folder;
        runs::RunRecord record;
        record.kind = "training";
        record.params = run.params.toJson();
        runs::RunFolder(folder, record, runs::RunStart::overwrite)
            .end(isFinished ? runs::RunState::finished : runs::RunState::stopped, "", nullptr);
        if (isFinished)
            writeFileAtomically(training::modelFileOf(run.params, folder), "");
    }

    std::unique_ptr<QTemporaryDir> m_folder;

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
        QCOMPARE(first.title, QStringLiteral("base on helpful, tiny-llama, seed 0"));
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
        for (const char* list : {"seed", "hidden_context_ratio"}) {
            const QString before = lineEdit(page, list)->text();
            lineEdit(page, list)->setText(QStringLiteral("0,1"));
            QVERIFY2(!page.form()->field(list)->problem().isEmpty(), list);
            QVERIFY2(page.form()->plan().empty(), "not the two values 0 and 1");
            lineEdit(page, list)->setText(before);
            QVERIFY(!page.form()->plan().empty());
        }
        for (const char* text : {"1,024", "1.024", "-5", "many"}) {
            lineEdit(page, "max_length")->setText(QString::fromUtf8(text));
            QVERIFY(page.form()->field("max_length")->problem().contains(QStringLiteral("in digits alone")));
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

    void theWholeSweepHasATimeAndAnEnd()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(isMeasured(page), 60000);
        const auto* facts = page.findChild<EstimateCard*>()->findChild<FactTable*>();
        static const QRegularExpression total(QStringLiteral("^about .+, done at (tomorrow )?[0-9]{2}:[0-9]{2}$"));
        QVERIFY2(total.match(facts->value(QStringLiteral("All 9 runs"))).hasMatch(),
            qPrintable(facts->value(QStringLiteral("All 9 runs"))));
        QVERIFY(!facts->value(QStringLiteral("Memory, measured")).isEmpty());
        const QString evaluation = facts->value(QStringLiteral("Evaluation, estimated"));
        QVERIFY(!evaluation.isEmpty()); // of held-out rows, and of the nine models
        for (auto* candidate : page.findChildren<QCheckBox*>()) {
            if (candidate->text() == QStringLiteral("Evaluate when trained"))
                candidate->setChecked(false);
        }
        QTRY_VERIFY(facts->value(QStringLiteral("Evaluation, estimated")) != evaluation);
        QTRY_VERIFY(isMeasured(page));
        for (const sweep::PlannedRun& run : page.form()->plan())
            writeRun(at("runs/demo"), run, true);
        lineEdit(page, "logging_steps")->setText(QStringLiteral("11"));
        lineEdit(page, "logging_steps")->setText(QStringLiteral("10"));
        QTRY_COMPARE(facts->value(QStringLiteral("All 9 runs")), QStringLiteral("trained already"));
        workbench->jobs().setHeldBack(true);
    }

    void listsMakeASweep()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params = sweep::paperSweep();
        params.base["model_name"] = "some-model";
        params.base["data_path"] = "some-data";
        page.form()->setParams(params);
        QCOMPARE(page.form()->plan().size(), std::size_t(9));
        // Back as it went in, apart from the order of the lists.
        const auto plan = params.plan();
        for (std::size_t i = 0; i < plan.size(); ++i)
            QVERIFY(page.form()->plan()[i].params.toJson() == plan[i].params.toJson());
        QCOMPARE(page.form()->plan()[0].params.epochs, std::int64_t(2));
        QCOMPARE(page.form()->plan()[2].params.epochs, std::int64_t(1));

        lineEdit(page, "hidden_context_ratio")->setText(QStringLiteral("0 0.25 0.5"));
        QCOMPARE(page.form()->plan().size(), std::size_t(27));
        QVERIFY(page.form()->plan().front().params.hiddenContextRatio.has_value());
    }

    void theCommandDoesTheSame()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params;
        params.base = {{"model_name", "some model"}, {"data_path", "data"}, {"learning_rate", 1e-4}};
        params.lists = {{"seed", {3}}, {"reward_model_type", {"categorical"}}, {"data_subset", {"helpful"}}};
        page.form()->setParams(params);
        page.form()->setExperiment(QStringLiteral("mine"));
        page.copyCommand();
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY2(command.startsWith(QStringLiteral("dpl train --model_name 'some model' --data_path data --data_subset "
                                                   "helpful --reward_model_type categorical "
                                                   "--learning_rate 0.0001 --seed 3 --run_folder ")),
            qPrintable(command));
        lineEdit(page, "seed")->setText(QStringLiteral("3 4"));
        page.copyCommand();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("dpl sweep ")));
        const auto written =
            sweep::SweepParams::fromJson(readJsonFile(at("runs/mine/sweep.json").toStdString()), "sweep.json");
        QCOMPARE(written.plan().size(), std::size_t(2));
        QVERIFY(written.plan()[1].params.toJson() == page.form()->plan()[1].params.toJson());
    }

    void everyExperimentHasAFolderOfItsOwn()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        workbench->jobs().setHeldBack(true);
        sweep::SweepParams params = someParams();
        params.evaluate = false;
        page.form()->setParams(params);
        page.form()->setExperiment({});
        page.start();
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 1);
        page.start(); // the same
        QTRY_VERIFY(says(page, QStringLiteral("A run is in the queue already.")));
        QCOMPARE(workbench->jobs().activeJobs().size(), 1);
        page.form()->field("lora_r")->setValue(4);
        page.start();
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 2);
        const QDir first(workbench->jobs().status(1).folder);
        const QDir second(workbench->jobs().status(2).folder);
        QVERIFY2(first != second && first.path().startsWith(at("runs/train-"))
                && second.path().startsWith(at("runs/train-")),
            qPrintable(second.path()));
        QVERIFY(!QFile::exists(at("runs/sweep.json")));
        workbench->jobs().stopAll();
    }

    void twoPressesDoTheWorkOnce()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        workbench->jobs().setHeldBack(true);
        sweep::SweepParams params = someParams();
        params.lists = {{"seed", {0, 1}}};
        page.form()->setParams(params);
        page.form()->setExperiment(QStringLiteral("demo"));
        writeRun(at("runs/demo"), page.form()->plan()[1], true); // an earlier session has trained it
        page.start();
        page.start(); // before the first was answered
        QTRY_VERIFY(says(page, QStringLiteral("A run is queued. A run has finished before and is not trained again.")));
        QCOMPARE(workbench->jobs().activeJobs().size(), 2); // with what is made of them
        QCOMPARE(workbench->jobs().after(2), QStringList{workbench->jobs().status(1).folder});
        page.start();
        QTRY_VERIFY(says(page, QStringLiteral("A run is in the queue already.")));
        QCOMPARE(workbench->jobs().statuses().size(), 2);
        workbench->jobs().stopAll();
    }

    void anotherExperimentIsRefusedAtItsName()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.form()->setParams(someParams());
        page.form()->setExperiment(QStringLiteral("demo"));
        writeRun(at("runs/demo"), page.form()->plan().front(), false);
        QVERIFY(QDir().mkpath(at("runs/demo-2")));
        const std::string sweepFile = at("runs/demo/sweep.json").toStdString();
        writeFileAtomically(sweepFile, "the first one's");
        page.form()->field("lora_r")->setValue(4);
        QTRY_VERIFY(says(page,
            QStringLiteral("“demo” is an experiment with other parameters. base on both, seed-0: “LoRA rank” is 8 "
                           "there and 4 here.")));
        page.start();
        page.copyCommand();
        QTest::qWait(100);
        QVERIFY(!workbench->jobs().hasActiveJobs());
        QCOMPARE(readFile(sweepFile), std::string("the first one's"));

        auto* rename = button(page, "Name it demo-3");
        QVERIFY(rename);
        rename->click();
        QCOMPARE(page.form()->experiment(), QStringLiteral("demo-3"));
        QVERIFY(!says(page, QStringLiteral("other parameters")));
        QVERIFY(!rename->isVisible());
        workbench->jobs().setHeldBack(true);
        page.start();
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 2);
        QVERIFY(QFile::exists(at("runs/demo-3/sweep.json")));
        // Nor may it mix with what is only queued.
        page.form()->field("learning_rate")->setValue(0.5);
        QTRY_VERIFY(says(page, QStringLiteral("“demo-3” is an experiment with other parameters.")));
        workbench->jobs().stopAll();
    }

    void presetsGiveBackWhatWasTyped()
    {
        sweep::SweepParams paper;
        {
            const auto workbench = open();
            TrainPage& page = pageOf(*workbench);
            QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
            auto* choice = page.findChild<SegmentedControl*>();
            QCOMPARE(choice->currentText(), QStringLiteral("Demo"));
            choice->setCurrentIndex(2);
            QCOMPARE(page.form()->experiment(), QString());
            QVERIFY(page.form()->params().base.empty()); // the reference's defaults
            QVERIFY(page.form()->params().overrides.empty());
            page.form()->setExperiment(QStringLiteral("mine"));
            page.form()->setParams(someParams());
            choice->setCurrentIndex(0);
            QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
            QCOMPARE(page.form()->experiment(), QStringLiteral("demo"));
            page.form()->field("lora_r")->setValue(4);
            QCOMPARE(choice->currentText(), QStringLiteral("Demo"));
            choice->setCurrentIndex(1);
            QCOMPARE(page.form()->experiment(), QString());
            QCOMPARE(page.form()->params().base.at("model_name"), someParams().base.at("model_name")); // one's own
            page.form()->setExperiment(QStringLiteral("paper again"));
            choice->setCurrentIndex(2);
            QCOMPARE(page.form()->experiment(), QStringLiteral("mine"));
            QCOMPARE(page.form()->plan().front().params.loraRank, std::int64_t(8));
            QTRY_VERIFY(Settings(at("settings.ini"))
                            .value(known::pageParameters(page.id()))
                            .contains(QStringLiteral("paper again")));
        }
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        auto* choice = page.findChild<SegmentedControl*>();
        QCOMPARE(choice->currentText(), QStringLiteral("Custom"));
        QCOMPARE(page.form()->experiment(), QStringLiteral("mine"));
        choice->setCurrentIndex(1);
        QCOMPARE(page.form()->experiment(), QStringLiteral("paper again"));
        choice->setCurrentIndex(0);
        QCOMPARE(page.form()->plan().front().params.loraRank, std::int64_t(4));
        page.useDemo(); // as it comes
        QTRY_VERIFY(page.form()->plan().front().params.loraRank != 4);
    }

    void settingsOfAnEarlierVersionAreTheOwnParametersOrTheDemo()
    {
        for (const char* name : {"demo", "mine"}) {
            {
                Settings settings(at("settings.ini"));
                settings.setValue(known::pageParameters(QStringLiteral("train")),
                    QString::fromStdString(Json{{"experiment", name}, {"sweep", someParams().toJson()}}.dump()));
            }
            const auto workbench = open();
            TrainPage& page = pageOf(*workbench);
            QCOMPARE(page.form()->experiment(), QLatin1String(name));
            QCOMPARE(page.findChild<SegmentedControl*>()->currentText(),
                QLatin1String(name) == QStringLiteral("demo") ? QStringLiteral("Demo") : QStringLiteral("Custom"));
        }
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

    void theDemoChosenAgainIsReadAgain()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        page.useDemo();
        QVERIFY(says(page, QStringLiteral("Writing the demo's data…")));
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QVERIFY(!says(page, QStringLiteral("Writing the demo's data…")));
    }

    void parametersAreKeptByAName()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params;
        params.base = {{"model_name", "some-model"}, {"data_path", "data"}, {"lora_r", 16}};
        page.form()->setParams(params);
        auto* menu = page.findChild<PresetsMenu*>();
        const auto entry = [menu](const QString& text) -> QAction* {
            Q_EMIT menu->aboutToShow();
            for (QAction* action : menu->actions()) {
                if (action->text() == text)
                    return action;
            }
            return nullptr;
        };
        QVERIFY(!entry(QStringLiteral("None saved yet"))->isEnabled());
        entry(QStringLiteral("Save as…"))->trigger();
        auto* dialog = page.findChild<QInputDialog*>();
        QVERIFY(dialog);
        dialog->setTextValue(QStringLiteral("rank & file"));
        dialog->accept();
        page.form()->field("lora_r")->setValue(4);
        entry(QStringLiteral("rank && file"))->trigger();
        QCOMPARE(page.form()->plan().front().params.loraRank, std::int64_t(16));
        entry(QStringLiteral("Delete"))->menu()->actions().constFirst()->trigger();
        QVERIFY(entry(QStringLiteral("None saved yet")));
    }

    void parametersSurviveAndRunsAreDuplicated()
    {
        {
            const auto workbench = open();
            TrainPage& page = pageOf(*workbench);
            sweep::SweepParams params;
            params.base = {{"model_name", "some-model"}, {"data_path", "data"}, {"lora_r", 16}};
            params.lists = {{"seed", {7}}, {"reward_model_type", {"base"}}, {"data_subset", {"both"}}};
            page.form()->setParams(params);
            page.form()->setExperiment(QStringLiteral("kept"));
            QTRY_VERIFY(
                Settings(at("settings.ini")).value(known::pageParameters(page.id())).contains(QStringLiteral("kept")));
        }
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QCOMPARE(page.form()->experiment(), QStringLiteral("kept"));
        QCOMPARE(page.form()->plan().size(), std::size_t(1));
        QCOMPARE(page.form()->plan()[0].params.loraRank, std::int64_t(16));
        QCOMPARE(page.form()->plan()[0].params.seed, std::uint64_t(7));

        training::TrainingParams other = page.form()->plan()[0].params;
        other.learningRate = 0.5;
        other.rewardModelType = "categorical";
        runs::RunRecord record;
        record.kind = "training";
        record.params = other.toJson();
        runs::RunFolder(at("runs/earlier").toStdString(), record, runs::RunStart::overwrite)
            .end(runs::RunState::failed, "too fast", nullptr);
        QVERIFY(workbench->window().duplicateRun(at("runs/earlier")));
        QVERIFY(page.form()->plan()[0].params.toJson() == other.toJson());
        QVERIFY(page.form()->experiment().isEmpty());
        QVERIFY(!workbench->window().duplicateRun(at("runs")));

        QVERIFY(workbench->window().trainFurther(at("runs/earlier")));
        other.startFrom = at("runs/earlier").toStdString();
        QVERIFY(page.form()->plan()[0].params.toJson() == other.toJson());
        QVERIFY(!workbench->window().trainFurther(at("runs")));
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

    void looks_data() { test::addLooks(); }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const auto workbench = open();
        workbench->settings().setValue(known::theme(), dark ? ThemeChoice::dark : ThemeChoice::light);
        TrainPage& page = pageOf(*workbench);
        workbench->window().resize(size);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(button(page, "Stop measuring"), 20000);
        savePicture(*workbench, "measuring");
        QTRY_VERIFY_WITH_TIMEOUT(isMeasured(page), 60000);
        savePicture(*workbench, "demo");

        workbench->jobs().setHeldBack(true);
        page.start();
        QTRY_VERIFY(says(page, QStringLiteral("9 runs are queued.")));
        savePicture(*workbench, "queued");
        workbench->jobs().stopAll();
        QTRY_VERIFY(!workbench->jobs().hasActiveJobs());
        QVERIFY(!says(page, QStringLiteral("queued")));

        for (auto* more : page.form()->findChildren<QToolButton*>())
            more->setChecked(true);
        savePicture(*workbench, "more");
        for (auto* more : page.form()->findChildren<QToolButton*>())
            more->setChecked(false);

        lineEdit(page, "seed")->setText(QStringLiteral("0 1 2"));
        lineEdit(page, "hidden_context_ratio")->setText(QStringLiteral("0 0.25 0.5"));
        QVERIFY(page.preview() == nullptr); // what stands there is never that of other parameters
        box(page, "Head: base")->setChecked(false);
        box(page, "Subsets, one run each: helpful")->setChecked(false);
        box(page, "Subsets, one run each: harmless")->setChecked(false);
        page.form()->setExperiment({});
        QCOMPARE(page.form()->plan().size(), std::size_t(18));
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() && isMeasured(page), 60000);
        savePicture(*workbench, "lists");
        saveMenuPicture(*workbench);

        lineEdit(page, "learning_rate")->setText(QStringLiteral("-1"));
        savePicture(*workbench, "wrong");
        lineEdit(page, "learning_rate")->setText(QStringLiteral("0.001"));

        QSemaphore read; // nothing is read in the background before it is free
        QThreadPool::globalInstance()->setMaxThreadCount(1);
        QThreadPool::globalInstance()->start([&read] { read.acquire(); });
        page.form()->field("train_dataset_size")->setValue(1000);
        QTRY_VERIFY(says(page, QStringLiteral("Reading the dataset…")));
        savePicture(*workbench, "reading");
        lineEdit(page, "data_path")->setText(at("no such folder"));
        read.release();
        QThreadPool::globalInstance()->setMaxThreadCount(QThread::idealThreadCount());
        QTRY_VERIFY(says(page, QStringLiteral("no such folder")));
        savePicture(*workbench, "unreadable");

        page.form()->setExperiment(QStringLiteral("demo"));
        page.usePaper();
        QVERIFY(button(page, "Choose the backbone…"));
        savePicture(*workbench, "paper");
    }

    /// With DPL_TRAIN_MODEL and DPL_TRAIN_DATA naming a backbone and a dataset: what the page says of them.
    void looksOnOwnBackbone()
    {
        const QString model = qEnvironmentVariable("DPL_TRAIN_MODEL");
        if (model.isEmpty())
            QSKIP("DPL_TRAIN_MODEL names no backbone");
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params;
        params.base = {{"model_name", model.toStdString()},
            {"data_path", qEnvironmentVariable("DPL_TRAIN_DATA").toStdString()}, {"max_length", 512}};
        params.lists = {{"seed", {0}}, {"reward_model_type", {"mean_and_variance"}}, {"data_subset", {"both"}}};
        page.form()->setParams(params);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 60000);
        for (auto* button : page.findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Measure"))
                button->click();
        }
        QTRY_VERIFY_WITH_TIMEOUT(page.probe().has_value(), 120000);
        QTest::qWait(50);
        test::savePicture(workbench->window(), QStringLiteral("train-own"));
    }
};

DPL_UI_TEST(TestTrainPage)
#include "tst_train_page.moc"
